"""A recipe fitted once for every fold, and what it says of the fields that it did not see."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.assembly import digest_of
from mlworker.datasets.dataset import Dataset
from mlworker.evaluation import fold_process
from mlworker.evaluation.folds import Fold, Folds
from mlworker.evaluation.kept_folds import FoldPredictions, KeptFold, digest_of_fold
from mlworker.recipes.interface import FitOptions, Recipe
from mlworker.training.reports import TrainingReport
from quorum.domain.errors import OurFault, UserFault

Floats = NDArray[np.float64]


class EvaluationRefused(UserFault):
    """A recipe that cannot be cross-validated on this dataset; `code` tells why."""

    code = "evaluation_refused"


class PredictionsInvalid(OurFault):
    """A recipe predicted something other than a probability of each class for each field with cells."""

    code = "predictions_invalid"


@dataclass(frozen=True)
class CrossValidationOptions:
    """How to run, whatever the recipe.

    Fold k is fitted with seed `fit.seed` + k. Finished folds are kept in `folder`, where there is one, and not
    fitted again; those cut off go on from checkpoints there (`fit.checkpoints` is not used). Several
    `processes` fit folds side by side with one torch thread each; progress then comes once a fold.
    """

    fit: FitOptions = field(default_factory=FitOptions)
    folder: Path | None = None
    processes: int = 1

    def __post_init__(self) -> None:
        if self.processes < 1:
            raise EvaluationRefused("At least one process is needed.")


@dataclass(frozen=True)
class CrossValidation:
    """Out-of-fold probabilities, (fields, classes), NaN for fields without cells.

    `validation` are those of each fold's model for the fold's validation fields, (their number, classes);
    `trainings` tell how each fold's networks learnt, by name.
    """

    recipe: str
    classes: tuple[str, ...]
    folds: Folds
    probabilities: Floats
    validation: tuple[Floats, ...]
    trainings: tuple[Mapping[str, TrainingReport], ...] = ()


def cross_validate(
    data: Dataset, recipe: Recipe, *, folds: Folds, options: CrossValidationOptions | None = None
) -> CrossValidation:
    """Fit the recipe once per fold and predict the fold's test and validation fields.

    Predicted fields come to the model without their labels. Raises EvaluationRefused with the code
    `folds_of_other_fields` or `crowd_missing`; PredictionsInvalid; and whatever the recipe raises.
    """
    options = options or CrossValidationOptions()
    _check(data, recipe, folds)
    plan = _plan(data, recipe, folds, options)
    found: dict[int, FoldPredictions] = {}
    for number, task in plan.items():
        predictions = task.kept.load() if task.kept is not None else None
        if predictions is not None:
            found[number] = predictions
    report = options.fit.on_progress
    missing = {number: task for number, task in plan.items() if number not in found}
    for number, predictions in _fitted(data, recipe, missing, len(folds), options.processes):
        _check_predictions(data, folds.parts[number], predictions)
        found[number] = predictions
        kept = plan[number].kept
        if kept is not None:
            kept.keep(predictions)
        if report is not None:
            report(len(found) / len(folds), f"{recipe.name}: {len(found)} of {len(folds)} folds")
    return _together(data, recipe, folds, found)


@dataclass(frozen=True)
class _Task:
    """One fold to fit, with its options, and where its predictions are kept."""

    fold: Fold
    fit: FitOptions
    kept: KeptFold | None


def _plan(data: Dataset, recipe: Recipe, folds: Folds, options: CrossValidationOptions) -> dict[int, _Task]:
    fit = options.fit
    seeded = [replace(fit, seed=fit.seed + number, checkpoints=None) for number in range(len(folds))]
    if options.folder is None:
        return {
            number: _Task(fold, fit, None)
            for number, (fold, fit) in enumerate(zip(folds.parts, seeded, strict=True))
        }
    facts = digest_of(data)
    plan = {}
    for number, (fold, fit) in enumerate(zip(folds.parts, seeded, strict=True)):
        kept = KeptFold(options.folder, digest_of_fold(facts, recipe, fold, fit))
        plan[number] = _Task(fold, replace(fit, checkpoints=kept.checkpoints), kept)
    return plan


def _check(data: Dataset, recipe: Recipe, folds: Folds) -> None:
    if folds.fields != len(data.fields):
        raise EvaluationRefused(
            f"The folds are of {folds.fields} fields, the dataset has {len(data.fields)}.",
            code="folds_of_other_fields",
        )
    if recipe.reads_crowd and data.fields.crowd is None:
        raise EvaluationRefused(f"{recipe.name} reads votes, and there are none.", code="crowd_missing")


def _fitted(
    data: Dataset, recipe: Recipe, missing: Mapping[int, _Task], folds: int, processes: int
) -> Iterator[tuple[int, FoldPredictions]]:
    """Yield each missing fold once it is fitted."""
    if min(processes, len(missing)) > 1:
        yield from _side_by_side(data, recipe, missing, processes)
        return
    for done, (number, task) in enumerate(missing.items(), start=folds - len(missing)):
        fit = task.fit
        if fit.on_progress is not None:
            fit = replace(fit, on_progress=_within(fit.on_progress, done, folds))
        yield number, fold_process.fit_fold(data, recipe, task.fold, fit)


def _within(report: Callable[[float, str], None], done: int, folds: int) -> Callable[[float, str], None]:
    def passed_on(share: float, line: str) -> None:
        report((done + share) / folds, f"fold {done + 1} of {folds}: {line}")

    return passed_on


def _side_by_side(
    data: Dataset, recipe: Recipe, missing: Mapping[int, _Task], processes: int
) -> Iterator[tuple[int, FoldPredictions]]:
    with tempfile.TemporaryDirectory(prefix="quorum-folds-") as folder:
        pool = ProcessPoolExecutor(
            min(processes, len(missing)),
            mp_context=get_context("spawn"),
            initializer=fold_process.begin,
            initargs=(fold_process.share(data, Path(folder)),),
        )
        with pool:
            # A callback of this process cannot be heard in another.
            submitted = {
                pool.submit(
                    fold_process.fit_shared, recipe, task.fold, replace(task.fit, on_progress=None)
                ): number
                for number, task in missing.items()
            }
            try:
                for done in as_completed(submitted):
                    yield submitted[done], done.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _check_predictions(data: Dataset, fold: Fold, predictions: FoldPredictions) -> None:
    """Refuse all but probabilities for fields with cells and NaN for the others."""
    has_cells = np.bincount(data.field, minlength=len(data.fields)) > 0
    for rows, found in ((fold.test, predictions.test), (fold.validation, predictions.validation)):
        if found.shape != (len(rows), len(data.classes)):
            raise PredictionsInvalid(f"Predictions {found.shape} for {len(rows)} fields.")
        expected = found[has_cells[rows]]
        if not ((expected >= 0) & (expected <= 1)).all() or not np.isnan(found[~has_cells[rows]]).all():
            raise PredictionsInvalid("Fields with cells need probabilities from 0 to 1, others NaN.")


def _together(
    data: Dataset, recipe: Recipe, folds: Folds, found: dict[int, FoldPredictions]
) -> CrossValidation:
    probabilities = np.full((len(data.fields), len(data.classes)), np.nan)
    for number, fold in enumerate(folds.parts):
        probabilities[fold.test] = found[number].test
    validation = tuple(found[number].validation for number in range(len(folds)))
    trainings = tuple(found[number].trainings for number in range(len(folds)))
    return CrossValidation(recipe.name, data.classes, folds, probabilities, validation, trainings)
