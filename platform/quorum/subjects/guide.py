"""Pictures of the field guide: put in, described, ordered, taken out; audited."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.projects.models import Choice, Project
from quorum.subjects.errors import ReferenceImageRefused, ReferenceImageThere, UploadTooLarge
from quorum.subjects.guide_images import reference_image
from quorum.subjects.importing import channel_plans
from quorum.subjects.models import ReferenceImage, ReferenceLabel, ReferencePlane, Subject
from quorum.subjects.models.plane import StoredPlane
from quorum.subjects.preparation import Plan, Prepared, Refused, prepare
from quorum.subjects.rows import Location, Row, WholeStack
from quorum.subjects.signals import subjects_hidden_from_guide, subjects_shown_in_guide

# The name under which one file with all channels is sent.
STACK = "stack"
MOST_PER_CHOICE = 24
_HELD_OUT = (ReferenceLabel.Split.CUTOFF_HOLDOUT, ReferenceLabel.Split.MODEL_HOLDOUT)
_PLANE_FIELDS = tuple(field.attname for field in StoredPlane._meta.get_fields() if hasattr(field, "attname"))


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is told beside a picture of the guide; empty credits are the project's."""

    caption: str = ""
    cell_line: str = ""
    credit: str = ""
    licence: str = ""
    source: str = ""
    pixel_size_um: float | None = None


def add_uploaded(
    *, project: Project, choice_code: str, files: Mapping[str, UploadedFile[bytes]], facts: Facts, actor: User
) -> ReferenceImage:
    """Make a picture of uploaded files: one per channel under its key, or one stack as `stack`. Audited.

    Raises what `add_files` does, and `UploadTooLarge`.
    """
    if sum(file.size or 0 for file in files.values()) > settings.GUIDE_UPLOAD_LIMIT_BYTES:
        raise UploadTooLarge(f"A picture of the guide has at most {settings.GUIDE_UPLOAD_LIMIT_BYTES} bytes.")
    with tempfile.TemporaryDirectory(prefix="quorum-guide-") as folder:
        paths: dict[str, Path] = {}
        for number, (key, file) in enumerate(files.items()):
            paths[key] = Path(folder) / str(number)
            with paths[key].open("wb") as target:
                target.writelines(file.chunks())
        return add_files(project=project, choice_code=choice_code, paths=paths, facts=facts, actor=actor)


def add_files(
    *, project: Project, choice_code: str, paths: Mapping[str, Path], facts: Facts, actor: User | None
) -> ReferenceImage:
    """Make a picture of image files by channel key, or of one stack under the key `stack`. Audited.

    Channels, contrast windows and colours are those of the project's subjects. Raises
    `ReferenceImageRefused`, with the problems of an import row where a file cannot be used.
    """
    prepared = _prepare(project, paths, facts)
    with transaction.atomic():
        image = _new_image(project, choice_code, facts, actor)
        image.width, image.height = prepared.width, prepared.height
        image.pixel_size_um = prepared.pixel_size_um
        image.thumbnail = prepared.thumbnail
        image.save()
        ReferencePlane.objects.bulk_create(
            ReferencePlane(image=image, **channel.columns()) for channel in prepared.channels
        )
        record("reference_image.added", image, actor=actor, **_told(image))
    return image


@transaction.atomic
def add_subject(*, subject: Subject, choice_code: str, facts: Facts, actor: User) -> ReferenceImage:
    """Show a subject in the guide; from now on it collects no votes, and those it has are kept. Audited.

    Raises `ReferenceImageRefused`, `ReferenceImageThere`, and whatever a receiver of
    `subjects_shown_in_guide` raises for a subject that is needed for something else.
    """
    # Before anything is written: two curators at once must not both find it absent.
    subjects = Subject.objects.select_for_update(no_key=True, of=("self",))
    locked = subjects.select_related("project", "sample").get(pk=subject.pk)
    if locked.state != Subject.State.ACTIVE:
        raise ReferenceImageRefused("This subject was withdrawn.", code="subject_not_active")
    if ReferenceImage.objects.filter(subject=locked, choice_code=choice_code).exists():
        raise ReferenceImageThere("This subject is in the field guide under this choice.", choice=choice_code)
    if ReferenceLabel.objects.filter(subject=locked, split__in=_HELD_OUT).exists():
        raise ReferenceImageRefused(
            "The expert label of this subject is held out for measuring; take another.",
            code="reference_reserved",
        )
    image = _new_image(locked.project, choice_code, facts, actor)
    image.subject = locked
    image.cell_line = facts.cell_line or (locked.sample.cell_line if locked.sample else "")
    for name in ("credit", "licence", "source"):
        setattr(image, name, getattr(facts, name) or getattr(locked, name))
    image.width, image.height, image.thumbnail = locked.width, locked.height, locked.thumbnail
    image.pixel_size_um = locked.pixel_size_um
    image.save()
    ReferencePlane.objects.bulk_create(
        ReferencePlane(image=image, **{name: getattr(channel, name) for name in _PLANE_FIELDS})
        for channel in locked.channels.all()
    )
    record("reference_image.added", image, actor=actor, **_told(image))
    subjects_shown_in_guide.send(sender=Subject, project_id=locked.project_id, subject_ids=[locked.pk])
    return image


