"""What volunteers answered to images whose answer is known."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class TrainingAnswer(models.Model):
    """One answer in the tutorial or in training; it never stands among the classifications."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    volunteer_id = models.BigIntegerField()
    known_answer = models.ForeignKey("onboarding.KnownAnswer", on_delete=models.CASCADE, related_name="+")
    client_uuid = models.UUIDField(help_text="Made by the client; makes a retry harmless.")
    choice_ids = ArrayField(models.BigIntegerField())
    hits = ArrayField(models.CharField(max_length=32), default=list, help_text="Codes chosen rightly.")
    missed = ArrayField(models.CharField(max_length=32), default=list, help_text="Codes not chosen but there.")
    extra = ArrayField(models.CharField(max_length=32), default=list, help_text="Codes chosen but not there.")
    right = models.BooleanField()
    score = models.FloatField(help_text="|hits| / |hits, missed and extra|, 0 to 1.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["volunteer_id", "project", "id"], name="training_of_volunteer")]
        constraints = [
            models.UniqueConstraint(fields=["volunteer_id", "client_uuid"], name="one_training_answer_per_uuid")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} on {self.known_answer_id}"


class ControlAnswer(models.Model):
    """What one answer to a control showed; the answer itself is a classification that never counts.

    Kept when the known answer is removed. `score` is null for a pass, which shows nothing.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    volunteer_id = models.BigIntegerField()
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="+")
    known_answer = models.ForeignKey(
        "onboarding.KnownAnswer", null=True, on_delete=models.SET_NULL, related_name="control_answers"
    )
    round_id = models.BigIntegerField()
    classification_id = models.UUIDField(help_text="Public id of the classification.")
    truth_ids = ArrayField(models.BigIntegerField(), help_text="What was held right at the time.")
    choice_ids = ArrayField(models.BigIntegerField())
    score = models.FloatField(null=True, help_text="|right| / |right, missed and extra|, 0 to 1.")
    expected = models.FloatField(help_text="The volunteer's estimated accuracy just before, 0 to 1.")
    duration_ms = models.PositiveIntegerField(null=True)
    is_shown = models.BooleanField(
        db_default=False, default=False, help_text="Was the volunteer told how it was answered?"
    )
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project", "volunteer_id", "id"], name="controls_of_volunteer")]
        constraints = [
            models.UniqueConstraint(fields=["volunteer_id", "subject"], name="one_control_answer_per_subject")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} on {self.subject_id}"
