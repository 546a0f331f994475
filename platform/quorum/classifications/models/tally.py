"""Counts per subject, round and task, and the live state of their consensus."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SubjectRoundTask(models.Model):
    """The counted votes of one subject in one round for one task.

    `counts[i]` are the votes for the task's choice with index i, `n` the counted classifications.
    Once the state has left `open`, `accepted`, `p_values` and `decided_at_n` are final for the round.
    """

    class State(models.TextChoices):
        OPEN = "open"
        REACHED = "reached"
        DISPUTED = "disputed"

    project_id = models.BigIntegerField()
    round = models.ForeignKey("projects.Round", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="tallies")
    n = models.PositiveIntegerField(default=0, help_text="Counted classifications.")
    counts = ArrayField(models.IntegerField(), help_text="Votes per choice index of the task.")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    accepted = ArrayField(
        models.SmallIntegerField(), default=list, help_text="Choice indices in the consensus."
    )
    p_values = ArrayField(models.FloatField(), null=True, help_text="At the decision, per choice index.")
    decided_at_n = models.PositiveIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True, help_text="When it left the queue.")
    retirement_reason = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "task", "subject"], name="one_tally_per_subject_round_task"
            )
        ]

    def __str__(self) -> str:
        return f"subject {self.subject_id}, round {self.round_id}: {self.state} at {self.n}"
