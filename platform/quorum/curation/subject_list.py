"""Subjects with the present state of their consensus, page by page."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.fields import CharField, IntegerField
from django.db.models.functions import Coalesce

from quorum.classifications.models import SubjectRoundTask
from quorum.curation.errors import CursorInvalid
from quorum.curation.models import Remark
from quorum.projects.models import Project
from quorum.projects.rounds import OfferedChoice, choices_of, first_task, present_round
from quorum.subjects.models import Subject

# Subjects without a decision come last in either order.
_NEVER = {True: datetime(1, 1, 2, tzinfo=UTC), False: datetime(9999, 12, 30, tzinfo=UTC)}


@dataclass(frozen=True)
class SubjectFilter:
    """What is asked for; empty strings ask for everything. `sort` is votes or decided_at, "-" for falling."""

    state: str = ""
    choice: str = ""
    search: str = ""
    sort: str = ""


@dataclass(frozen=True)
class SubjectRow:
    """One subject with its tally in the present round; `accepted` are the choices in the consensus."""

    subject: Subject
    state: str
    n: int
    retirement_reason: str
    decided_at: datetime | None
    accepted: list[OfferedChoice]
    remarks: int


@dataclass(frozen=True)
class SubjectPage:
    """One page; `next` continues after its last row, None at the end; `total` counts all pages."""

    results: list[SubjectRow]
    next: str | None
    total: int


def list_subjects(*, project: Project, asked: SubjectFilter, cursor: str, limit: int) -> SubjectPage:
    """Return the page after `cursor` ("" for the first), by keyset: no row is missed or told twice.

    Raises CursorInvalid for a cursor that is not from the same sort order.
    """
    choices = _choices(project)
    found = _filtered(_with_tally(project), asked, choices)
    key, falling = _sort_key(asked.sort)
    if key == "decided":
        found = found.annotate(decided=Coalesce("tally__decided_at", Value(_NEVER[falling])))
    page = found if not cursor else found.filter(_after(cursor, key, falling))
    order = F(key).desc() if falling else F(key).asc()
    rows = list(page.order_by(order, "pk")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return SubjectPage(
        results=_rows(rows, choices),
        next=_cursor(getattr(rows[-1], key), rows[-1].pk) if more else None,
        total=found.count(),
    )


def row_of(*, project: Project, subject: Subject) -> SubjectRow:
    """Return one subject as a row."""
    found = _with_tally(project).filter(pk=subject.pk)
    return _rows(list(found), _choices(project))[0]


def rows_of(*, project: Project, subject_ids: Sequence[int]) -> dict[int, SubjectRow]:
    """Return subject id → row."""
    found = _with_tally(project).filter(pk__in=subject_ids)
    return {row.subject.pk: row for row in _rows(list(found), _choices(project))}


def _choices(project: Project) -> list[OfferedChoice]:
    round_ = present_round(project)
    return choices_of(first_task(round_)) if round_ else []


def _with_tally(project: Project) -> QuerySet[Subject, Any]:
    round_ = present_round(project)
    task = first_task(round_) if round_ else None
    return Subject.objects.filter(project=project).annotate(
        tally=FilteredRelation("tallies", condition=Q(tallies__round=round_, tallies__task=task)),
        votes=Coalesce("tally__n", Value(0), output_field=IntegerField()),
        consensus_state=Case(
            When(state=Subject.State.WITHDRAWN, then=Value(Subject.State.WITHDRAWN.value)),
            default=Coalesce("tally__state", Value(SubjectRoundTask.State.OPEN.value)),
            output_field=CharField(),
        ),
        accepted=F("tally__accepted"),
        decided_at=F("tally__decided_at"),
        retirement_reason=Coalesce("tally__retirement_reason", Value("")),
    )


def _filtered(
    found: QuerySet[Subject, Any], asked: SubjectFilter, choices: list[OfferedChoice]
) -> QuerySet[Subject, Any]:
    if asked.state:
        found = found.filter(Q(consensus_state=asked.state))
    if asked.choice:
        wanted = [choice.index for choice in choices if choice.code == asked.choice]
        found = found.filter(Q(tally__accepted__contains=wanted)) if wanted else found.none()
    if asked.search:
        found = found.filter(external_id__icontains=asked.search)
    return found


def _sort_key(sort: str) -> tuple[str, bool]:
    """Return the column to sort by and whether it falls."""
    name = sort.removeprefix("-")
    return {"votes": "votes", "decided_at": "decided"}.get(name, "pk"), sort.startswith("-")


def _after(cursor: str, key: str, falling: bool) -> Q:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        last = datetime.fromisoformat(value) if key == "decided" else int(value)
        pk = int(pk)
    except (ValueError, TypeError, binascii.Error):
        raise CursorInvalid("This cursor does not fit the question; start again without it.") from None
    beyond = Q(**{f"{key}__{'lt' if falling else 'gt'}": last})
    return beyond | Q(**{key: last, "pk__gt": pk})


def _cursor(value: object, pk: int) -> str:
    text = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([text, pk]).encode()).decode()


def _rows(subjects: list[Any], choices: list[OfferedChoice]) -> list[SubjectRow]:
    counted = (
        Remark.objects.filter(subject_id__in=[subject.pk for subject in subjects])
        .values("subject_id")
        .annotate(n=Count("pk"))
        .values_list("subject_id", "n")
    )
    remarks = dict(counted)
    by_index = {choice.index: choice for choice in choices}
    return [
        SubjectRow(
            subject=subject,
            state=subject.consensus_state,
            n=subject.votes,
            retirement_reason=subject.retirement_reason,
            decided_at=subject.decided_at,
            accepted=[by_index[index] for index in subject.accepted or []],
            remarks=remarks.get(subject.pk, 0),
        )
        for subject in subjects
    ]
