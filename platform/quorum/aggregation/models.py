"""Consensus computed over stored votes: runs are added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from quorum.domain.identifiers import new_public_id


class ConsensusRun(models.Model):
    """One computation of consensus with one method over one pool of votes. Append-only (a trigger sees to it).

    `level` is the depth in the label tree (0 for the leaves); `pool` names the rounds whose
    votes went in; `cutoffs[i]` is the p-value below which choice index i is accepted.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="consensus_runs")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    method = models.CharField(max_length=32)
    parameters = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField(default=0)
    pool = ArrayField(models.BigIntegerField(), help_text="Ids of the rounds.")
    cutoffs = ArrayField(models.FloatField())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="one_consensus_run_per_number")]

    def __str__(self) -> str:
        return f"{self.method} run {self.number}"


class ConsensusResult(models.Model):
    """One subject's outcome in a run; all arrays have one value per choice index of the task."""

    run = models.ForeignKey(ConsensusRun, on_delete=models.CASCADE, related_name="results")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="+")
    n = models.PositiveIntegerField()
    counts = ArrayField(models.IntegerField())
    p_values = ArrayField(models.FloatField(), null=True)
    posteriors = ArrayField(models.FloatField(), null=True)
    accepted = ArrayField(models.SmallIntegerField())
    state = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject"], name="one_result_per_subject_and_run")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.subject_id}"
