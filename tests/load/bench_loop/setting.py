"""What one experiment is run on: a world, a network, label sets and skills; real ones, or invented without."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from quorum.analysis.planner.command import WORLDS
from quorum.analysis.planner.truth import Truth, read_class_tree, truth_of
from quorum.analysis.planner.world import read_world
from quorum.domain.holdout import hold_out, share_size
from tests.load.bench_consensus.campaigns import (
    FITTED,
    HOLDOUT,
    LARGE,
    MAXIMUM_CHOICES,
    Campaigns,
    RealDataMissing,
    read_campaigns,
)
from tests.load.bench_loop.crowd import draw_crowd
from tests.load.bench_loop.network import NetworkWorld, draw_network
from tests.load.bench_loop.rounds import Ground

INVENTED_SETS, INVENTED_PLAYERS = 20_000, 2_000
WEAKER = 0.6
IMAGES_PER_VOLUNTEER = 3.3


@dataclass(frozen=True)
class Setting:
    """A world of volunteers, and a network in it; None for a campaign without one."""

    name: str
    network: NetworkWorld | None = field(default_factory=NetworkWorld)
    world: str = FITTED


SETTINGS = {
    one.name: one
    for one in (
        Setting("published"),
        Setting("weaker", NetworkWorld(begin=WEAKER, end=WEAKER)),
        Setting("from nothing", NetworkWorld(begin=0.0)),
        Setting("overconfident", NetworkWorld(overconfidence=2.5, offset=0.75)),
        Setting("misled alike", NetworkWorld(shared=0.8)),
        Setting("no network", None),
        Setting("harder world", world="harder"),
    )
}


def draw_ground(setting: Setting, collection: Campaigns, seed: int, holdout: float = HOLDOUT) -> Ground:
    """Draw images, crowd, network and hold-out; class frequencies are those of the whole collection."""
    truth = collection.truth.sample(collection.images, np.random.default_rng(seed))
    frequencies = collection.truth.labels.mean(axis=0)
    crowd = draw_crowd(
        world=read_world(WORLDS / f"{setting.world}.json"),
        truth=truth,
        skills=collection.skills,
        volunteers=collection.volunteers,
        maximum_choices=MAXIMUM_CHOICES,
        seed=seed,
    )
    network = None if setting.network is None else draw_network(setting.network, crowd, frequencies, seed)
    reference = hold_out(
        truth.labels,
        np.ones(len(truth.labels), bool),
        size=share_size(len(truth.labels), holdout),
        rng=np.random.default_rng(seed),
        novel=frequencies == 0,
        frequencies=frequencies,
    )
    return Ground(truth, crowd, network, reference, collection.question)


def read_collection(images: int) -> tuple[Campaigns, bool]:
    """Return label sets and skills, and whether they are real."""
    try:
        return read_campaigns(images, None), True
    except RealDataMissing:
        volunteers = max(2 * LARGE, round(images / IMAGES_PER_VOLUNTEER))
        return Campaigns(_invented_truth(), _invented_skills(), images, volunteers), False


def _invented_truth() -> Truth:
    """Return label sets of one to three classes, whose frequencies fall evenly from a third to 1 in 1,000."""
    tree = read_class_tree(WORLDS / "classes.csv")
    rng = np.random.default_rng(0)
    often = np.geomspace(0.35, 0.001, len(tree.names))
    count = rng.choice([1, 2, 3], size=INVENTED_SETS, p=[0.55, 0.35, 0.1])
    sets = [
        tuple(
            tree.names[index]
            for index in rng.choice(len(often), size=size, replace=False, p=often / often.sum())
        )
        for size in count
    ]
    return truth_of(sets, tree)


def _invented_skills() -> np.ndarray:
    """Return precision and recall of players, around 0.5 and going together."""
    rng = np.random.default_rng(1)
    shared, own = rng.standard_normal((INVENTED_PLAYERS, 1)), rng.standard_normal((INVENTED_PLAYERS, 2))
    return np.clip(0.5 + 0.1 * shared + 0.1 * own, 0.01, 0.99)
