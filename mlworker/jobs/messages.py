"""Carrying out typed messages on files in the storage, and leaving in the job's folder how it went."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from mlworker.evaluation.folds import Grouping
from mlworker.jobs.attendance import attended, teller
from mlworker.jobs.extraction import ExtractionConfig, extract
from mlworker.jobs.fitting import TrainingOptions, train_model
from mlworker.jobs.images import find_fields
from mlworker.jobs.loading import load_labelled
from mlworker.jobs.prediction import PredictionOptions, predict_fields, report_on, write_predictions
from mlworker.recipes.registry import recipe_named
from quorum.domain.errors import QuorumError, UserFault
from quorum.domain.requests import (
    ExtractionReport,
    ExtractionRequest,
    JobFailure,
    PredictionReport,
    PredictionRequest,
    RequestInvalid,
    TrainingReport,
    TrainingRequest,
)
from quorum.messaging.job_folder import JobFolder

Request = ExtractionRequest | TrainingRequest | PredictionRequest
Report = ExtractionReport | TrainingReport | PredictionReport | JobFailure
Progress = Callable[[float, str], None]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Storage:
    """The folder that platform and worker share; no message reaches outside it."""

    root: Path

    def at(self, path: str) -> Path:
        """Return a path of a message in the storage; raises RequestInvalid when it leads out of it."""
        found = (self.root / path).resolve()
        if not found.is_relative_to(self.root.resolve()) or found == self.root.resolve():
            raise RequestInvalid(f"The path {path} leads out of the storage.", path=path)
        return found


def carry_out(message: dict[str, Any], kind: type[Request], storage: Storage) -> None:
    """Do what a message asks for, and leave progress and a report, or a failure, in the job's folder.

    Anything that goes wrong ends in a JobFailure, so that nobody waits for a report that never comes. A
    message may come twice: a job that has ended, or that another worker holds, is left alone. Raises
    RequestInvalid for a message that cannot be read, which names no job to report on.
    """
    request = unpack(message, kind)
    folder = JobFolder(storage.root, request.job)
    with folder.taken() as mine:
        if not mine or folder.has_ended:
            logger.info("Job %s is %s.", request.job, "done" if mine else "in other hands")
            return
        with attended(folder):
            report = _report(request, storage, folder)
        folder.finish(report)


def _report(request: Request, storage: Storage, folder: JobFolder) -> Report:
    tell = teller(folder, request.job)
    try:
        tell(0.0, "begun")
        return _do(request, storage, tell)
    except QuorumError as error:
        return JobFailure(
            job=request.job,
            code=error.code,
            message=error.message,
            is_users_fault=isinstance(error, UserFault),
            details={name: str(value) for name, value in error.details.items()},
        )
    except Exception as error:
        logger.exception("Job %s failed.", request.job)
        return JobFailure(request.job, "internal_error", f"{type(error).__name__}: {error}", False)


def unpack(message: dict[str, Any], kind: type[Request]) -> Request:
    """Return the typed message; raises RequestInvalid."""
    try:
        return msgspec.convert(message, kind, strict=True)
    except msgspec.ValidationError as error:
        raise RequestInvalid(f"The message is no {kind.__name__}: {error}") from error


def _do(request: Request, storage: Storage, tell: Progress) -> Report:
    if isinstance(request, ExtractionRequest):
        return _extract(request, storage, tell)
    if isinstance(request, TrainingRequest):
        return _train(request, storage, tell)
    return _predict(request, storage, tell)


def _extract(request: ExtractionRequest, storage: Storage, tell: Progress) -> ExtractionReport:
    done = extract(
        find_fields(storage.at(request.images)),
        storage.at(request.output),
        ExtractionConfig(references=request.references, extended=request.extended),
        shard=(request.shard, request.shards),
        on_progress=lambda count, total: tell(count / max(total, 1), f"{count} of {total} fields"),
    )
    return ExtractionReport(request.job, done.fields, done.cells, done.refused, done.features_digest)


def _train(request: TrainingRequest, storage: Storage, tell: Progress) -> TrainingReport:
    return train_model(
        load_labelled(
            cells=storage.at(request.cells),
            fields=storage.at(request.fields),
            classes=storage.at(request.classes),
        ),
        recipe_named(request.recipe),
        storage.at(request.output),
        TrainingOptions(Grouping(request.evaluate_by), request.folds, request.seed, request.device),
        job=request.job,
        workflow_version=request.workflow_version,
        on_progress=tell,
    )


def _predict(request: PredictionRequest, storage: Storage, tell: Progress) -> PredictionReport:
    said = predict_fields(
        model=storage.at(request.model),
        cells=storage.at(request.cells),
        fields=storage.at(request.fields),
        workflow_version=request.workflow_version,
        options=PredictionOptions(request.device, request.samples, request.seed),
        on_progress=tell,
    )
    write_predictions(storage.at(request.output), said)
    return report_on(said, job=request.job)
