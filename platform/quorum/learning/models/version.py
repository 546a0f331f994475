"""Versions of models, and which of them is live."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quorum.domain.identifiers import new_public_id


class ModelVersion(models.Model):
    """One trained model: where it is, how good it is on the hold-out, and whether it is in use.

    A task has at most one live model that reads the volunteers' votes, for subjects that have some, and one
    that does not, for the others. `judgement` is what the promotion gate found.
    """

    class State(models.TextChoices):
        TRAINING = "training"
        CANDIDATE = "candidate"
        LIVE = "live"
        RETIRED = "retired"
        FAILED = "failed"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="model_versions")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    table = models.ForeignKey("learning.TrainingTable", on_delete=models.RESTRICT, related_name="versions")
    job = models.OneToOneField("learning.Job", on_delete=models.RESTRICT, related_name="model")
    holdout_job = models.OneToOneField(
        "learning.Job", null=True, on_delete=models.RESTRICT, related_name="judged_model"
    )
    recipe = models.CharField(max_length=32)
    reads_crowd = models.BooleanField(help_text="Do its predictions need volunteers' votes on the subject?")
    state = models.CharField(max_length=9, choices=State, default=State.TRAINING)
    folder = models.CharField(max_length=120, help_text="In the storage of the ML worker.")
    digest = models.CharField(max_length=64, blank=True)
    figures = models.JSONField(null=True, help_text="Of the cross-validation on the training table.")
    judgement = models.JSONField(null=True, help_text="Of the promotion gate, on the hold-out.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    promoted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="one_model_per_number"),
            models.UniqueConstraint(
                fields=["task", "reads_crowd"], condition=models.Q(state="live"), name="one_live_model_per_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipe} {self.number}"
