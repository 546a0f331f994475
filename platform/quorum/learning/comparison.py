"""How good models are on the hold-out, and how far apart two of them are on the same subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quorum.domain.bootstrap import Difference, Differences, score_differences, score_intervals
from quorum.domain.metrics import Booleans, score
from quorum.learning.errors import ModelNotReady, ModelsNotComparable
from quorum.learning.holdout_answers import holdout_answers
from quorum.learning.models import ModelVersion
from quorum.projects.rounds import OfferedChoice, choices_of

SEED = 2018
"""Of the resampling: the same models get the same intervals."""


@dataclass(frozen=True)
class Standing:
    """One model on the hold-out: estimates with both ends of their intervals, F1 per class (classes,).

    A class that the hold-out never shows has None.
    """

    model: ModelVersion
    macro_f1: Difference
    micro_f1: Difference
    f1: tuple[Difference | None, ...]


@dataclass(frozen=True)
class Comparison:
    """A model on the hold-out, and beside another one on the subjects that both answered.

    `positives` (classes,) is how many subjects show each class, `level` the share that intervals cover;
    `differences` are the model's less the other's.
    """

    choices: Sequence[OfferedChoice]
    subjects: int
    level: float
    positives: tuple[int, ...]
    one: Standing
    other: Standing | None
    differences: Differences | None


def compare(model: ModelVersion, other: ModelVersion | None) -> Comparison:
    """Return how a model stands on the hold-out, alone or beside another one of the same task.

    Raises ModelNotReady for one that has not answered the hold-out, and ModelsNotComparable where there is
    nothing that both have answered and that shows a class.
    """
    models = [model] if other is None else [model, other]
    if any(one.task_id != model.task_id for one in models):
        raise ModelsNotComparable("The models answer different questions.")
    for one in models:
        if one.judgement is None:
            raise ModelNotReady("The model has not answered the hold-out yet.", state=one.state)
    both = holdout_answers(models)
    if not both.truth.any():
        raise ModelsNotComparable("No subject of the hold-out that shows a class was answered by both.")
    standings = [_standing(one, both.truth, answers) for one, answers in zip(models, both.answers, strict=True)]
    differences = None
    if other is not None:
        differences = score_differences(both.truth, *both.answers, rng=np.random.default_rng(SEED))
    return Comparison(
        choices=choices_of(model.task),
        subjects=len(both.truth),
        level=0.95,
        positives=tuple(both.truth.sum(axis=0).tolist()),
        one=standings[0],
        other=standings[1] if other is not None else None,
        differences=differences,
    )


def _standing(model: ModelVersion, truth: Booleans, answers: Booleans) -> Standing:
    found = score(truth, answers)
    ends = score_intervals(truth, answers, rng=np.random.default_rng(SEED), level=0.95)
    shown = (truth.sum(axis=0) > 0).tolist()
    per_class = zip(shown, found.f1.tolist(), ends.f1_low.tolist(), ends.f1_high.tolist(), strict=True)
    return Standing(
        model,
        macro_f1=Difference(found.overall.macro_f1, ends.low.macro_f1, ends.high.macro_f1),
        micro_f1=Difference(found.overall.micro_f1, ends.low.micro_f1, ends.high.micro_f1),
        f1=tuple(Difference(mean, low, high) if is_shown else None for is_shown, mean, low, high in per_class),
    )
