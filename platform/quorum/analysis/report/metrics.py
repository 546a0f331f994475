"""Everything that a report shows, as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from quorum.analysis.aggregate import Aggregation
from quorum.analysis.report.dependence import dependent_workers
from quorum.analysis.report.levels import score_levels
from quorum.analysis.report.precision_recall import Curve
from quorum.analysis.report.tree import Level
from quorum.domain.aggregators.interface import Booleans, Floats, Scale
from quorum.domain.bootstrap import Intervals, score_intervals
from quorum.domain.calibration import Reliability, reliability
from quorum.domain.cutoffs import PERMISSIVE_P, accepted_below, highest_only
from quorum.domain.hypergeometric import smallest_p
from quorum.domain.metrics import Overall, Scores, score
from quorum.domain.overannotation import OverAnnotation, Ribbons, over_annotation, ribbons
from quorum.domain.ranking import curve_points

ALPHA = 0.01
"""The level of the tests for over-annotation, after correction."""


@dataclass(frozen=True)
class Scope:
    """Figures over some of the classes: of the raw consensus, and of the method with 95 % intervals."""

    classes: int
    before: Overall
    after: Overall
    intervals: Intervals
    reliability: Reliability


@dataclass(frozen=True)
class Evaluation:
    """The decisions against the expert labels of the evaluated tasks.

    `before` scores the raw consensus, `after` the method, class by class. A class without any expert label
    among these tasks cannot be judged, as nobody may have looked for it: `judged` (classes,) marks the
    others, which `overall` is about. `with_unjudged` takes every vote for an unjudged class as wrong.
    """

    judged: Booleans
    before: Scores
    after: Scores
    overall: Scope
    with_unjudged: Scope
    curves: tuple[Curve, ...]
    over_annotation: OverAnnotation
    ribbons: Ribbons
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Metrics:
    """What was found; frequencies are shares of `tasks` tasks, (classes,).

    With an evaluation these are the evaluated tasks, else all. `words` name the raw consensus and the
    method, `missing` says in sentences what cannot be shown, and why.
    """

    words: tuple[str, str]
    tasks: int
    frequency_before: Floats
    frequency_after: Floats
    frequency_reference: Floats | None
    evaluation: Evaluation | None
    missing: tuple[str, ...]


def measure(aggregation: Aggregation, *, seed: int) -> Metrics:
    """Return the metrics of an aggregation; `seed` draws the resamples of the intervals."""
    results = aggregation.results
    counts, variant = results.tally.counts, aggregation.method.variant
    if aggregation.question.is_exclusive:
        before, word = highest_only(counts.astype(np.float64), counts), "most votes"
    else:
        before = accepted_below(results.p, np.full(len(results.choices), PERMISSIVE_P))
        word = f"p < {PERMISSIVE_P:g}"
    evaluated = aggregation.evaluated
    labels = aggregation.gold.labels[evaluated] if aggregation.gold is not None else None
    missing: tuple[str, ...] = ()
    if not aggregation.question.is_exclusive and smallest_p(aggregation.question, 1, variant) == 1.0:
        missing = (
            "As many choices are allowed as there are classes, so p is 1 whatever the votes are and nothing is "
            "accepted by p alone; --variant votes_cast gives p-values that tell classes apart.",
        )
    if labels is None:
        missing += (
            "No expert labels were given (--reference): precision, recall, F1, calibration, over-annotation "
            "and the tree of F1 cannot be shown.",
        )
    elif not labels.any():
        missing += ("Outside the hold-out no expert label is left: nothing can be evaluated.",)
        labels = None
    used = evaluated if labels is not None else np.ones(len(evaluated), bool)
    return Metrics(
        (word, aggregation.method.name),
        int(used.sum()),
        before[used].mean(axis=0),
        results.decisions.accepted[used].mean(axis=0),
        None if labels is None else labels.mean(axis=0),
        None if labels is None else _evaluate(aggregation, labels, before[used], seed),
        missing,
    )


def _evaluate(aggregation: Aggregation, truth: Booleans, before: Booleans, seed: int) -> Evaluation:
    after = aggregation.results.decisions.accepted[aggregation.evaluated]
    posterior = aggregation.results.posterior[aggregation.evaluated]
    judged = np.asarray(truth.any(axis=0))
    every = _scope(truth, before, after, posterior, seed)
    found = over_annotation(truth, after, alpha=ALPHA)
    return Evaluation(
        judged,
        score(truth, before),
        score(truth, after),
        _scope(truth[:, judged], before[:, judged], after[:, judged], posterior[:, judged], seed),
        every,
        _curves(aggregation, truth, before, after),
        found,
        ribbons(found, aggregation.results.choices.tree.distances),
        score_levels(aggregation),
    )


def _scope(truth: Booleans, before: Booleans, after: Booleans, posterior: Floats, seed: int) -> Scope:
    return Scope(
        truth.shape[1],
        score(truth, before).overall,
        score(truth, after).overall,
        score_intervals(truth, after, rng=np.random.default_rng(seed)),
        reliability(posterior, truth),
    )


def _curves(aggregation: Aggregation, truth: Booleans, before: Booleans, after: Booleans) -> tuple[Curve, ...]:
    results = aggregation.results
    scores = {Scale.P: -results.p, Scale.SHARE: results.tally.shares, Scale.POSTERIOR: results.posterior}
    ranked = scores[results.decisions.scale][aggregation.evaluated]
    return tuple(
        Curve(
            choice.name,
            int(truth[:, index].sum()),
            *curve_points(ranked[:, index], truth[:, index]),
            _point(truth[:, index], before[:, index]),
            _point(truth[:, index], after[:, index]),
        )
        for index, choice in enumerate(results.choices.classes)
    )


def _point(truth: Booleans, accepted: Booleans) -> tuple[float, float]:
    hits = float((truth & accepted).sum())
    recall = hits / truth.sum() if truth.any() else float("nan")
    return recall, hits / accepted.sum() if accepted.any() else float("nan")


def as_json(metrics: Metrics, aggregation: Aggregation) -> Mapping[str, Any]:
    """Return the metrics as an object for a JSON file; what is unknown is null."""
    facts: dict[str, Any] = {
        "settings": {
            "method": aggregation.method.name,
            "variant": aggregation.method.variant.value,
            "settings": dict(aggregation.method.settings),
            "classes": aggregation.question.classes,
            "maximum_choices": aggregation.question.maximum_choices,
        },
        "votes": vote_facts(aggregation),
        "reference": None
        if aggregation.gold is None or aggregation.reference is None
        else {
            "tasks": int(aggregation.gold.known.sum()),
            "tasks_without_votes": aggregation.gold.without_votes,
            "held_out": int(aggregation.reference.known.sum()),
            "evaluated": int(aggregation.evaluated.sum()),
        },
        "missing": list(metrics.missing),
        "dependent_workers": dependent_workers(aggregation),
        "overall": None,
        "per_class": per_class(metrics, aggregation),
    }
    if metrics.evaluation is not None:
        facts |= _evaluation_facts(metrics.evaluation, aggregation)
    plain: Mapping[str, Any] = _plain(facts)
    return plain


def vote_facts(aggregation: Aggregation) -> dict[str, Any]:
    """Return how many votes of which kind there are."""
    n = aggregation.results.tally.n
    return {
        "tasks": aggregation.votes.subjects,
        "workers": aggregation.votes.volunteers,
        "submissions": len(aggregation.votes),
        "submissions_without_label": int((aggregation.votes.chosen == 0).all(axis=1).sum()),
        "repeats_left_out": aggregation.repeats_left_out,
        "submissions_per_task": {"least": int(n.min()), "median": float(np.median(n)), "most": int(n.max())},
        "labels_accepted": int(aggregation.results.decisions.accepted.sum()),
        "tasks_without_label": int((~aggregation.results.decisions.accepted.any(axis=1)).sum()),
    }


def per_class(metrics: Metrics, aggregation: Aggregation) -> list[dict[str, Any]]:
    """Return one object per class, in the order of the choices."""
    results, evaluation = aggregation.results, metrics.evaluation
    rows = []
    for index, choice in enumerate(results.choices.classes):
        row: dict[str, Any] = {
            "label": choice.code,
            "name": choice.name,
            "votes": int(results.tally.counts[:, index].sum()),
            "cutoff": float(results.decisions.cutoffs[index]),
            "frequency_before": float(metrics.frequency_before[index]),
            "frequency_after": float(metrics.frequency_after[index]),
        }
        if evaluation is not None and metrics.frequency_reference is not None:
            row |= _class_scores(evaluation, index)
            row["frequency_reference"] = float(metrics.frequency_reference[index])
        rows.append(row)
    return rows


def _class_scores(evaluation: Evaluation, index: int) -> dict[str, Any]:
    """Return the scores of one class; those of a class that cannot be judged are NaN."""
    intervals = evaluation.with_unjudged.intervals
    scores = {
        "precision": evaluation.after.precision,
        "recall": evaluation.after.recall,
        "f1": evaluation.after.f1,
        "f1_low": intervals.f1_low,
        "f1_high": intervals.f1_high,
        "f1_before": evaluation.before.f1,
    }
    is_judged = bool(evaluation.judged[index])
    return {
        "is_judged": is_judged,
        "reference_positives": int(evaluation.after.reference_positives[index]),
        **{name: float(values[index]) if is_judged else float("nan") for name, values in scores.items()},
        "average_precision": evaluation.curves[index].average_precision,
        "uniformly_over_annotated": bool(evaluation.over_annotation.uniformly_over_annotated[index]),
    }


def unjudged_names(evaluation: Evaluation, aggregation: Aggregation) -> list[str]:
    """Return the names of the classes that the overall figures leave out, in the order of the choices."""
    classes = aggregation.results.choices.classes
    return [choice.name for choice, is_judged in zip(classes, evaluation.judged, strict=True) if not is_judged]


def _scope_facts(scope: Scope) -> dict[str, Any]:
    return {
        "classes": scope.classes,
        "before": asdict(scope.before),
        "after": asdict(scope.after),
        "after_low": asdict(scope.intervals.low),
        "after_high": asdict(scope.intervals.high),
        "interval_level": scope.intervals.level,
        "expected_calibration_error": scope.reliability.expected_error,
        "brier": scope.reliability.brier,
    }


def _evaluation_facts(evaluation: Evaluation, aggregation: Aggregation) -> dict[str, Any]:
    codes = aggregation.results.choices.codes
    found, drawn = evaluation.over_annotation, evaluation.ribbons
    return {
        "overall": _scope_facts(evaluation.overall),
        "overall_with_unjudged_classes": _scope_facts(evaluation.with_unjudged),
        "unjudged_classes": unjudged_names(evaluation, aggregation),
        "calibration": {
            name: value.tolist() if isinstance(value, np.ndarray) else value
            for name, value in asdict(evaluation.overall.reliability).items()
        },
        "over_annotation": [
            {
                "reference": codes[a],
                "predicted": codes[b],
                "expected_share": float(found.expected[a, b]),
                "observed_share": float(found.observed[a, b]),
                "p_corrected": float(found.p_values[a, b]),
                "excess_tasks": float(surplus),
                "distance": int(distance),
            }
            for a, b, surplus, distance in zip(
                drawn.reference, drawn.predicted, drawn.surplus, drawn.distance, strict=True
            )
        ],
        "levels": [asdict(level) for level in evaluation.levels],
    }


def _plain(value: Any) -> Any:
    """Return a value with what JSON has no word for, NaN and infinity, as null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
