"""The volunteers of a drawn world, and the votes they would give, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quorum.analysis.planner.campaign import (
    Volunteers,
    class_traits,
    draw_single_answers,
    draw_volunteers,
    shared_logits,
)
from quorum.analysis.planner.truth import Truth
from quorum.analysis.planner.world import World
from quorum.domain.votes import Votes, votes_from_masks

Floats = NDArray[np.float64]


@dataclass
class Crowd:
    """Volunteers, and the votes of each image in the order in which they would come.

    The k-th vote of an image is the same whenever and by whichever strategy it is asked for, so that
    strategies are compared on the same votes. `base` (images, classes) is what an average volunteer sees.
    """

    truth: Truth
    base: Floats
    volunteers: Volunteers
    maximum_choices: int
    seed: int
    _who: list[NDArray[np.int32]] = field(default_factory=list)
    _chosen: list[NDArray[np.uint64]] = field(default_factory=list)

    def votes(self, n: NDArray[np.int64]) -> Votes:
        """Return the first `n` (images,) votes of each image."""
        while len(self._who) < n.max(initial=0):
            self._draw_layer()
        images = [np.flatnonzero(n > layer) for layer in range(int(n.max(initial=0)))]
        none = [np.zeros(0, np.int64)]
        return votes_from_masks(
            subject=np.concatenate(images or none),
            volunteer=np.concatenate([self._who[layer][rows] for layer, rows in enumerate(images)] or none),
            chosen=np.concatenate(
                [self._chosen[layer][rows] for layer, rows in enumerate(images)] or [np.zeros(0, np.uint64)]
            ),
            subjects=len(self.base),
            volunteers=len(self.volunteers.kind),
            classes=self.base.shape[1],
        )

    def _draw_layer(self) -> None:
        layer = len(self._who)
        rng = np.random.default_rng([self.seed, layer])
        turns = np.cumsum(self.volunteers.activity)
        who = np.full(len(self.base), -1, np.int32)
        waiting = np.arange(len(who))
        while len(waiting):
            drawn = np.searchsorted(turns, rng.random(len(waiting)) * turns[-1]).astype(np.int32)
            # Nobody classifies an image twice.
            repeated = np.zeros(len(waiting), bool)
            for earlier in self._who:
                repeated |= earlier[waiting] == drawn
            who[waiting[~repeated]] = drawn[~repeated]
            waiting = waiting[repeated]
        chosen = draw_single_answers(
            base=self.base,
            labels=self.truth.labels,
            crowd=self.volunteers,
            who=who,
            maximum_choices=self.maximum_choices,
            rng=rng,
        )
        self._who.append(who)
        self._chosen.append(chosen)


def draw_crowd(
    *, world: World, truth: Truth, skills: Floats, volunteers: int, maximum_choices: int, seed: int
) -> Crowd:
    """Draw the volunteers and what they see, as the planner does."""
    rng = np.random.default_rng(seed)
    people = draw_volunteers(
        world=world,
        skills=skills,
        count=volunteers,
        popularity=truth.labels.mean(axis=0) + 0.001,
        rng=rng,
    )
    base = shared_logits(world, truth, class_traits(world, truth), rng)
    return Crowd(truth, base, people, maximum_choices, seed)
