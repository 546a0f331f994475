"""Small makers of real rows, for every test that needs a project with people and images."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from quorum.accounts.models import Consent, User, Volunteer
from quorum.accounts.volunteers import create_guest, create_volunteer
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.domain.identifiers import new_public_id
from quorum.projects.models import (
    Choice,
    LabelSet,
    LabelSetVersion,
    Project,
    Round,
    Task,
    WorkflowVersion,
)
from quorum.projects.services import (
    FLUORESCENCE_CHANNELS,
    ChannelSpec,
    TaskSpec,
    change_state,
    create_project,
    grant_role,
    publish_workflow_version,
)
from quorum.subjects.models import Channel, Subject, SubjectSet

_numbers = count(1)
PASSWORD = "a-long-enough-passphrase"
SIDE_PX = 16
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def make_user(email: str = "", *, operator: bool = False) -> User:
    """Return a user whose password is PASSWORD."""
    email = email or f"person{next(_numbers)}@example.org"
    make = User.objects.create_superuser if operator else User.objects.create_user
    return make(email, PASSWORD)


def make_volunteer(*, user: User | None = None, project: Project | None = None) -> Volunteer:
    """Return a volunteer, a guest unless a user is given; consented when a project is given."""
    volunteer = create_volunteer(kind=Volunteer.Kind.ACCOUNT, user=user) if user is not None else create_guest()
    if project is not None:
        Consent.objects.create(volunteer=volunteer, project_id=project.pk, terms_version=project.terms_version)
    return volunteer


def make_member(project: Project, role: str) -> User:
    """Return a new user who holds a role in the project."""
    user = make_user()
    grant_role(project=project, user=user, role=role, actor=None)
    return user


def make_label_set(choices: int) -> LabelSetVersion:
    """Return a label set with the choices c0, c1, … in two groups, "low" and "high"."""
    label_set = LabelSet.objects.create(slug=f"labels-{next(_numbers)}", title="Labels")
    version = LabelSetVersion.objects.create(label_set=label_set, number=1)
    groups = [
        Choice.objects.create(
            label_set_version=version, code=code, name=code.title(), selectable=False, position=position
        )
        for position, code in enumerate(("low", "high"))
    ]
    Choice.objects.bulk_create(
        Choice(
            label_set_version=version,
            code=f"c{index}",
            name=f"Class {index}",
            parent=groups[2 * index >= choices],
            position=index + 2,
        )
        for index in range(choices)
    )
    return version


def make_project(
    slug: str = "",
    *,
    choices: int = 10,
    maximum_choices: int = 2,
    minimum_votes: int = 3,
    maximum_votes: int = 8,
    empty_allowed: bool = False,
    guests_allowed: bool = True,
    state: str = Project.State.LIVE,
    channels: tuple[ChannelSpec, ...] = FLUORESCENCE_CHANNELS[:2],
    owner: User | None = None,
    rounds: int = 1,
) -> Project:
    """Return a project with a published workflow version of one task; no round is open yet."""
    project = create_project(
        slug=slug or f"project-{next(_numbers)}",
        title="Where is the protein?",
        channels=channels,
        owner=owner,
        guests_allowed=guests_allowed,
        terms="Be kind.",
        credit="The test suite",
        licence="CC0",
        source="drawn",
    )
    publish_workflow_version(
        project=project,
        label_set_version=make_label_set(choices),
        tasks=[
            TaskSpec(
                question="What do you see?",
                maximum_choices=maximum_choices,
                minimum_votes=minimum_votes,
                maximum_votes=maximum_votes,
                empty_allowed=empty_allowed,
            )
        ],
        rounds=rounds,
    )
    if state != Project.State.DRAFT:
        change_state(project=project, state=state, actor=owner)
    return project


def version_of(project: Project) -> WorkflowVersion:
    """Return the project's newest workflow version."""
    return WorkflowVersion.objects.filter(project=project).latest("number")


def task_of(project: Project) -> Task:
    """Return the first task of the project's newest workflow version."""
    return Task.objects.get(workflow_version=version_of(project), position=0)


def make_subject(project: Project, external_id: str = "", *, pixel_size_um: float | None = 0.08) -> Subject:
    """Return an active subject with tiny real image files, one per channel of the project.

    Subjects made before a round opens enter it when it opens; later ones need `subjects_added`.
    """
    subject_set, _ = SubjectSet.objects.get_or_create(project=project, name="drawn")
    number = next(_numbers)
    subject = Subject.objects.create(
        project=project,
        external_id=external_id or f"field-{number}",
        subject_set=subject_set,
        width=2 * SIDE_PX,
        height=2 * SIDE_PX,
        pixel_size_um=pixel_size_um,
        thumbnail=_store_plane(number)[0],
    )
    for channel in project.channels.all():
        name, digest = _store_plane(number + 1000 * channel.position)
        Channel.objects.create(
            subject=subject,
            project_channel=channel,
            original=name,
            original_sha256=digest,
            bit_depth=8,
            display=name,
            thumbnail=name,
            display_width=SIDE_PX,
            display_height=SIDE_PX,
            window_low=0.0,
            window_high=1.0,
        )
    return subject


def make_classification(
    subject: Subject,
    codes: Sequence[str] = (),
    *,
    round_: Round,
    volunteer: Volunteer | None = None,
    received_at: datetime = NOON,
    **fields: Any,
) -> Classification:
    """Return a stored classification, counted in its tally unless `not_counted_reason` is given."""
    task = Task.objects.filter(workflow_version=round_.workflow_version_id).earliest("position")
    chosen = dict(task.task_choices.values_list("choice__code", "choice_id"))
    if not fields.get("not_counted_reason"):
        tally = SubjectRoundTask.objects.get(round=round_, task=task, subject=subject)
        indices = set(task.task_choices.filter(choice__code__in=codes).values_list("index", flat=True))
        tally.counts = [votes + (index in indices) for index, votes in enumerate(tally.counts)]
        tally.n += 1
        tally.save()
    return Classification.objects.create(
        **{
            "round_id": round_.pk,
            "volunteer_id": (volunteer or make_volunteer()).pk,
            "project_id": subject.project_id,
            "workflow_version_id": round_.workflow_version_id,
            "task_id": task.pk,
            "subject_id": subject.pk,
            "public_id": new_public_id(),
            "client_uuid": new_public_id(),
            "choice_ids": [chosen[code] for code in codes],
            "purpose": Classification.Purpose.CONTRIBUTION,
            "counted": not fields.get("not_counted_reason"),
            "strategy": "random",
            "blind": True,
            "issued_at": received_at,
            "received_at": received_at,
        }
        | fields
    )


def _store_plane(seed: int) -> tuple[str, str]:
    pixels = np.random.default_rng(seed).integers(0, 256, (SIDE_PX, SIDE_PX), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", lossless=True)
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    name = f"test/{digest}.webp"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(out.getvalue()))
    return name, digest
