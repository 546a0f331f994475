"""Rounds: passes over the whole image set whose votes are kept apart."""

from __future__ import annotations

from django.db import models


class Round(models.Model):
    """One pass over the subjects of a project under one workflow version."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="rounds")
    workflow_version = models.ForeignKey(
        "projects.WorkflowVersion", on_delete=models.PROTECT, related_name="round_set"
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow_version", "number"], name="one_round_per_number")
        ]

    def __str__(self) -> str:
        return f"round {self.number} of {self.workflow_version_id}"
