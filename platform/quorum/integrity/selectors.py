"""Reading suspicions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from quorum.domain.integrity.finding import Measure
from quorum.integrity.errors import SuspicionUnknown
from quorum.integrity.models import Suspicion
from quorum.projects.models import Project

MOST_SHOWN = 200
# One that a volunteer's words have opened again keeps its date of decision.
_CONFIRMED: dict[str, Any] = {
    "measure": Measure.HELD.value,
    "state__in": (Suspicion.State.CONFIRMED, Suspicion.State.OPEN),
    "decided_at__isnull": False,
}


def suspicions_of(*, project: Project, state: str = "") -> QuerySet[Suspicion]:
    """Return a project's suspicions: open ones first, those with a request for review before others.

    What was only listed, and nothing done about, comes after the rest of its kind.
    """
    rows = Suspicion.objects.filter(project=project).select_related("volunteer", "decided_by")
    if state:
        rows = rows.filter(state=state)
    is_open = Case(
        When(state=Suspicion.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    unheard = Case(When(appeal="", then=Value(1)), default=Value(0), output_field=IntegerField())
    listed = Case(
        When(measure=Measure.NONE.value, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return rows.order_by(is_open, unheard, listed, "-opened_at")[:MOST_SHOWN]


def confirmed_holds(keys: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those pairs of project and volunteer whose answers a curator has found dishonest.

    Being heard again changes nothing until a curator decides otherwise.
    """
    rows = Suspicion.objects.filter(
        project_id__in={project_id for project_id, _ in keys},
        volunteer_id__in={volunteer_id for _, volunteer_id in keys},
        **_CONFIRMED,
    )
    return set(keys) & set(rows.values_list("project_id", "volunteer_id"))


def confirmed_volunteers(project_id: int) -> list[int]:
    """Return the volunteers of a project whose answers a curator has found dishonest."""
    rows = Suspicion.objects.filter(project_id=project_id, **_CONFIRMED)
    return list(rows.values_list("volunteer_id", flat=True).distinct())


def suspicion_by_id(*, project: Project, public_id: UUID) -> Suspicion:
    """Return a suspicion of the project; raises SuspicionUnknown."""
    suspicion = Suspicion.objects.filter(project=project, public_id=public_id).first()
    if suspicion is None:
        raise SuspicionUnknown("There is no such suspicion.")
    return suspicion
