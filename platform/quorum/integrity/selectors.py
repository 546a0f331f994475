"""Reading suspicions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from quorum.integrity.errors import SuspicionUnknown
from quorum.integrity.models import Suspicion
from quorum.projects.models import Project

MOST_SHOWN = 200


def suspicions_of(*, project: Project, state: str = "") -> QuerySet[Suspicion]:
    """Return a project's suspicions: open ones first, those with a request for review before others."""
    rows = Suspicion.objects.filter(project=project).select_related("volunteer", "decided_by")
    if state:
        rows = rows.filter(state=state)
    is_open = Case(
        When(state=Suspicion.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    unheard = Case(When(appeal="", then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.order_by(is_open, unheard, "-opened_at")[:MOST_SHOWN]


def suspicion_by_id(*, project: Project, public_id: UUID) -> Suspicion:
    """Return a suspicion of the project; raises SuspicionUnknown."""
    suspicion = Suspicion.objects.filter(project=project, public_id=public_id).first()
    if suspicion is None:
        raise SuspicionUnknown("There is no such suspicion.")
    return suspicion
