"""Reading imports and their problems."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from quorum.projects.models import Project
from quorum.subjects.errors import ImportUnknown
from quorum.subjects.importing import lock_name
from quorum.subjects.models import Import, ImportProblem
from quorum.subjects.options import ImportOptions, options_to_json

# A running import sets its heartbeat with every row; one row of the largest size takes less than this.
HEARTBEAT_LIMIT = timedelta(minutes=2)


def imports_of(project: Project) -> QuerySet[Import]:
    """Return the imports of a project, newest first."""
    return Import.objects.filter(project=project).select_related("subject_set").order_by("-pk")


def import_by_id(*, project: Project, public_id: UUID) -> Import:
    """Return an import of a project; raise `ImportUnknown`."""
    import_run = imports_of(project).filter(public_id=public_id).first()
    if import_run is None:
        raise ImportUnknown("This project has no such import.")
    return import_run


def problems_of(import_run: Import, *, after: int = 0) -> QuerySet[ImportProblem]:
    """Return problems in the order they were found; `after` is the id of the last one seen."""
    return import_run.problems.filter(pk__gt=after).order_by("pk")


def problems_per_code(import_run: Import) -> list[tuple[str, int]]:
    """Return codes and how many problems have them, most first."""
    return Counter(import_run.problems.values_list("code", flat=True)).most_common()


def is_stale(import_run: Import, *, now: datetime) -> bool:
    """Say whether an unfinished import has given no sign of life for longer than it should."""
    if import_run.state not in {Import.State.WAITING, Import.State.RUNNING}:
        return False
    return now - (import_run.heartbeat_at or import_run.created_at) > HEARTBEAT_LIMIT


def is_worked_on(import_run: Import) -> bool:
    """Say whether a process holds the import right now; ask within a transaction, which ends the asking."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [lock_name(import_run)])
        return not cursor.fetchone()[0]


def unfinished_import(
    *, project: Project, kind: str, folder: Path, subject_set: str, options: ImportOptions
) -> Import | None:
    """Return the newest import of the same folder with the same options that stopped before its end."""
    candidates = imports_of(project).filter(
        kind=kind,
        source=str(folder.resolve()),
        subject_set__name=subject_set.strip(),
        state=Import.State.RUNNING,
        options=options_to_json(options),
    )
    return next((found for found in candidates if not is_worked_on(found)), None)
