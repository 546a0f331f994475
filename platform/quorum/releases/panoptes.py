"""Exports with exactly the columns of Panoptes, so that existing analysis scripts read them.

`workflow_id` and `project_id` are whole numbers there and in the scripts' arguments; here they are
the last 31 bits of the public id, which never change. All other ids are the public ids themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from quorum.accounts.models import Volunteer
from quorum.projects.models import Project, Task
from quorum.projects.rounds import first_task, present_round
from quorum.releases.classifications import Names, StoredRow, stored_rows
from quorum.releases.rows import csv_bytes, stream, utc

CLASSIFICATION_HEADER = (
    "classification_id",
    "user_name",
    "user_id",
    "user_ip",
    "workflow_id",
    "workflow_name",
    "workflow_version",
    "created_at",
    "gold_standard",
    "expert",
    "metadata",
    "annotations",
    "subject_data",
    "subject_ids",
)
SUBJECT_HEADER = (
    "subject_id",
    "project_id",
    "workflow_id",
    "subject_set_id",
    "metadata",
    "locations",
    "classifications_count",
    "retired_at",
    "retirement_reason",
    "created_at",
    "updated_at",
)
_SUBJECTS = """
select s.public_id, subject_set.name, s.external_id, s.metadata, coalesce(t.n, 0), t.retired_at,
       coalesce(t.retirement_reason, ''), s.created_at, coalesce(t.decided_at, s.created_at),
       (select array_agg(channel.key order by channel.position) from subjects_channel plane
        join projects_projectchannel channel on channel.id = plane.project_channel_id
        where plane.subject_id = s.id)
from subjects_subject s
join subjects_subjectset subject_set on subject_set.id = s.subject_set_id
left join classifications_subjectroundtask t
    on t.subject_id = s.id and t.round_id = %(round)s and t.task_id = %(task)s
where s.project_id = %(project)s order by s.id
"""


def small_id(public_id: UUID) -> int:
    """Return a whole number below 2^31 that stands for a public id: its last 31 bits, which are random."""
    return public_id.int & (2**31 - 1)


def write_classifications(project: Project) -> Iterator[bytes]:
    """Yield the classification export."""
    names = Names(project)
    return csv_bytes(
        CLASSIFICATION_HEADER, (_classification(row, names) for row in stored_rows(project, names))
    )


def _classification(row: StoredRow, names: Names) -> tuple[object, ...]:
    version = names.rounds[row.round].workflow_version
    is_known = row.volunteer_kind != Volunteer.Kind.GUEST
    return (
        row.classification_id,
        row.pseudonym,
        row.volunteer_id if is_known else "",
        "",
        small_id(version.workflow.public_id),
        version.workflow.title,
        f"{version.number}.0",
        _panoptes_time(row.received_at),
        "",
        "",
        _json(_metadata(row, names)),
        _json(_annotations(row, names.tasks[row.task], names)),
        _json(_subject_data(row)),
        row.subject_id,
    )


def _metadata(row: StoredRow, names: Names) -> dict[str, Any]:
    finished = row.client_at or row.received_at
    started = finished - timedelta(milliseconds=row.duration_ms or 0)
    return {
        "source": "api",
        "started_at": utc(started),
        "finished_at": utc(finished),
        "live_project": True,
        "quorum": {
            "round": names.rounds[row.round].number,
            "purpose": row.purpose_name,
            "counted": row.counted,
            "not_counted_reason": row.not_counted_reason,
            "passed": row.passed,
            "pass_reason": row.pass_reason,
            "trust": row.trust,
            "strategy": row.strategy,
            "model_version": row.model_version,
            "blind": row.blind,
            "superseded_by": str(row.superseded_by) if row.superseded_by else None,
            "client": json.loads(row.client_context),
        },
    }


def _annotations(row: StoredRow, task: Task, names: Names) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = [
        {"task": f"T{task.position}", "task_label": task.question, "value": _value(row, task, names)}
    ]
    if row.remark:
        answers.append({"task": "remark", "task_label": "Anything unusual?", "value": row.remark})
    return answers


def _value(row: StoredRow, task: Task, names: Names) -> list[str] | str | None:
    """Return names of choices; of a question with one answer its word, as Panoptes does, or None for a pass."""
    if task.kind != Task.Kind.YES_NO:
        return [names.choices[choice_id].name for choice_id in row.choice_ids]
    if row.passed:
        return None
    return "Yes" if row.choice_ids else "No"


def _subject_data(row: StoredRow) -> dict[str, Any]:
    retired = None
    if row.retired_at is not None:
        retired = {
            "retired_at": utc(row.retired_at),
            "retirement_reason": row.retirement_reason,
            "classifications_count": row.subject_n,
            "subject_id": str(row.subject_id),
        }
    return {
        str(row.subject_id): {"retired": retired, "external_id": row.external_id}
        | json.loads(row.subject_metadata)
    }


def write_subjects(project: Project) -> Iterator[bytes]:
    """Yield the subject export: one row per subject, with its standing in the present round."""
    round_ = present_round(project)
    workflow_id = small_id(round_.workflow_version.workflow.public_id) if round_ else ""
    place = {
        "project": project.pk,
        "round": round_.pk if round_ else None,
        "task": first_task(round_).pk if round_ else None,
    }
    rows = (_subject(project, workflow_id, row) for row in stream(_SUBJECTS, place))
    return csv_bytes(SUBJECT_HEADER, rows)


def _subject(project: Project, workflow_id: int | str, row: tuple[Any, ...]) -> tuple[object, ...]:
    public_id, set_name, external_id, metadata, n, retired_at, reason, created_at, updated_at, keys = row
    images = f"/api/v1/projects/{project.slug}/subjects/{public_id}/images"
    return (
        public_id,
        small_id(project.public_id),
        workflow_id,
        set_name,
        _json({"external_id": external_id} | json.loads(metadata)),
        _json({str(place): f"{images}/{key}.webp" for place, key in enumerate(keys or [])}),
        n,
        _panoptes_time(retired_at),
        reason,
        _panoptes_time(created_at),
        _panoptes_time(updated_at),
    )


def _panoptes_time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if moment else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
