"""Images whose answer is known."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from quorum.domain.identifiers import new_public_id


class KnownAnswer(models.Model):
    """What is right for one subject, and the one purpose that this serves.

    A subject with a known answer collects no votes: its queue entries are gone and its open tallies
    retired as `known_answer`. The answer never reaches a client before the volunteer has answered.
    """

    class Purpose(models.TextChoices):
        TUTORIAL = "tutorial"
        TRAINING = "training"
        CONTROL = "control"

    class State(models.TextChoices):
        ACTIVE = "active"
        RESTING = "resting"

    class Origin(models.TextChoices):
        CURATOR = "curator"
        IMPORT = "import"
        CONSENSUS = "consensus"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="known_answers")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    subject = models.OneToOneField("subjects.Subject", on_delete=models.CASCADE, related_name="known_answer")
    purpose = models.CharField(max_length=8, choices=Purpose)
    stage = models.ForeignKey(
        "onboarding.TrainingStage", null=True, on_delete=models.CASCADE, related_name="known_answers"
    )
    label_set_version = models.ForeignKey(
        "projects.LabelSetVersion", on_delete=models.PROTECT, related_name="+"
    )
    choice_ids = ArrayField(models.BigIntegerField(), help_text="Choices of label_set_version; may be empty.")
    hints = models.JSONField(default=dict, help_text="Code of a choice: what to look for in this image.")
    state = models.CharField(max_length=7, choices=State, default=State.ACTIVE)
    origin = models.CharField(max_length=9, choices=Origin, default=Origin.CURATOR)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "purpose", "state"], name="known_answers_by_purpose")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage=None) | models.Q(purpose="training"), name="only_training_has_stages"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"
