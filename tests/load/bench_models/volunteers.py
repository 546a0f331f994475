"""Votes of simulated volunteers on the drawn fields, in the world that is fitted to the real players."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mlworker.datasets.dataset import Crowd
from quorum.analysis.planner import campaign, truth, world
from quorum.synthesis.classes import CLASS_CODES, CLASS_NAMES
from tests.load.bench_models.collection import FieldPlan

WORLDS = Path(world.__file__).parent / "worlds"
VOLUNTEERS = 4000
MAXIMUM_CHOICES = 5
PUBLISHED_MEANS = (0.4266, 0.6034)
"""Mean precision and recall of the players, for when their own figures are not at hand."""


def draw_crowd(plans: list[FieldPlan], *, votes: int, skills: Path | None, seed: int) -> Crowd:
    """Return the votes of `votes` volunteers on every field."""
    rng = np.random.default_rng(seed)
    sets = [tuple(CLASS_NAMES[code] for code in plan.codes) for plan in plans]
    drawn = campaign.draw_campaign(
        world=world.read_world(WORLDS / "project_discovery.json"),
        truth=truth.truth_of(sets, truth.read_class_tree(WORLDS / "classes.csv")),
        skills=campaign.read_skills(skills) if skills is not None else _spread_skills(rng),
        volunteers=VOLUNTEERS,
        votes_per_image=votes,
        maximum_choices=MAXIMUM_CHOICES,
        seed=seed,
    )
    chosen = np.unpackbits(drawn.chosen[:, :1].view(np.uint8), axis=1, bitorder="little")[:, : len(CLASS_CODES)]
    counts = np.zeros((len(plans), len(CLASS_CODES)), dtype=np.int32)
    np.add.at(counts, drawn.subject, chosen)
    return Crowd(np.bincount(drawn.subject, minlength=len(plans)).astype(np.int32), counts, MAXIMUM_CHOICES)


def _spread_skills(rng: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.column_stack([rng.beta(8 * mean, 8 * (1 - mean), 2000) for mean in PUBLISHED_MEANS])
