"""Labels by experts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ReferenceLabel(models.Model):
    """What experts say is in a subject. Never sent to a volunteer's client.

    `split` says the one purpose that this label may serve: the three hold-outs never mix.
    """

    class Split(models.TextChoices):
        CONTROL = "control"
        CUTOFF_HOLDOUT = "cutoff_holdout"
        MODEL_HOLDOUT = "model_holdout"
        TRAIN = "train"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="reference_labels")
    label_set_version = models.ForeignKey(
        "projects.LabelSetVersion", on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=64, help_text="Whose labels, e.g. train.csv or the name of an expert.")
    split = models.CharField(max_length=14, choices=Split, default=Split.TRAIN)
    choice_ids = ArrayField(models.BigIntegerField(), help_text="Choices of label_set_version.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "source"], name="one_reference_label_per_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} on {self.subject_id}"
