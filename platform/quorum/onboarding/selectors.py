"""Reading what controls have shown of volunteers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, QuerySet

from quorum.accounts.models import Volunteer
from quorum.domain.trust import Skill, TrustRule
from quorum.domain.trust import accuracy_of as accuracy_from
from quorum.onboarding import models
from quorum.projects.models import Project


@dataclass(frozen=True)
class Measured:
    """An accuracy on controls with its interval, 0 to 1, and the number of controls behind it."""

    mean: float
    low: float
    high: float
    controls: int


@dataclass(frozen=True)
class Ranked:
    """A volunteer as curators see them."""

    pseudonym: str
    standing: models.Standing
    accuracy: Measured | None


def trust_rule_of(project_id: int) -> TrustRule:
    """Return the rule of a project; the default where none is set."""
    row = models.TrustRule.objects.filter(project_id=project_id).first()
    names = TrustRule.__dataclass_fields__
    return TrustRule(**{name: getattr(row, name) for name in names}) if row else TrustRule()


def accuracy_of(*, project_id: int, volunteer_ids: Collection[int]) -> dict[int, Measured]:
    """Return volunteer id → accuracy, of those who have answered a control."""
    rule = trust_rule_of(project_id)
    rows = models.Standing.objects.filter(
        project_id=project_id, volunteer_id__in=volunteer_ids, controls_answered__gt=0
    )
    return {row.volunteer_id: _measured(row, rule) for row in rows}


def choice_accuracy_of(*, project_id: int, volunteer_id: int) -> dict[int, Measured]:
    """Return choice id → accuracy; a choice counts as answered where it was there or chosen."""
    row = models.Standing.objects.filter(project_id=project_id, volunteer_id=volunteer_id).first()
    rule = trust_rule_of(project_id)
    found = {}
    for choice_id, (right, wrong) in (row.choice_skill if row else {}).items():
        accuracy = accuracy_from(Skill(right, wrong), rule)
        # Discounted evidence: never more controls than there were.
        found[int(choice_id)] = Measured(accuracy.mean, accuracy.low, accuracy.high, round(right + wrong))
    return found


def ranked_volunteers(*, project: Project, level: str, first: int, limit: int) -> tuple[list[Ranked], int]:
    """Return volunteers from place `first` on, untrusted and well-known ones first, and how many there are."""
    found = _standings(project, level)
    rule = trust_rule_of(project.pk)
    page = list(found.order_by("trusted", F("controls_answered").desc(), "pk")[first : first + limit])
    ids = {row.volunteer_id for row in page}
    names = dict(Volunteer.objects.filter(pk__in=ids).values_list("pk", "pseudonym"))
    ranked = [
        Ranked(names[row.volunteer_id], row, _measured(row, rule) if row.controls_answered else None)
        for row in page
        if row.volunteer_id in names
    ]
    return ranked, found.count()


def _standings(project: Project, level: str) -> QuerySet[models.Standing]:
    found = models.Standing.objects.filter(project=project)
    return found.filter(level=level) if level else found


def _measured(row: models.Standing, rule: TrustRule) -> Measured:
    accuracy = accuracy_from(Skill(row.right, row.wrong), rule)
    return Measured(accuracy.mean, accuracy.low, accuracy.high, row.controls_answered)
