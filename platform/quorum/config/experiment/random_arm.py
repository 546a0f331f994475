"""Random serving: what the votes alone say, by the published rule with corrected cutoffs and by its peers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quorum.aggregation.expert_labels import HoldoutPlan
from quorum.aggregation.method_runs import recompute_by_method
from quorum.config.experiment.arms import Arm
from quorum.config.experiment.points import Point

METHODS = ("corrected", "skill", "stacked")
PUBLISHED = METHODS[0]


def random_points(arm: Arm, stages: Sequence[float], *, play: Callable[[float], float]) -> Iterator[Point]:
    """Yield a point for each stage and method; `play` brings an arm to so many votes per image."""
    for stage in stages:
        votes = play(stage)
        for method in METHODS:
            run = recompute_by_method(
                task=arm.task,
                rounds=[arm.round],
                method=method,
                plan=HoldoutPlan(),
                actor=None,
                reason="Experiment",
            )
            accepted = dict(run.results.values_list("subject_id", "accepted"))
            yield Point.of("random", method, votes, arm.score(accepted))
