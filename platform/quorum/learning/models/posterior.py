"""What votes and models say of subjects together."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from quorum.learning.models.prediction import RealField


class JoinedPosterior(models.Model):
    """What votes and model together say of a subject in a task, as of the last time its queue was arranged.

    `probabilities` are by choice index; `accepted` the indices above the loop's cutoffs, rising, beside the
    tally's by the published rule. `n` counted votes were joined with the word of `model`, None where it has
    said nothing of the subject or was not believed. `enough` says that more votes cannot matter,
    `open_classes` which choices are still worth asking. A row says, too, whether the subject was drawn as
    `blind`, once for all: no model chooses a blind one, nor stops its votes.
    """

    pk = models.CompositePrimaryKey("task_id", "subject_id")
    task = models.ForeignKey(
        "projects.Task", on_delete=models.CASCADE, related_name="joined_posteriors", db_index=False
    )
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="joined_posteriors")
    arrangement = models.ForeignKey(
        "learning.Arrangement", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    model = models.ForeignKey(
        "learning.ModelVersion", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    probabilities = ArrayField(RealField())
    accepted = ArrayField(models.SmallIntegerField())
    n = models.PositiveIntegerField(help_text="Counted votes that were joined.")
    enough = models.BooleanField()
    open_classes = ArrayField(models.SmallIntegerField())
    blind = models.BooleanField()
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject_id} in task {self.task_id}"
