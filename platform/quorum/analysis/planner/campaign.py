"""Drawing a campaign: images with a truth, volunteers with a skill, and the votes that they give."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from quorum.analysis.planner.truth import Truth
from quorum.analysis.planner.world import World
from quorum.domain.errors import UserFault
from quorum.domain.votes import Votes, votes_from_masks

Floats = NDArray[np.float64]
HONEST, CONSTANT, RANDOM = 0, 1, 2


class SkillsUnreadable(UserFault):
    """The file of precision and recall pairs cannot be read."""

    code = "skills_unreadable"


class CampaignInvalid(UserFault):
    """More votes per image are asked for than there are volunteers, or more classes than fit."""

    code = "campaign_invalid"


@dataclass(frozen=True)
class Volunteers:
    """Per volunteer: logit shifts (volunteers,) and per class, a kind (HONEST, CONSTANT, RANDOM), activity."""

    hits: Floats
    slips: Floats
    by_class: NDArray[np.float32]
    kind: NDArray[np.int8]
    favourite: NDArray[np.int32]
    activity: Floats


def read_skills(path: Path) -> Floats:
    """Read players' (precision, recall) pairs from CSV with one header line, shape (players, 2)."""
    try:
        pairs = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    except (OSError, ValueError) as error:
        raise SkillsUnreadable(f"{path} is not a CSV of precision,recall: {error}") from error
    if pairs.shape[1] != 2 or not len(pairs):
        raise SkillsUnreadable(f"{path} does not hold two columns, precision and recall.")
    return pairs


def draw_volunteers(
    *, world: World, skills: Floats, count: int, popularity: Floats, rng: np.random.Generator
) -> Volunteers:
    """Draw volunteers whose ranks in recall and precision are those of real players.

    Recall moves the logit of naming a true class, precision that of naming a false one; constant
    answerers favour a class in proportion to `popularity` (classes,).
    """
    drawn = rng.integers(len(skills), size=count)
    normal = ndtri((rankdata(skills, axis=0) - 0.5) / len(skills))[drawn]
    kind = rng.choice(
        np.array([HONEST, CONSTANT, RANDOM], np.int8),
        size=count,
        p=[1 - world.constant_share - world.random_share, world.constant_share, world.random_share],
    )
    return Volunteers(
        hits=world.skill_hits * normal[:, 1],
        slips=-world.skill_slips * normal[:, 0],
        by_class=rng.normal(0.0, world.skill_by_class, (count, len(popularity))).astype(np.float32),
        kind=kind,
        favourite=rng.choice(len(popularity), size=count, p=popularity / popularity.sum()).astype(np.int32),
        activity=np.exp(rng.normal(0.0, world.activity_spread, count)),
    )


@dataclass(frozen=True)
class Traits:
    """How each class is named: when true, when not true, and (classes, classes) instead of a true one."""

    hit: Floats
    slip: Floats
    instead: Floats


def class_traits(world: World, truth: Truth) -> Traits:
    """Draw the classes' traits: fixed by the world's seed, whatever the campaign."""
    rng = np.random.default_rng(world.traits_seed)
    classes = len(truth.names)
    frequency = truth.labels.mean(axis=0)
    seen = frequency > 0
    common = np.zeros(classes)
    logs = np.log(frequency[seen])
    common[seen] = (logs - logs.mean()) / logs.std() if logs.std() > 0 else 0.0
    common[~seen] = -0.5
    hit = world.hit + world.hit_by_frequency * common + rng.normal(0.0, world.hit_spread, classes)
    slip = world.slip + world.slip_by_frequency * common + rng.normal(0.0, world.slip_spread, classes)
    pairs = np.exp(rng.normal(0.0, 0.6, (classes, classes)))
    return Traits(hit, slip, world.confusion * truth.likeness * pairs)


def draw_campaign(
    *,
    world: World,
    truth: Truth,
    skills: Floats,
    volunteers: int,
    votes_per_image: int,
    maximum_choices: int,
    seed: int,
) -> Votes:
    """Draw `votes_per_image` classifications of every image, in order of arrival.

    A volunteer classifies an image at most once, names at least one class and at most
    `maximum_choices`. Raises CampaignInvalid.
    """
    images, classes = truth.labels.shape
    if classes > 64 or votes_per_image > volunteers // 2:
        raise CampaignInvalid("At most 64 classes, and at least two volunteers per vote of an image.")
    rng = np.random.default_rng(seed)
    traits = class_traits(world, truth)
    popularity = truth.labels.mean(axis=0) + 0.001
    crowd = draw_volunteers(world=world, skills=skills, count=volunteers, popularity=popularity, rng=rng)
    base = shared_logits(world, truth, traits, rng)
    who = np.empty(images * votes_per_image, np.int32)
    chosen = np.empty(images * votes_per_image, np.uint64)
    turns = np.cumsum(crowd.activity)
    _draw_volunteers_of_images(rng, turns, votes_per_image, images, who)
    _draw_answers(
        rng, base, truth.labels, crowd.hits, crowd.slips, crowd.by_class, crowd.kind, crowd.favourite,
        who, votes_per_image, maximum_choices, chosen,
    )  # fmt: skip
    return votes_from_masks(
        subject=np.repeat(np.arange(images, dtype=np.int32), votes_per_image),
        volunteer=who,
        chosen=chosen,
        subjects=images,
        volunteers=volunteers,
        classes=classes,
    )


