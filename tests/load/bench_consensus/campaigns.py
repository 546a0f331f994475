"""The campaigns that are measured: drawn by the planner from real label sets and real players' skills."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quorum.analysis.planner.campaign import draw_campaign, read_skills
from quorum.analysis.planner.command import WORLDS
from quorum.analysis.planner.measure import Trial, draw_holdout
from quorum.analysis.planner.truth import Truth, read_class_tree, read_label_sets, truth_of
from quorum.analysis.planner.world import read_world
from quorum.domain.aggregators.interface import Question
from tests.real_data import VARIABLE

IMAGES, VOLUNTEERS = 65_596, 20_000
MEDIUM, LARGE = 15, 78
"""Votes per image of the sizes M and L."""
MAXIMUM_CHOICES = 5
HOLDOUT = 0.1
FITTED, HARDER = "project_discovery", "harder"


class RealDataMissing(Exception):
    """The label sets or the skills are not there."""


@dataclass
class Campaigns:
    """Campaigns by world and seed; the one drawn last is kept, for sections ask for it in turn."""

    truth: Truth
    skills: NDArray[np.float64]
    images: int
    volunteers: int
    _last: dict[tuple[str, int], Trial] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        """Return what the volunteers were asked."""
        return Question(len(self.truth.names), MAXIMUM_CHOICES)

    def large(self, seed: int, world: str = FITTED) -> Trial:
        """Return the campaign with 78 votes per image and a hold-out of a tenth."""
        if (world, seed) not in self._last:
            self._last.clear()
            self._last[world, seed] = self._draw(world, seed)
        return self._last[world, seed]

    def medium(self, seed: int, world: str = FITTED) -> Trial:
        """Return the same campaign after 15 votes per image."""
        large = self.large(seed, world)
        return replace(large, votes=large.votes.up_to(MEDIUM))

    def _draw(self, world: str, seed: int) -> Trial:
        truth = self.truth.sample(self.images, np.random.default_rng(seed))
        votes = draw_campaign(
            world=read_world(WORLDS / f"{world}.json"),
            truth=truth,
            skills=self.skills,
            volunteers=self.volunteers,
            votes_per_image=LARGE,
            maximum_choices=MAXIMUM_CHOICES,
            seed=seed,
        )
        reference = draw_holdout(truth, HOLDOUT, np.random.default_rng(seed))
        return Trial(votes, truth, reference, MAXIMUM_CHOICES)


def read_campaigns(images: int, volunteers: int | None) -> Campaigns:
    """Read label sets and skills; raises RealDataMissing.

    With fewer images there are fewer volunteers, unless told, so that each gives as many votes.
    """
    root = os.environ.get(VARIABLE, "")
    folder = Path(root, "project_discovery")
    if not root or not folder.is_dir():
        raise RealDataMissing(
            f"{VARIABLE} must name a folder that holds project_discovery, with the real label sets and skills."
        )
    label_sets = read_label_sets(folder / "hpa_v14_gold_standard.csv", "locations")
    return Campaigns(
        truth=truth_of(label_sets, read_class_tree(WORLDS / "classes.csv")),
        skills=read_skills(folder / "player_precision_recall.csv"),
        images=images,
        volunteers=volunteers or max(2 * LARGE, round(VOLUNTEERS * images / IMAGES)),
    )
