"""The demonstration's loop: a small network learns from the labels, and helps to choose the next images."""

from __future__ import annotations

from quorum.learning.models import Loop, TrainingTable
from quorum.projects.models import Round
from quorum.projects.selectors import tasks_of

RECIPE = "loccat-released"
"""The quickest to train."""
TRAIN_AFTER, ARRANGE_AFTER = 20, 100


def make_loop(round_: Round) -> Loop:
    """Switch the loop of the question of an open round on; made on the first call."""
    loop, _ = Loop.objects.get_or_create(
        task=tasks_of(round_)[0],
        defaults={
            "project_id": round_.project_id,
            "is_on": True,
            "targets": TrainingTable.Targets.LABELS,
            "recipe": RECIPE,
            "train_after": TRAIN_AFTER,
            "arrange_after": ARRANGE_AFTER,
        },
    )
    return loop
