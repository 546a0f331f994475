"""Outcomes of preparation become rows of the database: each in a transaction of its own, with its count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from quorum.subjects.models import (
    Channel,
    Import,
    ImportProblem,
    ReferenceLabel,
    Sample,
    Subject,
)
from quorum.subjects.options import ImportOptions
from quorum.subjects.preparation import Outcome, Plan, Prepared, Refused, Stored, Unchanged, compare
from quorum.subjects.reference import split_of
from quorum.subjects.rows import Problem, Row
from quorum.subjects.signals import subjects_added

SAMPLE_FIELDS = ("antibody", "gene", "cell_line", "plate", "well")


def stored_subjects(*, project_id: int, rows: Sequence[Row], label_source: str) -> dict[str, Stored]:
    """Return what is stored under the external ids of these rows."""
    subjects = Subject.objects.filter(
        project_id=project_id, external_id__in=[row.external_id for row in rows]
    ).prefetch_related("channels__project_channel", "reference_labels")
    return {
        subject.external_id: Stored(
            subject_id=subject.pk,
            content={
                channel.project_channel.key: (channel.original_sha256, channel.plane)
                for channel in subject.channels.all()
            },
            metadata=subject.metadata,
            label_ids=next(
                (label.choice_ids for label in subject.reference_labels.all() if label.source == label_source),
                None,
            ),
        )
        for subject in subjects
    }


def record_outcome(*, import_run: Import, outcome: Outcome, plan: Plan, options: ImportOptions) -> None:
    """Store one outcome and count it, both or neither."""
    if isinstance(outcome, Prepared):
        beaten_by = _register(import_run, outcome, plan, options)
        if beaten_by is None:
            return
        outcome = beaten_by
    with transaction.atomic():
        if isinstance(outcome, Unchanged):
            row = outcome.row
            _store_label(
                plan,
                options,
                project_id=import_run.project_id,
                subject_id=outcome.stored.subject_id,
                external_id=row.external_id,
                label_ids=outcome.new_label_ids,
            )
            _count(import_run, rows_unchanged=F("rows_unchanged") + 1)
        else:
            store_problems(import_run=import_run, problems=outcome.problems)
            _count(import_run, rows_refused=F("rows_refused") + 1)


def store_problems(*, import_run: Import, problems: Iterable[Problem]) -> None:
    """Store problems; one that is there already stays as it is."""
    ImportProblem.objects.bulk_create(
        (
            ImportProblem(
                import_run=import_run,
                row=problem.row,
                external_id=_storable(problem.external_id),
                field=_storable(problem.field),
                code=problem.code.value,
                reason=_storable(problem.reason[:300]),
            )
            for problem in problems
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


def _storable(text: str) -> str:
    """Return a text that may hold anything, zero bytes and broken file names too, as PostgreSQL can keep it."""
    return text.encode(errors="replace").decode().replace("\0", "?")


def _register(
    import_run: Import, prepared: Prepared, plan: Plan, options: ImportOptions
) -> Unchanged | Refused | None:
    """Create the subject and count it; if another import was quicker, return what the row is now."""
    try:
        with transaction.atomic():
            subject = _create_subject(import_run, prepared, options)
            _store_label(
                plan,
                options,
                project_id=subject.project_id,
                subject_id=subject.pk,
                external_id=subject.external_id,
                label_ids=prepared.label_ids,
            )
            subjects_added.send(sender=Subject, project_id=subject.project_id, subject_ids=[subject.pk])
            _count(import_run, rows_added=F("rows_added") + 1)
    except IntegrityError:
        row = prepared.row
        found = stored_subjects(project_id=import_run.project_id, rows=[row], label_source=plan.label_source)
        if row.external_id not in found:
            raise
        return compare(row, prepared.content, prepared.label_ids, found[row.external_id])
    return None


def _create_subject(import_run: Import, prepared: Prepared, options: ImportOptions) -> Subject:
    row, project = prepared.row, import_run.project
    subject = Subject.objects.create(
        project=project,
        external_id=row.external_id,
        subject_set_id=import_run.subject_set_id,
        sample=_sample(import_run, row),
        metadata=dict(row.metadata),
        width=prepared.width,
        height=prepared.height,
        pixel_size_um=prepared.pixel_size_um or options.pixel_size_um,
        credit=row.credit or options.credit or project.credit,
        licence=row.licence or options.licence or project.licence,
        source=row.source or options.source or project.source,
        thumbnail=prepared.thumbnail,
    )
    Channel.objects.bulk_create(Channel(subject=subject, **channel.columns()) for channel in prepared.channels)
    return subject


def _sample(import_run: Import, row: Row) -> Sample | None:
    origin: dict[str, Any] = {name: row.metadata.get(name, "") for name in SAMPLE_FIELDS}
    if not any(origin.values()):
        return None
    sample, _ = Sample.objects.get_or_create(project_id=import_run.project_id, **origin)
    return sample


def _store_label(
    plan: Plan,
    options: ImportOptions,
    *,
    project_id: int,
    subject_id: int,
    external_id: str,
    label_ids: list[int] | None,
) -> None:
    if plan.labels is None or not label_ids:
        return
    ReferenceLabel.objects.get_or_create(
        subject_id=subject_id,
        source=plan.label_source,
        defaults={
            "project_id": project_id,
            "label_set_version_id": plan.labels.label_set_version_id,
            "split": split_of(external_id, options),
            "choice_ids": label_ids,
        },
    )


def _count(import_run: Import, **counts: Any) -> None:
    Import.objects.filter(pk=import_run.pk).update(heartbeat_at=timezone.now(), **counts)
