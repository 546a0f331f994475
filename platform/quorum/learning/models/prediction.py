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
    """One time that a model was asked about subjects.

    `measured` subjects of the project had features then, and the task had `votes` counted classifications.
    What the model said lies in the storage of the ML worker at `said`, with where subjects lie by their
    features, and with what each of its `draws` networks said, where there are some: they tell how unsure it
    is, and are too many for the database.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="prediction_runs")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    model = models.ForeignKey("learning.ModelVersion", on_delete=models.CASCADE, related_name="runs")
    job = models.OneToOneField("learning.Job", on_delete=models.RESTRICT, related_name="prediction_run")
    subjects = models.PositiveIntegerField(help_text="Subjects that the model was asked about.")
    measured = models.PositiveIntegerField(default=0)
    votes = models.PositiveBigIntegerField(default=0)
    draws = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.model_id} on {self.subjects} subjects"

    @property
    def folder(self) -> str:
        """Return the folder of what was asked and said."""
        return f"predictions/{self.public_id}"

    @property
    def said(self) -> str:
        """Return the file with what the model said."""
        return f"{self.folder}/said.parquet"


class Prediction(models.Model):
    """A model's latest word on a subject: the calibrated probability of each choice index of its task.

    `named` are the choice indices at or above the model's cutoffs, rising; `votes` is how many
    classifications the model read, 0 for one that reads none. `uncertainty` is, by choice index, what a label
    would tell of the model, in nats (BALD); empty where that was not asked. A subject without cells has no row.
    """

    pk = models.CompositePrimaryKey("model_id", "subject_id")
    model = models.ForeignKey("learning.ModelVersion", on_delete=models.CASCADE, related_name="predictions")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="predictions")
    run = models.ForeignKey(PredictionRun, on_delete=models.CASCADE, related_name="+")
    probabilities = ArrayField(RealField())
    named = ArrayField(models.SmallIntegerField())
    votes = models.PositiveIntegerField()
    uncertainty = ArrayField(RealField(), default=list)

    def __str__(self) -> str:
        return f"{self.model_id} on {self.subject_id}"
