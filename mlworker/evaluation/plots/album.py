"""All pictures of a report, with what they show in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from mlworker.artefacts.learning_curves import draw_learning
from mlworker.evaluation.ablations import NamedTree, tree_of
from mlworker.evaluation.curves import class_curves
from mlworker.evaluation.evaluation import Evaluation
from mlworker.evaluation.plots.bars import draw_comparison
from mlworker.evaluation.plots.heat_map import draw_matrix
from mlworker.evaluation.plots.precision_recall import draw_curves
from mlworker.evaluation.plots.tree import draw_tree
from quorum.plotting.reliability import draw_reliability
from quorum.plotting.style import quiet_style, save


@dataclass(frozen=True)
class Picture:
    """A picture by the name of its files, and what it shows."""

    name: str
    heading: str
    caption: str


def draw_pictures(folder: Path, evaluation: Evaluation) -> tuple[Picture, ...]:
    """Write every picture that the evaluation has figures for into a folder, as PNG and SVG."""
    shown = []
    with quiet_style():
        for picture, figure in _drawn(evaluation):
            save(figure, folder, picture.name)
            shown.append(picture)
    return tuple(shown)


def _drawn(evaluation: Evaluation) -> Iterator[tuple[Picture, Figure]]:
    curves = class_curves(evaluation.found, evaluation.fields, evaluation.decisions)
    yield (
        Picture(
            "precision_recall",
            "Precision and recall",
            "Each class in each scored fold, down its ranking; points are the decisions at the cutoffs. "
            "AP: average precision, the mean over folds.",
        ),
        draw_curves(curves, evaluation.names),
    )
    yield (
        Picture(
            "tree", "F1 over the tree of classes", "Groups have figures where models of their own were fitted."
        ),
        draw_tree(_tree(evaluation), evaluation.by_code, evaluation.names),
    )
    yield (
        Picture(
            "reliability",
            "Calibration",
            "Of the pairs of field and class with about one probability, the share that is true.",
        ),
        draw_reliability(
            evaluation.figures.calibration.reliability,
            title="Do probabilities mean what they say?",
            probability="Probability",
            item="field",
        ),
    )
    if evaluation.compared:
        yield (
            Picture("comparison", "Compared with", "Recipes on the same folds."),
            draw_comparison(evaluation.compared, title="Recipes compared"),
        )
    if evaluation.ablations:
        bars = [(f"{one.name} ({one.features:,})", one.figures) for one in evaluation.ablations]
        yield (
            Picture("ablation", "Features left out", "In brackets: how many features are kept."),
            draw_comparison(bars, title="Features left out"),
        )
    for number, (title, matrix) in enumerate(evaluation.matrices, start=1):
        caption = (
            "Rows: what was learnt from. Columns: what was asked. Cutoffs: those of the validation fields."
        )
        yield Picture(f"matrix_{number}", title, caption), draw_matrix(matrix, title=title)
    if evaluation.trainings:
        caption = (
            "Losses over epochs, the training loss with dropout; the weights of the marked epoch were kept. A "
            "validation loss that still falls at the end asks for more epochs."
        )
        yield Picture("learning", "Learning curves", caption), draw_learning(evaluation.trainings)


def _tree(evaluation: Evaluation) -> NamedTree:
    """Return the tree, or one of classes without groups."""
    return evaluation.tree or tree_of(evaluation.found.classes, {})
