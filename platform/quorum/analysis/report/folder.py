"""The folder of a report: metrics.json, pictures, and index.html."""

from __future__ import annotations

import json
from pathlib import Path

from matplotlib.figure import Figure
from tqdm import tqdm

from quorum.analysis.aggregate import Aggregation
from quorum.analysis.report.chord import Ribbon, draw_chord
from quorum.analysis.report.frequencies import draw_frequencies
from quorum.analysis.report.metrics import ALPHA, Evaluation, Metrics, as_json, measure
from quorum.analysis.report.page import Picture, page
from quorum.analysis.report.precision_recall import draw_curves
from quorum.analysis.report.tree import draw_tree
from quorum.plotting.reliability import draw_reliability
from quorum.plotting.style import quiet_style, save


def write_report(folder: Path, aggregation: Aggregation, *, seed: int) -> Metrics:
    """Write metrics, pictures (PNG and SVG) and a page that shows them; files of those names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    metrics = measure(aggregation, seed=seed)
    facts = json.dumps(as_json(metrics, aggregation), indent=2, ensure_ascii=False)
    (folder / "metrics.json").write_text(facts + "\n", encoding="utf-8")
    with quiet_style():
        pictures = _draw(metrics, aggregation)
        for picture, figure in tqdm(pictures, desc="Drawing", leave=False, disable=None):
            save(figure, folder, picture.name)
    # Pictures of an earlier report with expert labels would contradict a page without.
    for name in {"precision_recall", "calibration", "chord", "tree"} - {
        picture.name for picture, _ in pictures
    }:
        for suffix in (".png", ".svg"):
            (folder / name).with_suffix(suffix).unlink(missing_ok=True)
    shown = [picture for picture, _ in pictures]
    (folder / "index.html").write_text(page(metrics, aggregation, shown), encoding="utf-8")
    return metrics


def _draw(metrics: Metrics, aggregation: Aggregation) -> list[tuple[Picture, Figure]]:
    names = [choice.name for choice in aggregation.results.choices.classes]
    frequencies = draw_frequencies(
        names,
        metrics.frequency_before,
        metrics.frequency_after,
        metrics.frequency_reference,
        words=metrics.words,
        tasks=metrics.tasks,
    )
    pictures = [
        (
            Picture(
                "frequencies",
                "Frequencies",
                "How often each class is accepted before and after the method, and how often experts name it.",
            ),
            frequencies,
        )
    ]
    if metrics.evaluation is not None:
        pictures += _draw_evaluation(metrics.evaluation, metrics.words, aggregation)
    return pictures


def _draw_evaluation(
    evaluation: Evaluation, words: tuple[str, str], aggregation: Aggregation
) -> list[tuple[Picture, Figure]]:
    has_groups = aggregation.results.choices.tree.depth > 0
    return [
        (
            Picture(
                "precision_recall",
                "Precision and recall",
                "Each class down the ranking that the method uses; the points are the two decisions. AP: "
                "average precision.",
            ),
            draw_curves(evaluation.curves, words=words),
        ),
        (
            Picture(
                "calibration",
                "Calibration",
                "Of the pairs of task and class with about the same posterior, the share that is true; classes "
                "that experts never name are left out. A method whose posterior is the share of votes is not "
                "calibrated.",
            ),
            draw_reliability(
                evaluation.overall.reliability,
                title="Do posterior probabilities mean what they say?",
                probability="Posterior probability",
                item="task",
            ),
        ),
        (
            Picture(
                "chord",
                "Over-annotation",
                "Classes accepted beside a class that experts see, more often than experts name the two "
                f"together: one-tailed binomial tests, Bonferroni-corrected per class, p < {ALPHA:g}. Ribbons "
                "to a class that experts never name only say that nobody labelled it.",
            ),
            _chord(evaluation, aggregation),
        ),
        (
            Picture(
                "tree",
                "F1 over the tree of choices",
                "The upper levels are decided on merged votes, not on merged decisions."
                if has_groups
                else "F1 of each class, and how often experts name it; the choices have no groups.",
            ),
            draw_tree(evaluation.levels),
        ),
    ]


def _chord(evaluation: Evaluation, aggregation: Aggregation) -> Figure:
    """Draw over-annotation with the classes in the order of the tree."""
    choices = aggregation.results.choices
    order = choices.in_tree_order
    rank = {index: place for place, index in enumerate(order)}
    drawn = evaluation.ribbons
    ribbons = [
        Ribbon(rank[int(a)], rank[int(b)], float(surplus), int(distance))
        for a, b, surplus, distance in zip(
            drawn.reference, drawn.predicted, drawn.surplus, drawn.distance, strict=True
        )
    ]
    return draw_chord(
        [choices.classes[index].name for index in order], ribbons, has_tree=choices.tree.depth > 0
    )
