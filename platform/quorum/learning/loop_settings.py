"""Setting the loop of a task: whether networks train on its votes and choose its next images, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import models, transaction

from quorum.audit import services as audit
from quorum.domain.acquisition.mixture import MixtureInvalid
from quorum.domain.acquisition.registry import make_mixture
from quorum.learning.errors import RecipeUnfit, TargetsAreInputs
from quorum.learning.loop_state import loop_of
from quorum.learning.models import Arrangement, Loop, TrainingTable
from quorum.learning.versions import READ_CROWD, RECIPES
from quorum.projects.models import Task


@dataclass(frozen=True)
class LoopSettings:
    """All that people set of a loop; the fields mean what they mean in `Loop`."""

    is_on: bool
    targets: str
    source: str
    recipe: str
    crowd_recipe: str
    train_after: int
    arrange_after: int
    front: int
    shares: Mapping[str, float]
    exploration: float
    stops_early: bool
    tolerated: float
    minimum_votes: int


@transaction.atomic
def set_loop(*, task: Task, wanted: LoopSettings, by: models.Model) -> Loop:
    """Store the settings of a task's loop, and who changed which.

    Raises RecipeUnfit for a recipe in the wrong place, TargetsAreInputs for one that would read its own
    answers, StrategyUnknown and MixtureInvalid for shares that make no sense.
    """
    _check_recipes(wanted)
    if not wanted.shares:
        raise MixtureInvalid("A mixture needs a strategy.")
    make_mixture(wanted.shares, exploration=wanted.exploration)
    Loop.objects.get_or_create(task=task, defaults={"project_id": task.project_id})
    loop = Loop.objects.select_for_update().get(task=task)
    changed = {name: value for name, value in asdict(wanted).items() if getattr(loop, name) != value}
    if not changed:
        return loop
    for name, value in changed.items():
        setattr(loop, name, value)
    loop.changed_by_id = by.pk
    loop.save()
    audit.record("loop.changed", loop, actor=by, **changed)
    return loop


def last_arrangements(task: Task, *, limit: int) -> list[Arrangement]:
    """Return the last arrangements of a task's queues that came into force, newest first."""
    known = Arrangement.objects.filter(task=task, in_force_at__isnull=False)
    return list(known.select_related("model", "requested_by").order_by("-pk")[:limit])


def settings_of(task: Task) -> LoopSettings:
    """Return how a task's loop is set; as it would be, where nobody has set it."""
    loop = loop_of(task)
    return LoopSettings(**{name: getattr(loop, name) for name in LoopSettings.__dataclass_fields__})


def _check_recipes(wanted: LoopSettings) -> None:
    plain, crowd = wanted.recipe, wanted.crowd_recipe
    if plain not in RECIPES or plain in READ_CROWD:
        raise RecipeUnfit(f"{plain} is no recipe for subjects without votes.", recipe=plain)
    if crowd and crowd not in READ_CROWD:
        raise RecipeUnfit(f"{crowd} does not read votes.", recipe=crowd)
    if crowd and wanted.targets == TrainingTable.Targets.CONSENSUS:
        raise TargetsAreInputs(
            f"{crowd} reads votes; with consensus as its target it would read its own answers.", recipe=crowd
        )
