"""Learning from some fields and asking others: cell lines, single and multiple labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Dataset, Fields
from mlworker.evaluation.crossvalidation import (
    CrossValidation,
    CrossValidationOptions,
    EvaluationRefused,
    cross_validate,
)
from mlworker.evaluation.cutoffs import Protocol, decide, scores_of
from mlworker.evaluation.figures import Estimate, labelled_rows
from mlworker.evaluation.folds import Folds
from mlworker.recipes.interface import FitOptions, Recipe
from quorum.domain.metrics import macro_f1
from quorum.domain.ranking import average_precision

Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """Some of the fields by name, booleans (fields,)."""

    name: str
    rows: Booleans


@dataclass(frozen=True)
class Cell:
    """How well what learnt from one part answers another, over folds; None where no fold can tell.

    Both figures are means over the classes that the part asked shows in the fold.
    """

    learnt_from: str
    asked: str
    macro_f1: Estimate | None
    mean_average_precision: Estimate | None


@dataclass(frozen=True)
class Matrix:
    """Cells of every part learnt from (rows) and every part asked (columns)."""

    recipe: str
    learnt_from: tuple[str, ...]
    asked: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


def cell_line_parts(fields: Fields, *, at_least: int = 1) -> tuple[Part, ...]:
    """Return a part for each cell line with `at_least` labelled fields, in the order of their names."""
    lines = np.unique(fields.cell_line[fields.labelled]).tolist()
    parts = [Part(line, fields.cell_line == line) for line in lines]
    return tuple(part for part in parts if (part.rows & fields.labelled).sum() >= at_least)


def label_number_parts(fields: Fields) -> tuple[Part, ...]:
    """Return the parts of one label, of several, and of both together (Sullivan et al. 2018, Methods)."""
    number = fields.labels.sum(axis=1)
    single, several = Part("single", number == 1), Part("multi", number > 1)
    return single, several, Part("mixed", single.rows | several.rows)


def with_everything(parts: Sequence[Part], name: str = "all") -> tuple[Part, ...]:
    """Return the parts and one of all fields: the generalist that learns from every cell line."""
    return (*parts, Part(name, np.ones_like(parts[0].rows)))


def measure_matrix(
    data: Dataset,
    recipe: Recipe,
    *,
    learnt_from: Sequence[Part],
    asked: Sequence[Part],
    folds: Folds,
    options: CrossValidationOptions | None = None,
    rng: np.random.Generator,
) -> Matrix:
    """Fit the recipe on each part of each fold's training fields and score it on each part of its test fields.

    No group is on both sides, also where learning and asking happen on different parts. Cutoffs are those of
    each fold's validation fields, which are of the part learnt from (protocol "nested"). Raises FoldsInvalid
    where a part leaves a fold too little to learn from, and what `cross_validate` and `decide` raise.
    """
    if not learnt_from or not asked:
        raise EvaluationRefused("A matrix needs parts to learn from and parts to ask.", code="no_parts")
    options = options or CrossValidationOptions()
    rows = []
    for place, part in enumerate(learnt_from):
        limited = folds.learning_from(data.fields, part.rows, rng)
        told = _telling(options, part.name, place, len(learnt_from))
        found = cross_validate(data, recipe, folds=limited, options=told)
        rows.append(tuple(_row(data.fields, found, part.name, asked)))
    return Matrix(
        recipe.name, tuple(part.name for part in learnt_from), tuple(part.name for part in asked), tuple(rows)
    )


def _row(fields: Fields, found: CrossValidation, name: str, asked: Sequence[Part]) -> list[Cell]:
    named = decide(found, fields, Protocol.NESTED).named
    scores = scores_of(found.probabilities)
    cells = []
    for part in asked:
        f1, ranked = [], []
        for number in range(len(found.folds)):
            rows = labelled_rows(found, fields, number)
            rows = rows[part.rows[rows]]
            truth = fields.labels[rows]
            if truth.any():
                f1.append(macro_f1(truth, named[rows]))
                shown = np.flatnonzero(truth.any(axis=0))
                ranked.append(float(np.mean([average_precision(scores[rows, k], truth[:, k]) for k in shown])))
        cells.append(Cell(name, part.name, Estimate.of(f1), Estimate.of(ranked)))
    return cells


def _telling(options: CrossValidationOptions, name: str, place: int, places: int) -> CrossValidationOptions:
    """Return options whose progress is that of one part among several."""
    report = options.fit.on_progress
    if report is None:
        return options

    def passed_on(share: float, line: str) -> None:
        report((place + share) / places, f"{name}: {line}")

    fit: FitOptions = replace(options.fit, on_progress=passed_on)
    return replace(options, fit=fit)
