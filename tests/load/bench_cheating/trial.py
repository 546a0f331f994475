"""One campaign of one kind of cheaters under one set of defences, and what it came to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quorum.analysis.planner.campaign import read_skills
from quorum.analysis.planner.command import WORLDS
from quorum.analysis.planner.measure import draw_holdout
from quorum.analysis.planner.truth import Truth, read_class_tree, read_label_sets, truth_of
from quorum.analysis.planner.world import read_world
from quorum.domain.aggregators.interface import Question
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.metrics import macro_f1, micro_f1
from tests.load.bench_cheating.crowd import HONEST, MAXIMUM_CHOICES, Crowd, Trade, draw_crowd
from tests.load.bench_cheating.season import Defences, Season
from tests.real_data import VARIABLE

METHODS = ("hypergeometric", "corrected", "skill")
HOLDOUT = 0.1
CONTROLS_PER_CLASS = 6
MINUTES_A_DAY = 3.0


class RealDataMissing(Exception):
    """The label sets or the skills are not there."""


@dataclass(frozen=True)
class Material:
    """The real label sets and players' skills."""

    truth: Truth
    skills: NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """What is played: so many cheaters of a kind beside the honest, in a world, from a seed."""

    world: str
    cheat: Trade
    cheaters: int
    honest: int
    images: int
    seed: int


def read_material() -> Material:
    """Read label sets and skills from the folder that QUORUM_REAL_DATA names; raises RealDataMissing."""
    folder = Path(os.environ.get(VARIABLE, ""), "project_discovery")
    labels, skills = folder / "hpa_v14_gold_standard.csv", folder / "player_precision_recall.csv"
    if not labels.exists() or not skills.exists():
        raise RealDataMissing(f"{VARIABLE} names no folder with {labels.name} and {skills.name}.")
    tree = read_class_tree(WORLDS / "classes.csv")
    return Material(truth_of(read_label_sets(labels, "locations"), tree), read_skills(skills))


def run(material: Material, cell: Cell, defences: Defences) -> dict[str, object]:
    """Play the campaign and return its figures."""
    truth = material.truth.sample(cell.images, np.random.default_rng(cell.seed))
    crowd = draw_crowd(
        world=read_world(WORLDS / f"{cell.world}.json"),
        truth=truth,
        skills=material.skills,
        honest=cell.honest,
        cheat=cell.cheat,
        cheaters=cell.cheaters,
        minutes=MINUTES_A_DAY,
        seed=cell.seed,
    )
    season = Season(crowd, easy_images(crowd), defences, np.random.default_rng(cell.seed + 1))
    season.play()
    return {
        "scores": _scores(season, truth, cell.seed),
        **_people(season),
        "images_left": int(season.is_open.sum()),
    }


def easy_images(crowd: Crowd) -> NDArray[np.int64]:
    """Return for every class the images that most people get right: a curator's controls."""
    chance = 1.0 / (1.0 + np.exp(-crowd.base))
    ease = np.where(crowd.labels, np.log(chance), np.log1p(-chance)).sum(axis=1)
    chosen = []
    for labels in crowd.labels.T:
        images = np.flatnonzero(labels)
        chosen.append(images[np.argsort(-ease[images], kind="stable")][:CONTROLS_PER_CLASS])
    return np.unique(np.concatenate(chosen))


def _scores(season: Season, truth: Truth, seed: int) -> Mapping[str, tuple[float, float]]:
    """Return macro and micro F1 per method, over the images that are neither controls nor held out."""
    votes = season.votes()
    reference = draw_holdout(truth, HOLDOUT, np.random.default_rng(seed))
    judged = ~reference.known
    judged[season.controls] = False
    right = truth.labels[judged]
    classes = right.any(axis=0)
    scores = {}
    for method in METHODS:
        made = make_aggregator(method, Question(votes.classes, MAXIMUM_CHOICES))
        said = made.fit(votes, reference).decide(votes).accepted[judged][:, classes]
        scores[method] = (macro_f1(right[:, classes], said), micro_f1(right[:, classes], said))
    return scores


def _people(season: Season) -> dict[str, object]:
    honest = season.crowd.is_honest
    earned = np.array([person.earned for person in season.people], float)
    # A curator confirms what was rightly held, and dismisses what was not.
    kept = np.where([person.held for person in season.people] & ~honest, 0.0, earned)
    counted = np.bincount([row[1] for row in season.rows if row[5]], minlength=len(honest))
    return {
        "share_of_pay": float(earned[~honest].sum() / max(1.0, earned.sum())),
        "share_of_pay_kept": float(kept[~honest].sum() / max(1.0, kept.sum())),
        "share_of_votes": float(counted[~honest].sum() / max(1, counted.sum())),
        "trades": {str(trade): _of_trade(season, trade) for trade in dict.fromkeys(season.crowd.trade)},
    }


def _of_trade(season: Season, trade: Trade) -> dict[str, object]:
    people = [person for person, own in zip(season.people, season.crowd.trade, strict=True) if own is trade]
    return {
        "people": len(people),
        "honest": trade in HONEST,
        "held": sum(person.held for person in people),
        "held_for": [str(person.held_for) for person in people if person.held],
        "held_at": [person.held_at for person in people if person.held],
        "watched": sum(bool(person.watched) and not person.held for person in people),
        "returned": sum(person.returned > 0 for person in people),
        "answers": sum(person.answered for person in people),
        "too_fast": sum(person.too_fast for person in people),
        "met_allowance": sum(person.too_fast > 0 for person in people),
    }
