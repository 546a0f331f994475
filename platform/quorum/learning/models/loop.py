"""The loop of a task: whether networks choose the next images, and how."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from quorum.domain.acquisition.registry import DEFAULT_EXPLORATION, DEFAULT_SHARES
from quorum.domain.identifiers import new_public_id
from quorum.learning.models.table import TrainingTable


def usual_shares() -> dict[str, float]:
    """Return the shares of strategies that a task starts with."""
    return dict(DEFAULT_SHARES)


class Loop(models.Model):
    """How votes on a task train networks, and how networks arrange its queue. Nothing happens unless `is_on`.

    `recipe` is that of the model which reads no votes, and whose predictions are joined with votes;
    `crowd_recipe` that of the one which reads them, empty for none. `source` names whose expert labels count,
    where several people labelled. `shares` maps strategies to their shares of all turns that are not blind.
    """

    task = models.OneToOneField("projects.Task", on_delete=models.CASCADE, related_name="loop")
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="loops")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    is_on = models.BooleanField(default=False)
    targets = models.CharField(
        max_length=9, choices=TrainingTable.Targets, default=TrainingTable.Targets.CONSENSUS
    )
    source = models.CharField(max_length=64, blank=True)
    recipe = models.CharField(max_length=32, default="loccat")
    crowd_recipe = models.CharField(max_length=32, blank=True)
    train_after = models.PositiveIntegerField(
        default=500, help_text="New subjects with an answer before networks are trained again."
    )
    arrange_after = models.PositiveIntegerField(
        default=200, help_text="New votes before the queue is arranged again."
    )
    front = models.PositiveIntegerField(
        default=20,
        validators=[MinValueValidator(1)],
        help_text="So many of the first places are served alike, so that volunteers do not all get the same.",
    )
    shares = models.JSONField(default=usual_shares)
    exploration = models.FloatField(
        default=DEFAULT_EXPLORATION,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="Share of new subjects that no model may choose.",
    )
    stops_early = models.BooleanField(
        default=False, help_text="Retire subjects on which more votes cannot matter."
    )
    tolerated = models.FloatField(
        default=0.1,
        validators=[MinValueValidator(0.0)],
        help_text="Wrong answers of a subject that three more votes may remove, and yet none is asked.",
    )
    minimum_votes = models.PositiveIntegerField(default=0, help_text="Of the loop's own rule.")
    arranged_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"loop of task {self.task_id}"
