"""How good a recipe is, in figures: means over folds with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mlworker.datasets.dataset import Fields, Rows
from mlworker.evaluation.crossvalidation import CrossValidation, EvaluationRefused
from mlworker.evaluation.cutoffs import Decisions, scores_of
from quorum.domain.calibration import Reliability, reliability
from quorum.domain.metrics import Scores, score
from quorum.domain.ranking import average_precision

Floats = NDArray[np.float64]

LEVEL = 0.95
INTERVALS = f"{100 * LEVEL:.0f} % intervals by Student's t over folds"
BINS = 10
"""Of equal width, from probability 0 to 1."""


@dataclass(frozen=True)
class Estimate:
    """The mean of a figure over `folds` folds, and its 95 % interval by Student's t, within 0 to 1.

    `low` and `high` are None for a single fold. Folds share most of their training fields, so that the
    interval is on the narrow side (Bengio & Grandvalet 2004, JMLR 5:1089). `values` are those of the folds.
    """

    mean: float
    low: float | None
    high: float | None
    folds: int
    values: tuple[float, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, values: Sequence[float] | Floats) -> Self | None:
        """Return the estimate from one value a fold, those that are NaN left out; None without any."""
        known = np.asarray(values, np.float64)
        known = known[~np.isnan(known)]
        if not len(known):
            return None
        mean, values = float(known.mean()), tuple(known.tolist())
        if len(known) == 1:
            return cls(mean, None, None, 1, values)
        half = _half_interval(known)
        return cls(mean, max(0.0, mean - half), min(1.0, mean + half), len(known), values)

    def less(self, other: Estimate) -> tuple[float, float, float] | None:
        """Return the mean difference fold by fold and its interval's ends; None for less than two folds."""
        if len(self.values) != len(other.values) or len(self.values) < 2:
            return None
        differences = np.array(self.values) - np.array(other.values)
        mean, half = float(differences.mean()), _half_interval(differences)
        return mean, mean - half, mean + half


def _half_interval(values: Floats) -> float:
    return float(stats.t.ppf((1 + LEVEL) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))


@dataclass(frozen=True)
class Bin:
    """Pairs of field and class with about one probability: its mean, the share that is true, 95 % interval."""

    predicted: float
    observed: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class CalibrationFigures:
    """Whether probabilities mean what they say: filled bins of BINS, their mean error (ECE), Brier's score."""

    bins: tuple[Bin, ...]
    expected_error: float
    brier: float

    @classmethod
    def of(cls, found: Reliability) -> Self:
        """Return the figures of a reliability diagram that has at least one pair."""
        bins = tuple(
            Bin(float(predicted), float(observed), float(low), float(high), int(count))
            for predicted, observed, low, high, count in zip(
                found.predicted, found.observed, found.low, found.high, found.count, strict=True
            )
            if count
        )
        return cls(bins, found.expected_error, found.brier)

    @property
    def reliability(self) -> Reliability:
        """Return the reliability diagram of BINS bins, NaN in those that no pair fills."""
        place = [min(int(one.predicted * BINS), BINS - 1) for one in self.bins]
        count = np.zeros(BINS, np.int64)
        count[place] = [one.count for one in self.bins]
        predicted, observed, low, high = np.full((4, BINS), np.nan)
        predicted[place] = [one.predicted for one in self.bins]
        observed[place] = [one.observed for one in self.bins]
        low[place] = [one.low for one in self.bins]
        high[place] = [one.high for one in self.bins]
        return Reliability(predicted, observed, low, high, count, self.expected_error, self.brier)


@dataclass(frozen=True)
class ClassFigures:
    """One class over the scored folds; estimates are None where no scored fold has a positive.

    `positives` and `named` count fields. `cutoffs` are those of the scored folds, None where the class is
    never named.
    """

    code: str
    positives: int
    named: int
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None
    average_precision: Estimate | None
    expected_calibration_error: float
    brier: float
    cutoffs: tuple[float | None, ...]


@dataclass(frozen=True)
class OverallFigures:
    """All classes: macro is the mean over the classes with a positive in the fold, micro pools all pairs."""

    macro_precision: Estimate
    macro_recall: Estimate
    macro_f1: Estimate
    micro_precision: Estimate
    micro_recall: Estimate
    micro_f1: Estimate
    mean_average_precision: Estimate


@dataclass(frozen=True)
class Figures:
    """A recipe cross-validated: how, on how many labelled fields, and how well.

    `scored_folds` counts folds from 0, `fields` the labelled fields in them, `fields_without_cells` those of
    them that nothing can be named in; they count as missed.
    """

    recipe: str
    grouping: str
    protocol: str
    intervals: str
    scored_folds: tuple[int, ...]
    fields: int
    fields_without_cells: int
    overall: OverallFigures
    calibration: CalibrationFigures
    per_class: tuple[ClassFigures, ...]


