"""The flat export: one row per classification and choice."""

from __future__ import annotations

from collections.abc import Iterator

from quorum.projects.models import Project
from quorum.releases.classifications import Names, StoredRow, stored_rows
from quorum.releases.rows import csv_bytes, harmless, truth, utc

HEADER = (
    "classification_id",
    "subject_id",
    "external_id",
    "workflow",
    "workflow_version",
    "round",
    "task",
    "volunteer",
    "purpose",
    "counted",
    "not_counted_reason",
    "choice_code",
    "choice_name",
    "passed",
    "pass_reason",
    "trust",
    "strategy",
    "model_version",
    "blind",
    "duration_ms",
    "client_at",
    "issued_at",
    "received_at",
    "superseded_by",
    "remark",
)


def write_csv(project: Project) -> Iterator[bytes]:
    """Yield the flat export; a classification without a choice has one row with both choice fields empty."""
    names = Names(project)
    return csv_bytes(HEADER, (line for row in stored_rows(project, names) for line in _lines(row, names)))


def _lines(row: StoredRow, names: Names) -> Iterator[tuple[object, ...]]:
    version = names.rounds[row.round].workflow_version
    before = (
        row.classification_id,
        row.subject_id,
        row.external_id,
        version.workflow.slug,
        version.number,
        names.rounds[row.round].number,
        names.tasks[row.task].public_id,
        row.pseudonym,
        row.purpose_name,
        truth(row.counted),
        row.not_counted_reason,
    )
    after = (
        truth(row.passed),
        row.pass_reason,
        row.trust,
        row.strategy,
        row.model_version,
        truth(row.blind),
        row.duration_ms,
        utc(row.client_at),
        utc(row.issued_at),
        utc(row.received_at),
        row.superseded_by,
        harmless(row.remark),
    )
    if not row.choice_ids:
        yield (*before, "", "", *after)
    for choice_id in row.choice_ids:
        choice = names.choices[choice_id]
        yield (*before, choice.code, choice.name, *after)
