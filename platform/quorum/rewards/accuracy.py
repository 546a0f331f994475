"""What rewards ask of onboarding: how well volunteers answer controls."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from quorum.domain.trust import Skill, accuracy_of
from quorum.onboarding.models import Standing
from quorum.onboarding.selectors import trust_rule_of
from quorum.rewards.ledger import AccountKey

# A choice is mastered when the accuracy on controls with it is at least this, by the lower bound.
MASTERED_FROM = 0.7


@dataclass(frozen=True, slots=True)
class Measured:
    """What controls have shown: the lower end of the accuracy's interval, 0 to 1, and choices mastered."""

    low: float
    mastered: int


def measured(accounts: Collection[AccountKey]) -> dict[AccountKey, Measured]:
    """Return what controls have shown of each account; those without an answered control are left out."""
    standings = [one for one in _standings(accounts) if one.controls_answered]
    rules = {project_id: trust_rule_of(project_id) for project_id in {one.project_id for one in standings}}
    found: dict[AccountKey, Measured] = {}
    for one in standings:
        rule = rules[one.project_id]
        choices = [Skill(*evidence) for evidence in one.choice_skill.values()]
        mastered = sum(accuracy_of(skill, rule).low >= MASTERED_FROM for skill in choices)
        low = accuracy_of(Skill(one.right, one.wrong), rule).low
        found[one.project_id, one.volunteer_id] = Measured(low, mastered)
    return found


def _standings(accounts: Collection[AccountKey]) -> list[Standing]:
    rows = Standing.objects.filter(
        project_id__in={project_id for project_id, _ in accounts},
        volunteer_id__in={volunteer_id for _, volunteer_id in accounts},
    )
    wanted = set(accounts)
    return [one for one in rows if (one.project_id, one.volunteer_id) in wanted]