@dataclass(frozen=True)
class _Scored:
    """What is scored: labelled rows of each scored fold, all of them, those with cells; and their scores.

    `ranked` are average precisions (folds, classes), NaN where a fold has no positive.
    """

    found: CrossValidation
    fields: Fields
    decisions: Decisions
    every: Rows
    asked: Rows
    by_fold: tuple[Scores, ...]
    ranked: Floats


def measure(found: CrossValidation, fields: Fields, decisions: Decisions) -> Figures:
    """Return the figures of decisions on the labelled fields of the scored folds.

    Raises EvaluationRefused with the code `nothing_to_score` where a scored fold has no positive at all, or
    no scored field has cells.
    """
    scored = _score(found, fields, decisions)
    probabilities, labels = found.probabilities[scored.asked], fields.labels[scored.asked]
    return Figures(
        recipe=found.recipe,
        grouping=str(found.folds.options.by),
        protocol=str(decisions.protocol),
        intervals=INTERVALS,
        scored_folds=decisions.scored,
        fields=len(scored.every),
        fields_without_cells=len(scored.every) - len(scored.asked),
        overall=_overall(scored),
        calibration=CalibrationFigures.of(reliability(probabilities, labels, BINS)),
        per_class=tuple(_class_figures(scored, column) for column in range(len(found.classes))),
    )


def _score(found: CrossValidation, fields: Fields, decisions: Decisions) -> _Scored:
    rows = [labelled_rows(found, fields, number) for number in decisions.scored]
    every = np.concatenate(rows)
    asked = every[~np.isnan(found.probabilities[every]).any(axis=1)]
    for number, part in zip(decisions.scored, rows, strict=True):
        if not fields.labels[part].any():
            raise EvaluationRefused(
                f"Fold {number} has no labels to score.", code="nothing_to_score", fold=number
            )
    if not len(asked):
        raise EvaluationRefused("No scored field has cells.", code="nothing_to_score")
    by_fold = tuple(score(fields.labels[part], decisions.named[part]) for part in rows)
    ranked = np.array([_average_precisions(found, fields, part) for part in rows])
    return _Scored(found, fields, decisions, every, asked, by_fold, ranked)


def labelled_rows(found: CrossValidation, fields: Fields, number: int) -> Rows:
    """Return the labelled fields that fold `number` asks."""
    test = found.folds.parts[number].test
    return test[fields.labelled[test]]


def _average_precisions(found: CrossValidation, fields: Fields, rows: Rows) -> list[float]:
    scores, labels = scores_of(found.probabilities[rows]), fields.labels[rows]
    return [average_precision(scores[:, column], labels[:, column]) for column in range(labels.shape[1])]


def _mean(values: Sequence[float] | Floats) -> Estimate:
    estimate = Estimate.of(values)
    if estimate is None:
        raise EvaluationRefused("No fold has anything to score.", code="nothing_to_score")
    return estimate


def _overall(scored: _Scored) -> OverallFigures:
    overall = [scores.overall for scores in scored.by_fold]
    return OverallFigures(
        macro_precision=_mean([one.macro_precision for one in overall]),
        macro_recall=_mean([one.macro_recall for one in overall]),
        macro_f1=_mean([one.macro_f1 for one in overall]),
        micro_precision=_mean([one.micro_precision for one in overall]),
        micro_recall=_mean([one.micro_recall for one in overall]),
        micro_f1=_mean([one.micro_f1 for one in overall]),
        mean_average_precision=_mean(np.nanmean(scored.ranked, axis=1)),
    )


def _class_figures(scored: _Scored, column: int) -> ClassFigures:
    def over_folds(name: str) -> Estimate | None:
        return Estimate.of(
            [
                getattr(one, name)[column] if one.reference_positives[column] else float("nan")
                for one in scored.by_fold
            ]
        )

    labels, decisions = scored.fields.labels[:, column], scored.decisions
    means = reliability(scored.found.probabilities[scored.asked, column], labels[scored.asked], BINS)
    cutoffs = decisions.cutoffs[list(decisions.scored), column].tolist()
    return ClassFigures(
        code=scored.found.classes[column],
        positives=int(labels[scored.every].sum()),
        named=int(decisions.named[scored.every, column].sum()),
        precision=over_folds("precision"),
        recall=over_folds("recall"),
        f1=over_folds("f1"),
        average_precision=Estimate.of(scored.ranked[:, column]),
        expected_calibration_error=means.expected_error,
        brier=means.brier,
        cutoffs=tuple(None if np.isinf(cutoff) else cutoff for cutoff in cutoffs),
    )
