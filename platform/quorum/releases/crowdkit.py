"""Counted votes as crowd-kit reads them: task, worker, label."""

from __future__ import annotations

from collections.abc import Iterator

from quorum.projects.models import Project
from quorum.releases.classifications import Names, stored_rows
from quorum.releases.rows import csv_bytes

HEADER = ("task", "worker", "label")


def write_csv(project: Project) -> Iterator[bytes]:
    """Yield one row per counted vote: the subject's id, the volunteer's pseudonym, the choice's code."""
    names = Names(project)
    return csv_bytes(
        HEADER,
        (
            (row.subject_id, row.pseudonym, names.choices[choice_id].code)
            for row in stored_rows(project, names)
            if row.counted
            for choice_id in row.choice_ids
        ),
    )
