"""What was done on which day."""

from __future__ import annotations

from django.db import models


class ActivityDay(models.Model):
    """One volunteer's paid work in one project on one day (UTC), and what it earned.

    Rate and factor are fixed when the day's first image arrives, so that no pay of the day says anything
    about the day's controls. `earned_milli` (thousandths of a point) grows with the work; `points` is what
    of it was paid, whole points. `is_settled`: the day's accuracy bonus was worked out.
    """

    project_id = models.BigIntegerField()
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="activity")
    day = models.DateField()
    answers = models.PositiveIntegerField(default=0)
    passes = models.PositiveIntegerField(default=0)
    passes_paid = models.PositiveIntegerField(default=0)
    effort_milli = models.BigIntegerField(default=0, help_text="Thousandths of an image.")
    earned_milli = models.BigIntegerField(default=0, help_text="Thousandths of a point.")
    points = models.BigIntegerField(default=0)
    points_per_image = models.PositiveSmallIntegerField()
    factor_percent = models.PositiveSmallIntegerField()
    is_settled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "volunteer", "day"], name="one_activity_per_day")
        ]
        indexes = [
            models.Index(fields=["project_id", "day"]),
            models.Index(fields=["day"], condition=models.Q(is_settled=False), name="activity_to_settle"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} on {self.day}: {self.points} points"


class StreakDay(models.Model):
    """A day, by the volunteer's own calendar, on which the volunteer labelled in a project."""

    project_id = models.BigIntegerField()
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="streak_days")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "volunteer", "day"], name="one_streak_day_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} labelled on {self.day}"