def draw_single_answers(
    *,
    base: Floats,
    labels: NDArray[np.bool_],
    crowd: Volunteers,
    who: NDArray[np.int32],
    maximum_choices: int,
    rng: np.random.Generator,
) -> NDArray[np.uint64]:
    """Draw one answer of each volunteer `who` (answers,) as bit masks, to images given row by row.

    `base` (answers, classes) is what an average volunteer sees on that image (`shared_logits`), `labels`
    what is true of it.
    """
    chosen = np.empty(len(who), np.uint64)
    _draw_answers(
        rng, base, labels, crowd.hits, crowd.slips, crowd.by_class, crowd.kind, crowd.favourite,
        who, 1, maximum_choices, chosen,
    )  # fmt: skip
    return chosen


def shared_logits(world: World, truth: Truth, traits: Traits, rng: np.random.Generator) -> Floats:
    """Return what an average volunteer would see, (images, classes): traits, confusion and shared noise."""
    noise = rng.standard_normal(truth.labels.shape)
    taken_for = np.zeros(truth.labels.shape)
    for index in range(truth.labels.shape[1]):
        rows = truth.labels[:, index]
        taken_for[rows] = np.maximum(taken_for[rows], traits.instead[index])
    if_true = traits.hit + world.hit_noise * noise
    if_false = traits.slip + taken_for + world.slip_noise * noise
    return np.where(truth.labels, if_true, if_false)


@njit(cache=True)
def _draw_volunteers_of_images(
    rng: np.random.Generator, turns: Floats, votes: int, images: int, who: NDArray[np.int32]
) -> None:
    last_image = np.full(len(turns), -1, np.int64)
    for image in range(images):
        for place in range(image * votes, (image + 1) * votes):
            while True:
                volunteer = np.searchsorted(turns, rng.random() * turns[-1])
                if last_image[volunteer] != image:
                    break
            last_image[volunteer] = image
            who[place] = volunteer


@njit(cache=True)
def _draw_answers(  # noqa: PLR0917 (numba takes arrays, not objects)
    rng: np.random.Generator,
    base: Floats,
    truth: NDArray[np.bool_],
    hits: Floats,
    slips: Floats,
    by_class: NDArray[np.float32],
    kind: NDArray[np.int8],
    favourite: NDArray[np.int32],
    who: NDArray[np.int32],
    votes: int,
    maximum: int,
    chosen: NDArray[np.uint64],
) -> None:
    classes = base.shape[1]
    odds, order, lots = np.empty(classes), np.empty(classes, np.int64), np.empty(maximum + 1)
    for place in range(len(who)):
        image, volunteer = place // votes, who[place]
        named = 0
        total = 0.0
        for index in range(classes):
            if kind[volunteer] == 2:
                odds[index] = 1.5 / classes
            elif truth[image, index]:
                odds[index] = np.exp(base[image, index] + hits[volunteer] + by_class[volunteer, index])
            else:
                odds[index] = np.exp(base[image, index] + slips[volunteer] - by_class[volunteer, index])
            total += odds[index]
            if rng.random() * (1.0 + odds[index]) < odds[index]:
                order[named] = index
                named += 1
        # Always as many lots: worlds that differ a little then give votes that differ a little.
        for lot in range(maximum + 1):
            lots[lot] = rng.random()
        if kind[volunteer] == 1:
            order[0], named = favourite[volunteer], 1
        elif named == 0:
            # Who sees nothing names what comes closest: the game asks for one class at least.
            order[0], named = _by_odds(odds, lots[maximum] * total), 1
        mask = np.uint64(0)
        for taken in range(min(named, maximum)):
            other = taken + int(lots[taken] * (named - taken))
            order[taken], order[other] = order[other], order[taken]
            mask |= np.uint64(1) << np.uint64(order[taken])
        chosen[place] = mask


@njit(cache=True)
def _by_odds(odds: Floats, drawn: float) -> int:
    for index in range(len(odds) - 1):
        if drawn < odds[index]:
            return index
        drawn -= odds[index]
    return len(odds) - 1
