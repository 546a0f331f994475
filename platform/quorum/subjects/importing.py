"""Running an import: list, prepare in two threads, record row by row; it can stop anywhere and go on."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from quorum.domain.errors import QuorumError
from quorum.projects.models import Project
from quorum.subjects.archives import unpack, unpacked_folder
from quorum.subjects.derivatives import Window
from quorum.subjects.errors import ImportRunning
from quorum.subjects.locating import ChannelPlan
from quorum.subjects.models import Import
from quorum.subjects.options import ImportOptions, options_from
from quorum.subjects.preparation import Outcome, Plan, Refused, prepare
from quorum.subjects.reference import label_book
from quorum.subjects.registration import record_outcome, store_problems, stored_subjects
from quorum.subjects.rows import Listing, Refusal, Row
from quorum.subjects.sources import list_rows

DECODERS = 2
# Rows in work or waiting to be recorded; bounds the memory.
WINDOW = 4
LOOKUP_ROWS = 50
KAGGLE_LABEL_SET = "kaggle28"


@dataclass(frozen=True)
class Progress:
    """How far an import is, in rows."""

    total: int
    added: int
    unchanged: int
    refused: int


def run_import(import_run: Import, progress: Callable[[Progress], None] | None = None) -> Import:
    """Do what is left of an import and return it, done or failed.

    Every row is recorded and counted in one transaction, so a run that was killed goes on after the
    last recorded row, unless the folder's rows have changed: then all are looked at again, and those
    that are here count as unchanged. A fault of the source makes the import fail with its reason;
    a fault of ours is raised after that. Raises `ImportRunning` when another process works on it.
    """
    with _held(import_run):
        _mark(import_run, state=Import.State.RUNNING, failure="", finished_at=None)
        try:
            _run(import_run, progress or (lambda _: None))
        except Exception as error:
            _mark(import_run, state=Import.State.FAILED, failure=_reason(error), finished_at=timezone.now())
            if not isinstance(error, QuorumError) or error.status >= 500:
                raise
        else:
            _mark(import_run, state=Import.State.DONE, finished_at=timezone.now())
            _discard_upload(import_run)
    import_run.refresh_from_db()
    return import_run


def _run(import_run: Import, progress: Callable[[Progress], None]) -> None:
    options = options_from(import_run.options)
    folder = _unpacked(import_run, options)
    channels = channel_plans(import_run.project)
    listing = list_rows(
        kind=import_run.kind,
        folder=folder,
        channels=[channel.key for channel in channels],
        options=options,
    )
    plan = _plan(import_run, listing, channels, options)
    done = _begin(import_run, listing)
    progress(_progress(import_run))
    with closing(_outcomes(listing.entries[done:], plan, import_run.project_id)) as outcomes:
        for outcome in outcomes:
            record_outcome(import_run=import_run, outcome=outcome, plan=plan, options=options)
            progress(_progress(import_run))


def _outcomes(entries: Sequence[Row | Refusal], plan: Plan, project_id: int) -> Generator[Outcome, None, None]:
    """Yield what became of each entry, in order, while the next ones are prepared."""
    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(DECODERS, thread_name_prefix="import") as pool:
        try:
            for start in range(0, len(entries), LOOKUP_ROWS):
                batch = entries[start : start + LOOKUP_ROWS]
                rows = [entry for entry in batch if isinstance(entry, Row)]
                stored = stored_subjects(project_id=project_id, rows=rows, label_source=plan.label_source)
                for entry in batch:
                    if isinstance(entry, Row):
                        waiting.append(pool.submit(prepare, entry, plan, stored.get(entry.external_id)))
                    else:
                        waiting.append(pool.submit(Refused, entry.problems))
                    if len(waiting) == WINDOW:
                        yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(import_run: Import, listing: Listing) -> int:
    """Return how many entries are recorded already, or start from nothing for another listing."""
    fingerprint = listing.sha256()
    with transaction.atomic():
        import_run.refresh_from_db()
        if import_run.listing_sha256 != fingerprint:
            import_run.problems.all().delete()
            import_run.listing_sha256 = fingerprint
            import_run.rows_total = len(listing.entries)
            import_run.rows_added = import_run.rows_unchanged = import_run.rows_refused = 0
            import_run.save()
            store_problems(import_run=import_run, problems=listing.remarks)
    return import_run.rows_added + import_run.rows_unchanged + import_run.rows_refused


def _plan(
    import_run: Import, listing: Listing, channels: tuple[ChannelPlan, ...], options: ImportOptions
) -> Plan:
    slug = options.label_set or (KAGGLE_LABEL_SET if import_run.kind == "kaggle" else "hpa29")
    has_labels = any(isinstance(entry, Row) and entry.labels for entry in listing.entries)
    return Plan(
        channels=channels,
        labels=label_book(project=import_run.project, slug=slug) if has_labels else None,
        label_source=(options.label_source or listing.label_source)[:64],
        pixel_limit=settings.IMPORT_PIXEL_LIMIT,
        display_px=settings.DERIVATIVE_LONG_SIDE_PX,
        thumbnail_px=settings.THUMBNAIL_LONG_SIDE_PX,
    )


def channel_plans(project: Project) -> tuple[ChannelPlan, ...]:
    """Return a project's channels in their order, as decoding and deriving need them."""
    return tuple(
        ChannelPlan(
            project_channel_id=channel.pk,
            key=channel.key,
            name=channel.name,
            colour=channel.colour,
            required=channel.required,
            window=Window(channel.window_low, channel.window_high),
        )
        for channel in project.channels.all()
    )


def _unpacked(import_run: Import, options: ImportOptions) -> Path:
    """Return the folder to read, after unpacking the archives in it."""
    folder = Path(import_run.source)
    for name in options.archives:
        unpack(
            archive=folder / name,
            target=unpacked_folder(folder, name),
            byte_limit=settings.IMPORT_UNPACKED_LIMIT_BYTES,
            file_limit=settings.IMPORT_ARCHIVE_FILE_LIMIT,
            beat=lambda: _mark(import_run),
        )
    return folder


def _discard_upload(import_run: Import) -> None:
    """Remove what came as an upload: the originals are in the storage now."""
    folder = Path(import_run.source)
    if folder.parent == Path(settings.UPLOADS_FOLDER).resolve():
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(import_run: Import) -> Iterator[None]:
    """Hold the import for this database session; PostgreSQL lets go when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [lock_name(import_run)])
        if not cursor.fetchone()[0]:
            raise ImportRunning("This import is being worked on.", id=str(import_run.public_id))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [lock_name(import_run)])


def lock_name(import_run: Import) -> str:
    """Return the name under which PostgreSQL knows that somebody works on an import."""
    return f"quorum.import.{import_run.pk}"


def _mark(import_run: Import, **changes: object) -> None:
    Import.objects.filter(pk=import_run.pk).update(heartbeat_at=timezone.now(), **changes)


def _progress(import_run: Import) -> Progress:
    total, added, unchanged, refused = Import.objects.values_list(
        "rows_total", "rows_added", "rows_unchanged", "rows_refused"
    ).get(pk=import_run.pk)
    return Progress(total, added, unchanged, refused)


def _reason(error: Exception) -> str:
    if isinstance(error, QuorumError):
        return f"{error.code}: {error.message}"
    return f"{type(error).__name__}: {error}"
