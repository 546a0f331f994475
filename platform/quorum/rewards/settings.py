"""Changing how a project rewards its volunteers; validated and audited."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from django.db import transaction

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.projects.models import Project
from quorum.rewards.errors import RewardSettingsInvalid, RewardsOff
from quorum.rewards.models import RewardSettings
from quorum.rewards.quests import DEFAULT_QUESTS, MEASURES, PERIODS, Quest

POINTS_RANGE = (1, 1_000)
GOAL_RANGE = (1, 10_000)
CREDITS_RANGE = (0, 500)
QUESTS_AT_MOST = 8


def rewards_of(project_ids: Collection[int]) -> dict[int, RewardSettings]:
    """Return project id → settings for all given projects; the defaults where nothing was changed."""
    found = {one.project_id: one for one in RewardSettings.objects.filter(project_id__in=project_ids)}
    return {project_id: found.get(project_id) or _defaults(project_id) for project_id in project_ids}


def quests_of(settings: RewardSettings) -> list[Quest]:
    """Return the quests of a project."""
    return [Quest(**quest) for quest in settings.quests]


def require_rewards(project_id: int) -> None:
    """Raise RewardsOff where the project gives no rewards."""
    if not rewards_of([project_id])[project_id].is_enabled:
        raise RewardsOff("This project gives no rewards.")


@transaction.atomic
def change_rewards(
    *,
    project: Project,
    actor: User | None,
    is_enabled: bool,
    points_per_image: int,
    passes_share_percent: int,
    quests: Sequence[Quest],
    reason: str = "",
) -> RewardSettings:
    """Set a project's rewards and audit the change.

    New points hold for each volunteer from their next day (UTC) on. Raises RewardSettingsInvalid.
    """
    _refuse_outside("points_per_image", points_per_image, POINTS_RANGE)
    _refuse_outside("passes_share_percent", passes_share_percent, (0, 100))
    _refuse_wrong(quests)
    wanted = {
        "is_enabled": is_enabled,
        "points_per_image": points_per_image,
        "passes_share_percent": passes_share_percent,
        "quests": [asdict(quest) for quest in quests],
    }
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    before = rewards_of([project.pk])[project.pk]
    changes = {
        name: {"from": getattr(before, name), "to": value}
        for name, value in wanted.items()
        if getattr(before, name) != value
    }
    settings, _ = RewardSettings.objects.update_or_create(project=project, defaults=wanted)
    if changes:
        record("rewards.changed", settings, actor=actor, project_id=project.pk, reason=reason, changes=changes)
    return settings


def _defaults(project_id: int) -> RewardSettings:
    return RewardSettings(project_id=project_id, quests=[asdict(quest) for quest in DEFAULT_QUESTS])


def _refuse_outside(field: str, value: int, allowed: tuple[int, int]) -> None:
    low, high = allowed
    if not low <= value <= high:
        raise RewardSettingsInvalid(f"{field} lies between {low} and {high}.", field=field, value=value)


def _refuse_wrong(quests: Sequence[Quest]) -> None:
    if len(quests) > QUESTS_AT_MOST:
        raise RewardSettingsInvalid(f"At most {QUESTS_AT_MOST} quests.", field="quests", value=len(quests))
    if len({quest.code for quest in quests}) < len(quests):
        raise RewardSettingsInvalid("Two quests ask for the same.", field="quests")
    for quest in quests:
        if quest.period not in PERIODS or quest.measure not in MEASURES:
            raise RewardSettingsInvalid("There is no such quest.", field="quests", value=quest.code)
        if quest.measure == "days" and (quest.period != "week" or quest.goal > 7):
            raise RewardSettingsInvalid(
                "Days are counted within a week, up to 7.", field="quests", value=quest.code
            )
        _refuse_outside("goal", quest.goal, GOAL_RANGE)
        _refuse_outside("credits", quest.credits, CREDITS_RANGE)
