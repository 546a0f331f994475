"""Training a model that is kept: cross-validated for figures and cutoffs, then fitted to all labels."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from mlworker.artefacts.manifest import Manifest, ModelFigures
from mlworker.artefacts.model_folder import keep_model
from mlworker.datasets.assembly import digest_of
from mlworker.datasets.dataset import Dataset
from mlworker.devices import choose_device
from mlworker.evaluation.crossvalidation import CrossValidation, CrossValidationOptions, cross_validate
from mlworker.evaluation.cutoffs import Protocol, decide, scores_of
from mlworker.evaluation.figures import measure
from mlworker.evaluation.folds import FoldOptions, Grouping, make_folds, recorded_folds
from mlworker.jobs.loading import Material
from mlworker.recipes.interface import FitOptions, FittedModel, Recipe
from quorum.domain.metrics import best_f1_cutoffs
from quorum.domain.requests import TrainingReport

Progress = Callable[[float, str], None]
WATCHED = 10
"""One field in so many is watched for early stopping when all labelled fields are fitted."""


@dataclass(frozen=True)
class TrainingOptions:
    """How to train: the groups that folds keep together, how many folds, seed, device, processes."""

    evaluate_by: Grouping = Grouping.SAMPLE
    folds: int = 5
    seed: int = 0
    device: str = "auto"
    processes: int = 1


def train_model(
    material: Material,
    recipe: Recipe,
    output: Path,
    options: TrainingOptions,
    *,
    job: str,
    workflow_version: str,
    on_progress: Progress | None = None,
) -> TrainingReport:
    """Cross-validate, fit and keep a model in `output`; return its figures.

    What is finished is kept beside the output until the end, so that a run that was killed goes on there.
    """
    started = time.monotonic()
    data, work = material.data, output.with_name(f"{output.name}.work")
    fit = FitOptions(seed=options.seed, device=str(choose_device(options.device)))
    share = options.folds / (options.folds + 1)
    found = _cross_validate(
        data, recipe, options, replace(fit, on_progress=_part(on_progress, 0.0, share)), work
    )
    model = _fit_all(
        data,
        recipe,
        replace(fit, on_progress=_part(on_progress, share, 1.0), checkpoints=work / "checkpoints"),
    )
    figures = _figures(found, data)
    kept = keep_model(
        output,
        model,
        Manifest(
            recipe=recipe.name,
            feature_names=data.feature_names,
            features_digest=material.features_digest,
            class_codes=material.classes.codes,
            class_names=material.classes.names,
            cutoffs=_cutoffs(found, data),
            networks={},
            workflow_version=workflow_version,
            data_digest=digest_of(data),
            code_version=version("quorum"),
            seed=options.seed,
            training_fields=int(data.fields.labelled.sum()),
            training_cells=int(data.fields.labelled[data.field].sum()),
            figures=figures,
        ),
    )
    shutil.rmtree(work, ignore_errors=True)
    return TrainingReport(
        job=job,
        model_digest=kept.digest,
        macro_f1=figures.macro_f1,
        micro_f1=figures.micro_f1,
        mean_average_precision=figures.mean_average_precision,
        fields=kept.training_fields,
        seconds=time.monotonic() - started,
    )


def _part(on_progress: Progress | None, start: float, end: float) -> Progress | None:
    if on_progress is None:
        return None
    return lambda share, line: on_progress(start + (end - start) * share, line)


def _cross_validate(
    data: Dataset, recipe: Recipe, options: TrainingOptions, fit: FitOptions, work: Path
) -> CrossValidation:
    recorded = data.fields.fold is not None and options.evaluate_by is Grouping.SAMPLE
    folds = (recorded_folds if recorded else make_folds)(
        data.fields,
        FoldOptions(by=options.evaluate_by, folds=options.folds),
        np.random.default_rng(options.seed),
    )
    how = CrossValidationOptions(fit=fit, folder=work / "folds", processes=options.processes)
    return cross_validate(data, recipe, folds=folds, options=how)


def _fit_all(data: Dataset, recipe: Recipe, fit: FitOptions) -> FittedModel:
    """Fit to all fields but those that are watched."""
    split = make_folds(data.fields, FoldOptions(folds=WATCHED), np.random.default_rng(fit.seed)).parts[0]
    rest = np.union1d(split.training, split.validation)
    return recipe.fit(data.of(rest), data.of(split.test), fit)


def _cutoffs(found: CrossValidation, data: Dataset) -> tuple[float | None, ...]:
    """Return the cutoffs of highest F1 on what was said of each field by a model that had not seen it."""
    rows = data.fields.labelled
    cutoffs = best_f1_cutoffs(data.fields.labels[rows], scores_of(found.probabilities[rows]))
    return tuple(float(cutoff) if np.isfinite(cutoff) else None for cutoff in cutoffs)


def _figures(found: CrossValidation, data: Dataset) -> ModelFigures:
    measured = measure(found, data.fields, decide(found, data.fields, Protocol.FIRST_FOLD))
    overall = measured.overall
    return ModelFigures(
        protocol=(
            f"{len(found.folds)} folds by {measured.grouping}, cutoffs tuned on the first, scored on the others"
        ),
        macro_f1=overall.macro_f1.mean,
        micro_f1=overall.micro_f1.mean,
        mean_average_precision=overall.mean_average_precision.mean,
        expected_calibration_error=measured.calibration.expected_error,
        f1_per_class=tuple(one.f1.mean if one.f1 else 0.0 for one in measured.per_class),
    )
