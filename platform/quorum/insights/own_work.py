"""What a volunteer has done, for the volunteer: history, numbers per project, impact, accuracy.

Nothing here tells which images were controls or what others say of an image: histories hold controls
and contributions alike, impact is a sum over decided subjects, and accuracy changes once a day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from quorum.accounts.models import Volunteer
from quorum.classifications.models import Classification
from quorum.onboarding.selectors import Measured, accuracy_of, choice_accuracy_of
from quorum.projects.models import Choice, Project
from quorum.selection.assignments import Assignment
from quorum.selection.images import image_token
from quorum.subjects.models import Subject

_ASKED = (Classification.Purpose.CONTRIBUTION, Classification.Purpose.CONTROL)
_A_DAY_S = 24 * 60 * 60
# A subject is decided by whoever voted for a choice of its consensus among the votes that were counted.
_IMPACT = """
select c.project_id, count(*)
from classification c
join classifications_subjectroundtask t
  on t.round_id = c.round_id and t.task_id = c.task_id and t.subject_id = c.subject_id
where c.volunteer_id = any(%(volunteers)s) and c.counted and t.state = 'reached'
  and c.received_at <= t.decided_at
  and exists (select 1 from projects_taskchoice offered
              where offered.task_id = c.task_id and offered.choice_id = any(c.choice_ids)
                and offered.index = any(t.accepted))
group by c.project_id
"""


@dataclass(frozen=True)
class ChoiceAccuracy:
    """How well a volunteer knows one choice, 0 to 1 with a credible interval."""

    code: str
    name: str
    accuracy: Measured


@dataclass(frozen=True)
class ProjectWork:
    """A volunteer's work in one project; `accuracy` is None before the first control."""

    project: Project
    answers: int
    decided: int
    accuracy: Measured | None
    choices: tuple[ChoiceAccuracy, ...]


@dataclass(frozen=True)
class OwnAnswer:
    """One answer as its volunteer sees it again; `image` is a fresh token, good for looking only."""

    id: str
    project: Project
    image: str
    choices: tuple[str, ...]
    passed: bool
    received_at: datetime


def work_of(volunteer: Volunteer) -> list[ProjectWork]:
    """Return a volunteer's work per project, most answers first."""
    ids = _identities(volunteer)
    answers = (
        Classification.objects.filter(volunteer_id__in=ids, purpose__in=_ASKED)
        .values_list("project_id")
        .annotate(answers=Count("id"))
    )
    counts = dict(answers)
    decided = _impact(ids)
    projects = Project.objects.in_bulk(counts)
    work = [
        ProjectWork(projects[key], n, decided.get(key, 0), *_accuracies_of_today(key, volunteer))
        for key, n in counts.items()
    ]
    return sorted(work, key=lambda each: -each.answers)


def history_of(volunteer: Volunteer, *, before: int | None, limit: int) -> tuple[list[OwnAnswer], int | None]:
    """Return a volunteer's answers, newest first, older than the key `before`; and the key of the last one.

    The key is None when nothing is left.
    """
    found = Classification.objects.filter(volunteer_id__in=_identities(volunteer), purpose__in=_ASKED)
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found.order_by("-id")[: limit + 1])
    page = rows[:limit]
    names = dict(
        Choice.objects.filter(pk__in={key for row in page for key in row.choice_ids}).values_list("pk", "name")
    )
    projects = Project.objects.in_bulk({row.project_id for row in page})
    return [_own(row, projects, names) for row in page], page[-1].id if len(rows) > limit else None


def _own(row: Classification, projects: dict[int, Project], names: dict[int, str]) -> OwnAnswer:
    return OwnAnswer(
        id=str(row.public_id),
        project=projects[row.project_id],
        image=_fresh_token(row),
        choices=tuple(names[key] for key in row.choice_ids if key in names),
        passed=row.not_counted_reason == Classification.NotCounted.PASSED or bool(row.pass_reason),
        received_at=row.received_at,
    )


def _fresh_token(row: Classification) -> str:
    # Unlike the assignment's own address, and the same for a day, so that browsers can keep the picture.
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return image_token(
        Assignment(
            volunteer_id=row.volunteer_id,
            project_id=row.project_id,
            workflow_version_id=row.workflow_version_id,
            round_id=row.round_id,
            task_id=row.task_id,
            subject_id=row.subject_id,
            purpose=Classification.Purpose.CONTRIBUTION,
            strategy="",
            model_version_id=None,
            blind=True,
            issued_at=today,
            expires_at=today + timedelta(days=1),
        )
    )


def thumbnail_of(subject_id: int) -> str:
    """Return the stored name of a subject's small composite picture, empty for an unknown subject."""
    return Subject.objects.filter(pk=subject_id).values_list("thumbnail", flat=True).first() or ""


def _identities(volunteer: Volunteer) -> list[int]:
    return [volunteer.pk, *volunteer.merged_guests.values_list("pk", flat=True)]


def _impact(volunteer_ids: Collection[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_IMPACT, {"volunteers": list(volunteer_ids)})
        return dict(cursor.fetchall())


def _accuracies_of_today(
    project_id: int, volunteer: Volunteer
) -> tuple[Measured | None, tuple[ChoiceAccuracy, ...]]:
    # An accuracy that moved right after an answer would give that image away as a control.
    key = f"own-accuracy:{project_id}:{volunteer.pk}:{timezone.now():%Y-%m-%d}"
    found: tuple[Measured | None, tuple[ChoiceAccuracy, ...]] | None = cache.get(key)
    if found is None:
        found = _accuracies(project_id, volunteer.pk)
        cache.set(key, found, _A_DAY_S)
    return found


def _accuracies(project_id: int, volunteer_id: int) -> tuple[Measured | None, tuple[ChoiceAccuracy, ...]]:
    overall = accuracy_of(project_id=project_id, volunteer_ids=[volunteer_id]).get(volunteer_id)
    measured = choice_accuracy_of(project_id=project_id, volunteer_id=volunteer_id)
    choices = Choice.objects.filter(pk__in=measured).order_by("position")
    return overall, tuple(ChoiceAccuracy(each.code, each.name, measured[each.pk]) for each in choices)
