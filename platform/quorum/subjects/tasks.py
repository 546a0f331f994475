"""Background work on subjects."""

from __future__ import annotations

from celery import shared_task

from quorum.subjects.importing import run_import as run
from quorum.subjects.models import Import


@shared_task(name="quorum.subjects.tasks.run_import")
def run_import(import_id: int) -> None:
    """Do what is left of an import; a message that comes twice finds nothing left."""
    import_run = Import.objects.get(pk=import_id)
    if import_run.state != Import.State.DONE:
        run(import_run)
