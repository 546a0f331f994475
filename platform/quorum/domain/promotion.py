"""Whether a new model may take the place of the live one, judged on subjects that neither has seen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from quorum.domain.bootstrap import Difference, Differences, score_differences
from quorum.domain.metrics import Booleans


class Verdict(StrEnum):
    """What becomes of the new model; all but `BETTER` and `FIRST` keep the live one."""

    FIRST = "first"
    BETTER = "better"
    NOT_BETTER = "not_better"
    CLASSES_FALL = "classes_fall"
    HOLDOUT_SMALL = "holdout_small"


@dataclass(frozen=True)
class GateRule:
    """When a model is promoted.

    The hold-out has `minimum_subjects`. Macro and micro F1 may fall by at most `tolerance` at the lower ends
    of their intervals, and one of them must rise. A class with at least `minimum_positives` may fall by no more
    than `class_tolerance`, unless chance would do it (its interval reaches zero).
    """

    minimum_subjects: int = 30
    tolerance: float = 0.02
    minimum_positives: int = 10
    class_tolerance: float = 0.05


@dataclass(frozen=True)
class Fall:
    """A class that the new model knows less well; `positives` subjects of the hold-out show it."""

    class_index: int
    positives: int
    difference: Difference


@dataclass(frozen=True)
class Judgement:
    """The verdict and what it rests on; `differences` are new less live, None where there is no live model."""

    verdict: Verdict
    subjects: int
    differences: Differences | None
    falls: tuple[Fall, ...]

    @property
    def passes(self) -> bool:
        """Return whether the new model may go live."""
        return self.verdict in {Verdict.FIRST, Verdict.BETTER}


def judge(
    truth: Booleans,
    candidate: Booleans,
    live: Booleans | None,
    *,
    rule: GateRule,
    rng: np.random.Generator,
) -> Judgement:
    """Judge a model by its answers on the hold-out beside those of the live one, all (subjects, classes).

    Raises ValueError when the shapes differ or the hold-out shows no class.
    """
    if len(truth) < rule.minimum_subjects:
        return Judgement(Verdict.HOLDOUT_SMALL, len(truth), None, ())
    if live is None:
        return Judgement(Verdict.FIRST, len(truth), None, ())
    found = score_differences(truth, candidate, live, rng=rng)
    falls = _falls(truth, found, rule)
    overall = (found.macro_f1, found.micro_f1)
    held = all(one.low >= -rule.tolerance for one in overall)
    if not (held and any(one.mean > 0 for one in overall)):
        verdict = Verdict.NOT_BETTER
    else:
        verdict = Verdict.CLASSES_FALL if falls else Verdict.BETTER
    return Judgement(verdict, len(truth), found, falls)


def _falls(truth: Booleans, found: Differences, rule: GateRule) -> tuple[Fall, ...]:
    positives = truth.sum(axis=0).tolist()
    return tuple(
        Fall(index, positives[index], one)
        for index, one in enumerate(found.f1)
        if one is not None
        and positives[index] >= rule.minimum_positives
        and one.mean < -rule.class_tolerance
        and one.high < 0
    )
