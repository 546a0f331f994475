"""The closed loop: networks learn from experts' labels, and choose what volunteers see next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from quorum.config.experiment.arms import Arm
from quorum.config.experiment.points import Point
from quorum.domain.errors import OurFault
from quorum.learning.arranging import arrange_queue
from quorum.learning.errors import ArrangementRunning
from quorum.learning.models import (
    Arrangement,
    Job,
    JoinedPosterior,
    Loop,
    ModelVersion,
    Prediction,
    TrainingTable,
)

ARM, METHOD = "loop", "joined"
LOOK_EVERY_S = 1.0


class LoopStuck(OurFault):
    """The loop does not come to an arrangement by what a network says."""

    code = "loop_stuck"


def close_loop(
    arm: Arm, *, recipe: str, patience_s: float, check: Callable[[], None], tell: Callable[[str], None]
) -> None:
    """Switch the loop on, and wait until a network has spoken of every image.

    The site's own clock and workers do everything; `check` raises when one of them has died. Raises LoopStuck.
    """
    Loop.objects.create(
        task=arm.task,
        project=arm.project,
        is_on=True,
        targets=TrainingTable.Targets.LABELS,
        recipe=recipe,
        train_after=1,
        arrange_after=arm.images,
    )
    deadline = time.monotonic() + patience_s
    while Prediction.objects.filter(model__task=arm.task, model__state="live").count() < arm.images:
        check()
        tell(_state(arm))
        if time.monotonic() > deadline:
            raise LoopStuck(f"After {patience_s:.0f} s: {_state(arm)}.")
        time.sleep(LOOK_EVERY_S)


def loop_points(arm: Arm, stages: Sequence[float], *, play: Callable[[float], float]) -> Iterator[Point]:
    """Yield a point for each stage; the queue is put in order before and after each of them."""
    for stage in stages:
        votes = play(stage)
        found = _arranged(arm)
        if found.method != Arrangement.Method.JOINED:
            raise LoopStuck(f"The queue was arranged by {found.method} alone.")
        accepted = dict(JoinedPosterior.objects.filter(task=arm.task).values_list("subject_id", "accepted"))
        yield Point.of(ARM, METHOD, votes, arm.score(accepted))


def _arranged(arm: Arm) -> Arrangement:
    while True:
        try:
            return arrange_queue(task=arm.task, by=None)
        except ArrangementRunning:
            time.sleep(LOOK_EVERY_S)


def _state(arm: Arm) -> str:
    job = Job.objects.filter(project=arm.project).order_by("-pk").first()
    said = Prediction.objects.filter(model__task=arm.task, model__state=ModelVersion.State.LIVE).count()
    doing = f"{job.kind} {job.state}, {job.share:.0%}" if job else "no job yet"
    return f"{doing}; {said} of {arm.images} images predicted"
