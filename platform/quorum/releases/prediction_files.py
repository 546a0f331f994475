"""Predictions and consensus as Parquet, and what is behind them: columns, rules, runs, models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pyarrow as pa
from django.utils import timezone

from quorum.aggregation.selectors import latest_run
from quorum.learning.models import Arrangement, ModelVersion
from quorum.learning.prediction_list import models_in_force
from quorum.projects.models import Project, Round, Task
from quorum.projects.rounds import choices_of
from quorum.releases.parquet import NAME, TIME, parquet_bytes
from quorum.releases.predictions import COLUMNS, prediction_lines
from quorum.releases.rows import utc

ROW_GROUP = 20_000
PROVENANCE = b"quorum"
"""The key of a Parquet file's metadata that holds what `predictions-about.json` says."""
_TYPES = {
    **dict.fromkeys(
        ("n", "votes", "decided_at_n", "corrected_run", "corrected_n", "corrected_votes"), pa.int32()
    ),
    **dict.fromkeys(("workflow_version", "joined_n", "joined_model", "votes_read", "model_number"), pa.int32()),
    "round": pa.int16(),
    **dict.fromkeys(("share_of_classifications", "p_value", "corrected_p_value"), pa.float64()),
    "corrected_posterior": pa.float64(),
    **dict.fromkeys(("joined_posterior", "probability", "uncertainty"), pa.float32()),
    **dict.fromkeys(("in_consensus", "in_corrected_consensus", "in_joined_consensus", "named"), pa.bool_()),
    **dict.fromkeys(("is_cutoff_holdout", "is_blind"), pa.bool_()),
    **dict.fromkeys(("decided_at", "joined_at", "predicted_at"), TIME),
}


def write_parquet(project: Project) -> Iterator[bytes]:
    """Yield predictions and consensus as Parquet; each column carries its description, the file its origin."""
    fields = [
        pa.field(name, _TYPES.get(name, NAME), metadata={"description": about})
        for name, about in COLUMNS.items()
    ]
    schema = pa.schema(fields, metadata={PROVENANCE: _json(about(project))})
    return parquet_bytes(schema, prediction_lines(project), group=ROW_GROUP)


def write_about(project: Project) -> Iterator[bytes]:
    """Yield what is behind the predictions as JSON."""
    yield _json(about(project))


def about(project: Project) -> dict[str, Any]:
    """Return what each column means, and where its values come from, task by task."""
    tasks = Task.objects.filter(project=project).select_related("workflow_version__workflow").order_by("pk")
    return {
        "project": project.slug,
        "made_at": utc(timezone.now()),
        "made_by": f"quorum {version('quorum')}",
        "credit": project.credit,
        "licence": project.licence,
        "columns": COLUMNS,
        "tasks": [_task(task) for task in tasks],
    }


def _task(task: Task) -> dict[str, Any]:
    workflow_version = task.workflow_version
    rounds = Round.objects.filter(workflow_version=workflow_version).order_by("number")
    return {
        "task": str(task.public_id),
        "question": task.question,
        "workflow": workflow_version.workflow.slug,
        "workflow_version": workflow_version.number,
        "rounds": [{"number": one.number, "opened_at": utc(one.opened_at)} for one in rounds],
        "choices": [{"code": choice.code, "name": choice.name} for choice in choices_of(task)],
        "rule": {
            "kind": task.kind,
            "maximum_choices": task.maximum_choices,
            "minimum_votes": task.minimum_votes,
            "maximum_votes": task.maximum_votes,
            "p_reached": task.p_reached,
            "p_open": task.p_open,
        },
        "corrected": _corrected(task),
        "joined": _joined(task),
        "models": [_model(model) for model in models_in_force(task)],
    }


def _corrected(task: Task) -> dict[str, Any] | None:
    run = latest_run(task)
    if run is None:
        return None
    return {
        "run": run.number,
        "method": run.method,
        "decided_by": run.decided_by,
        "scale": run.scale,
        "cutoffs": run.cutoffs,
        "cutoff_meanings": run.cutoff_meanings,
        "parameters": run.parameters,
        "computed_at": utc(run.created_at),
    }


def _joined(task: Task) -> dict[str, Any] | None:
    last = Arrangement.objects.filter(task=task).exclude(in_force_at=None).order_by("-pk").first()
    if last is None:
        return None
    return {
        "method": last.method,
        "blind_share": last.exploration,
        "votes_read": last.votes,
        "arranged_at": utc(last.in_force_at),
    }


def _model(model: ModelVersion) -> dict[str, Any]:
    judgement = model.judgement or {}
    return {
        "number": model.number,
        "id": str(model.public_id),
        "recipe": model.recipe,
        "reads_votes": model.reads_crowd,
        "digest": model.digest,
        "promoted_at": utc(model.promoted_at),
        "holdout": {name: judgement.get(name) for name in ("verdict", "subjects", "macro_f1", "micro_f1")},
        "training_table": {
            "digest": model.table.digest,
            "targets": model.table.targets,
            "subjects": model.table.fields,
            "labelled": model.table.labelled,
            "holdout": model.table.holdout,
            "judged_by": model.table.judged_by,
            "frozen_at": utc(model.table.created_at),
        },
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
