"""Fitting a world's parameters to published scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from quorum.analysis.planner.campaign import draw_campaign
from quorum.analysis.planner.measure import Score, Trial, draw_holdout
from quorum.analysis.planner.truth import Truth
from quorum.analysis.planner.world import World, read_parameters
from quorum.domain.errors import UserFault

Floats = NDArray[np.float64]
# How far each parameter may plausibly lie from where the search begins: a weak pull towards it.
PLAUSIBLE = {
    "hit": 0.5,
    "hit_by_frequency": 0.3,
    "hit_spread": 0.3,
    "hit_noise": 0.4,
    "slip": 0.5,
    "slip_by_frequency": 0.3,
    "slip_spread": 0.3,
    "slip_noise": 0.4,
    "confusion": 0.5,
    "skill_hits": 0.2,
    "skill_slips": 0.2,
    "skill_by_class": 0.3,
}
PULL = 0.3
SPREADS = frozenset(PLAUSIBLE) - {"hit", "hit_by_frequency", "slip", "slip_by_frequency"}


class TargetsInvalid(UserFault):
    """The file of scores to be reproduced cannot be read."""

    code = "targets_invalid"


@dataclass(frozen=True)
class Target:
    """A score that a method is known to reach; `within` is how far off the fit may be."""

    method: str
    votes: int
    macro: float
    micro: float
    within: float = 0.02


def read_targets(path: Path) -> list[Target]:
    """Read targets from a JSON list of objects; raises TargetsInvalid."""
    try:
        return [Target(**one) for one in json.loads(path.read_text())]
    except (OSError, ValueError, TypeError) as error:
        raise TargetsInvalid(f"{path} holds no list of targets: {error}") from error


@dataclass(frozen=True)
class Setting:
    """What a fit draws again and again: the images, the players' skills, and the size of the crowd."""

    truth: Truth
    skills: Floats
    volunteers: int
    maximum_choices: int
    holdout: float
    seed: int


def reproduce(world: World, setting: Setting, targets: Sequence[Target]) -> list[Score]:
    """Draw a campaign as long as the targets ask for, and score it as they do."""
    votes = draw_campaign(
        world=world,
        truth=setting.truth,
        skills=setting.skills,
        volunteers=setting.volunteers,
        votes_per_image=max(target.votes for target in targets),
        maximum_choices=setting.maximum_choices,
        seed=setting.seed,
    )
    reference = draw_holdout(setting.truth, setting.holdout, np.random.default_rng(setting.seed))
    trial = Trial(votes, setting.truth, reference, setting.maximum_choices)
    return [trial.score(one.method, one.votes) for one in targets]


def misses(scores: Sequence[Score], targets: Sequence[Target]) -> list[tuple[Target, Score]]:
    """Return the targets that are missed by more than they allow."""
    return [
        (target, one)
        for target, one in zip(targets, scores, strict=True)
        if max(abs(one.macro - target.macro), abs(one.micro - target.micro)) > target.within
    ]


def fit_world(
    start: World,
    setting: Setting,
    targets: Sequence[Target],
    *,
    rounds: int,
    report: Callable[[World, float], None],
) -> World:
    """Return the world whose campaigns come closest to the targets, by nonlinear least squares.

    Residuals are the score errors in units of half their allowance, plus a weak pull of each parameter
    towards `start`; the same random numbers serve every trial. `report` is told of every better world.
    """
    names = list(PLAUSIBLE)
    begin = np.array([asdict(start)[name] for name in names])
    scale = np.array([PLAUSIBLE[name] for name in names])
    best: list[tuple[float, World]] = [(np.inf, start)]

    def residuals(values: Floats) -> Floats:
        world = read_parameters(asdict(start) | dict(zip(names, map(float, values), strict=True)))
        errors = _errors(reproduce(world, setting, targets), targets)
        cost = float(errors @ errors)
        if cost < best[0][0]:
            best[0] = (cost, world)
            report(world, cost)
        return np.concatenate([errors, PULL * (values - begin) / scale])

    lowest = [0.01 if name in SPREADS else -10.0 for name in names]
    steps = np.full(len(names), 0.06)
    least_squares(residuals, begin, bounds=(lowest, 10.0), x_scale=scale, diff_step=steps, max_nfev=rounds)
    return best[0][1]


def _errors(scores: Sequence[Score], targets: Sequence[Target]) -> Floats:
    return np.array(
        [
            2.0 * (reached - wanted) / target.within
            for one, target in zip(scores, targets, strict=True)
            for reached, wanted in ((one.macro, target.macro), (one.micro, target.micro))
        ]
    )
