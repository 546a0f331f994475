"""Training tables: what networks learnt from, frozen."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quorum.domain.identifiers import new_public_id


class TrainingTable(models.Model):
    """A snapshot of labels and votes that networks learn from, and of the hold-out that they never see.

    The files lie in the storage of the ML worker under `folder`; `digest` is the SHA-256 over them:
    the same data give the same table. `targets` says what the labels are: of experts and curators, or the
    volunteers' own consensus; `judged_by` the same of the hold-out's, where consensus is only that of subjects
    that no model chose.
    """

    class Targets(models.TextChoices):
        LABELS = "labels"
        CONSENSUS = "consensus"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="training_tables")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+")
    targets = models.CharField(max_length=9, choices=Targets)
    digest = models.CharField(max_length=64)
    folder = models.CharField(max_length=120)
    fields = models.PositiveIntegerField(help_text="Subjects that networks may learn from.")
    labelled = models.PositiveIntegerField(help_text="Those of them that have a label.")
    holdout = models.PositiveIntegerField(help_text="Subjects of the model hold-out, never trained on.")
    kept_away = models.PositiveIntegerField(
        help_text="Subjects left out: controls, the cutoff hold-out, and samples of the model hold-out."
    )
    judged_by = models.CharField(max_length=9, choices=Targets, default=Targets.LABELS)
    influenced = models.PositiveIntegerField(
        default=0, help_text="Of those left out, the ones that cannot judge because a model chose them."
    )
    learnable = models.PositiveIntegerField(
        default=0, help_text="Subjects with an answer of that kind, and with features, at that time."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "digest"], name="one_table_per_task_and_digest")]

    def __str__(self) -> str:
        return f"table {self.digest[:8]} of task {self.task_id}"
