"""What models say of subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from quorum.domain.identifiers import new_public_id

if TYPE_CHECKING:
    FloatField = models.FloatField[float, float]
else:
    FloatField = models.FloatField


class RealField(FloatField):
    """Four bytes, with seven digits: a probability has no more."""

    def db_type(self, connection: object) -> str:
        """Return PostgreSQL's name of the type."""
        return "real"


class PredictionRun(models.Model):
    """One time that a model was asked about subjects."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="prediction_runs")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    model = models.ForeignKey("learning.ModelVersion", on_delete=models.CASCADE, related_name="runs")
    job = models.OneToOneField("learning.Job", on_delete=models.RESTRICT, related_name="prediction_run")
    subjects = models.PositiveIntegerField(help_text="Subjects that the model was asked about.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.model_id} on {self.subjects} subjects"


class Prediction(models.Model):
    """A model's latest word on a subject: the calibrated probability of each choice index of its task.

    `named` are the choice indices at or above the model's cutoffs, rising; `votes` is how many
    classifications the model read, 0 for one that reads none. A subject without cells has no row.
    """

    pk = models.CompositePrimaryKey("model_id", "subject_id")
    model = models.ForeignKey("learning.ModelVersion", on_delete=models.CASCADE, related_name="predictions")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="predictions")
    run = models.ForeignKey(PredictionRun, on_delete=models.CASCADE, related_name="+")
    probabilities = ArrayField(RealField())
    named = ArrayField(models.SmallIntegerField())
    votes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.model_id} on {self.subject_id}"