@transaction.atomic
def describe(*, project: Project, public_id: UUID, facts: Mapping[str, object], actor: User) -> ReferenceImage:
    """Change what is told beside a picture: any fields of `Facts`. Audited; raises ReferenceImageUnknown."""
    image = reference_image(project=project, public_id=public_id)
    before = {name: getattr(image, name) for name in facts}
    for name, value in facts.items():
        setattr(image, name, value)
    image.save(update_fields=list(facts))
    record("reference_image.described", image, actor=actor, before=before, after=dict(facts))
    return image


@transaction.atomic
def order(*, project: Project, choice_code: str, ids: Sequence[UUID], actor: User) -> None:
    """Give the pictures of a choice this order. Audited; raises ReferenceImageRefused for any other set."""
    _lock(project)
    images = {
        image.public_id: image
        for image in ReferenceImage.objects.filter(project=project, choice_code=choice_code)
    }
    if len(ids) != len(images) or set(ids) != set(images):
        raise ReferenceImageRefused("Name every picture of the choice once.", code="order_incomplete")
    for position, public_id in enumerate(ids):
        images[public_id].position = position
    ReferenceImage.objects.bulk_update(images.values(), ["position"])
    record(
        "reference_images.ordered",
        project,
        actor=actor,
        project_id=project.pk,
        choice=choice_code,
        order=[str(public_id) for public_id in ids],
    )


@transaction.atomic
def remove(*, project: Project, public_id: UUID, actor: User) -> None:
    """Take a picture out of the guide; a subject in no other collects votes again. Audited."""
    image = reference_image(project=project, public_id=public_id)
    subject = image.subject
    record("reference_image.removed", image, actor=actor, **_told(image))
    image.delete()
    if subject is not None and not subject.reference_images.exists():
        subjects_hidden_from_guide.send(sender=Subject, project_id=project.pk, subject_ids=[subject.pk])


def _new_image(project: Project, choice_code: str, facts: Facts, actor: User | None) -> ReferenceImage:
    """Return an unsaved picture at the end of its choice's row."""
    _lock(project)
    sets = project.workflows.values("versions__label_set_version")
    if not Choice.objects.filter(label_set_version__in=sets, code=choice_code, selectable=True).exists():
        raise ReferenceImageRefused("No question of the project has this choice.", code="choice_unknown")
    there = ReferenceImage.objects.filter(project=project, choice_code=choice_code)
    if there.count() >= MOST_PER_CHOICE:
        raise ReferenceImageRefused(f"A choice has at most {MOST_PER_CHOICE} pictures.", code="guide_full")
    last = there.aggregate(last=Max("position"))["last"]
    return ReferenceImage(
        project=project,
        choice_code=choice_code,
        position=0 if last is None else last + 1,
        created_by=actor,
        **msgspec.structs.asdict(facts),
    )


def _lock(project: Project) -> None:
    # Positions of two curators who add at once must differ.
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _prepare(project: Project, paths: Mapping[str, Path], facts: Facts) -> Prepared:
    channels = channel_plans(project)
    unknown = sorted(set(paths) - {STACK} - {channel.key for channel in channels})
    if unknown or not paths or (STACK in paths and len(paths) > 1):
        raise ReferenceImageRefused(
            f"Send one file per channel, or one file with all channels as {STACK}.",
            code="files_unclear",
            unknown=unknown,
            channels=[channel.key for channel in channels],
        )
    if STACK in paths:
        locations = {each.key: Location(paths[STACK], WholeStack.BY_CHANNEL) for each in channels}
    else:
        locations = {key: Location(path) for key, path in paths.items()}
    row = Row(number=1, external_id="", locations=locations, pixel_size_um=facts.pixel_size_um)
    plan = Plan(
        channels=channels,
        labels=None,
        label_source="",
        pixel_limit=settings.GUIDE_PIXEL_LIMIT,
        display_px=settings.DERIVATIVE_LONG_SIDE_PX,
        thumbnail_px=settings.THUMBNAIL_LONG_SIDE_PX,
    )
    outcome = prepare(row, plan, None)
    if isinstance(outcome, Prepared):
        return outcome
    problems = outcome.problems if isinstance(outcome, Refused) else ()
    raise ReferenceImageRefused(
        " ".join(problem.reason for problem in problems),
        problems=[{"field": each.field, "code": each.code.value, "reason": each.reason} for each in problems],
    )


def _told(image: ReferenceImage) -> dict[str, Any]:
    return {
        "choice": image.choice_code,
        "image": str(image.public_id),
        "subject": str(image.subject.public_id) if image.subject else "",
    }
