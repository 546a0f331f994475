"""The parameters of a simulated campaign: how volunteers see, err and differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from quorum.domain.errors import UserFault


class WorldInvalid(UserFault):
    """The file of a world's parameters cannot be read."""

    code = "world_invalid"


@dataclass(frozen=True)
class World:
    """All effects are on the logit of naming a class; a volunteer names each class by itself.

    A true class is named with `hit` + its own trait (spread `hit_spread`, slope `hit_by_frequency` on the
    standardised log frequency) + noise that all volunteers share on that image and class (`hit_noise`)
    + skill. A class that is not true is named with `slip` + its own trait (`slip_spread`,
    `slip_by_frequency`: over-annotation) + `confusion` times its likeness to a true class + shared noise
    (`slip_noise`) - skill. `skill_hits` and `skill_slips` scale the normal scores of the players' recall
    and precision; `skill_by_class` is the spread of what a volunteer knows of single classes.
    `constant_share` of the volunteers always name one class, `random_share` name classes blindly; activity
    is lognormal with `activity_spread`. `traits_seed` fixes the classes' traits and likenesses.
    """

    hit: float = 0.3
    hit_spread: float = 0.9
    hit_by_frequency: float = 0.3
    hit_noise: float = 1.3
    slip: float = -4.0
    slip_spread: float = 0.7
    slip_by_frequency: float = 0.5
    slip_noise: float = 1.0
    confusion: float = 1.5
    skill_hits: float = 0.7
    skill_slips: float = 0.7
    skill_by_class: float = 0.5
    constant_share: float = 0.01
    random_share: float = 0.01
    activity_spread: float = 1.2
    traits_seed: int = 2018


def read_world(path: Path) -> World:
    """Read a world from JSON, its parameters under `world`; raises WorldInvalid."""
    try:
        return read_parameters(json.loads(path.read_text())["world"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorldInvalid(f"{path} holds no world: {error}") from error


def read_parameters(given: Mapping[str, Any]) -> World:
    """Return the world with exactly these parameters; raises WorldInvalid when one is missing or unknown."""
    known = {field.name for field in fields(World)}
    if set(given) != known:
        raise WorldInvalid(f"A world has exactly the parameters {', '.join(sorted(known))}.")
    return World(**given)


def write_world(path: Path, world: World, **notes: object) -> None:
    """Write a world as JSON, with what it was fitted to beside it."""
    path.write_text(json.dumps({"world": asdict(world), **notes}, indent=2) + "\n")
