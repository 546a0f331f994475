"""Who took part, when, and how much."""

from __future__ import annotations

from django.db import models


class ParticipationDay(models.Model):
    """What one volunteer did in one project on one day (UTC)."""

    project_id = models.BigIntegerField()
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="participation")
    day = models.DateField()
    classifications = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    passes = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0, help_text="Time spent on images, as the clients tell it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "volunteer", "day"], name="one_row_per_volunteer_day")
        ]
        indexes = [models.Index(fields=["project_id", "day"])]

    def __str__(self) -> str:
        return f"{self.volunteer_id} on {self.day}: {self.classifications}"
