"""From a training table to a live model: training, the hold-out, the gate, promotion and the way back."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from django.db import models, transaction
from django.utils import timezone

from quorum.audit import services as audit
from quorum.domain.identifiers import new_public_id
from quorum.domain.metrics import Booleans, score
from quorum.domain.promotion import GateRule, Judgement, judge
from quorum.domain.requests import PredictionRequest, TrainingReport, TrainingRequest
from quorum.learning.errors import FeaturesMissing, ModelNotReady, TargetsAreInputs
from quorum.learning.features import cells_of
from quorum.learning.holdout_answers import answers_path, holdout_answers
from quorum.learning.jobs import request_job
from quorum.learning.models import FeatureSet, Job, ModelVersion, TrainingTable
from quorum.learning.tables import CLASSES, FIELDS, HOLDOUT

State = ModelVersion.State
READ_CROWD = frozenset({"ga-loccat", "attention-crowd"})
"""Recipes whose predictions read the volunteers' votes on the very subject.

Others may be taught with votes: to predict them from the images is no more than to predict their consensus."""
RECIPES = ("loccat", "loccat-released", "loccat-plus", "ga-loccat", "attention", "attention-crowd")
"""Those that the ML worker knows."""
SEED = 2018


@transaction.atomic
def train_model(*, table: TrainingTable, recipe: str, by: models.Model | None) -> ModelVersion:
    """Request a training on a frozen table, and number the model that will come of it.

    Raises TargetsAreInputs for a recipe that would read the votes that its targets were made of, and
    FeaturesMissing while no subject has been measured.
    """
    if recipe in READ_CROWD and table.targets == TrainingTable.Targets.CONSENSUS:
        raise TargetsAreInputs(
            f"{recipe} reads votes; with consensus as its target it would read its own answers.", recipe=recipe
        )
    if not FeatureSet.objects.filter(project_id=table.project_id).exclude(digest="").exists():
        raise FeaturesMissing("No subject has features yet; let a worker measure some.")
    public_id = new_public_id()
    folder = f"models/{public_id}"
    request = TrainingRequest(
        job="",
        recipe=recipe,
        cells=cells_of(table.project),
        fields=f"{table.folder}/{FIELDS}",
        classes=f"{table.folder}/{CLASSES}",
        output=folder,
        workflow_version=_workflow_version(table),
        seed=SEED,
    )
    job = request_job(project=table.project, request=request, by=by)
    last = ModelVersion.objects.filter(task_id=table.task_id).aggregate(models.Max("number"))["number__max"]
    return ModelVersion.objects.create(
        project_id=table.project_id,
        public_id=public_id,
        task_id=table.task_id,
        number=(last or 0) + 1,
        table=table,
        job=job,
        recipe=recipe,
        reads_crowd=recipe in READ_CROWD,
        folder=folder,
        created_by_id=by.pk if by is not None else None,
    )


def keep_model(job: Job, report: TrainingReport) -> None:
    """Note the figures of a model that has been trained, and have it answer the hold-out."""
    model = ModelVersion.objects.select_related("table", "project").filter(job=job).first()
    if model is None:
        return
    request = PredictionRequest(
        job="",
        model=model.folder,
        cells=cells_of(model.project),
        fields=f"{model.table.folder}/{HOLDOUT}",
        output=answers_path(model),
        workflow_version=_workflow_version(model.table),
    )
    model.digest, model.figures = report.model_digest, dataclasses.asdict(report)
    model.holdout_job = request_job(project=model.project, request=request, by=None)
    model.save(update_fields=["digest", "figures", "holdout_job"])


def judge_model(job: Job) -> None:
    """Judge a model that has answered the hold-out, and promote it if it passes; nothing for another job."""
    model = ModelVersion.objects.select_for_update().filter(holdout_job=job).first()
    if model is None:
        return
    live = live_model(model.task_id, reads_crowd=model.reads_crowd)
    both = holdout_answers([model] if live is None else [model, live])
    truth, (candidate, *others) = both.truth, both.answers
    found = judge(
        truth, candidate, others[0] if others else None, rule=GateRule(), rng=np.random.default_rng(SEED)
    )
    model.state, model.judgement = State.CANDIDATE, _in_words(found, truth, candidate, live)
    model.save(update_fields=["state", "judgement"])
    audit.record("model.judged", model, actor=None, verdict=found.verdict.value)
    if found.passes:
        promote_model(model=model, by=None, reason=f"The gate says: {found.verdict.value}.")


@transaction.atomic
def promote_model(*, model: ModelVersion, by: models.Model | None, reason: str) -> ModelVersion:
    """Put a judged model in the place of the live one, be it newer or older: this is also the way back.

    Raises ModelNotReady for one that has not been judged or is live already.
    """
    model = ModelVersion.objects.select_for_update().get(pk=model.pk)
    if model.state not in {State.CANDIDATE, State.RETIRED}:
        raise ModelNotReady("Only a judged model that is not live can be promoted.", state=model.state)
    before = live_model(model.task_id, reads_crowd=model.reads_crowd)
    if before is not None:
        before.state = State.RETIRED
        before.save(update_fields=["state"])
    model.state, model.promoted_at = State.LIVE, timezone.now()
    model.save(update_fields=["state", "promoted_at"])
    audit.record(
        "model.promoted", model, actor=by, reason=reason, number=model.number, before=before and before.number
    )
    return model


def live_model(task_id: int, *, reads_crowd: bool) -> ModelVersion | None:
    """Return the live model of a task for subjects with votes, or for those without."""
    found = ModelVersion.objects.select_for_update().filter(task_id=task_id, state=State.LIVE)
    return found.filter(reads_crowd=reads_crowd).first()


def _workflow_version(table: TrainingTable) -> str:
    return str(table.task.workflow_version_id)


def _in_words(
    found: Judgement, truth: Booleans, answers: Booleans, live: ModelVersion | None
) -> dict[str, Any]:
    """Return what is stored of a judgement, with the model's own figures on the hold-out."""
    figures = score(truth, answers) if truth.any() else None
    return {
        "verdict": found.verdict.value,
        "subjects": found.subjects,
        "against": live.number if live is not None else None,
        "macro_f1": figures.overall.macro_f1 if figures else None,
        "micro_f1": figures.overall.micro_f1 if figures else None,
        "f1": figures.f1.tolist() if figures else None,
        "differences": dataclasses.asdict(found.differences) if found.differences else None,
        "falls": [dataclasses.asdict(fall) for fall in found.falls],
    }
