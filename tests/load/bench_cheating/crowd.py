"""The people of a drawn campaign: honest ones, quick or unusual among them, and cheaters of one kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from quorum.analysis.planner.campaign import Volunteers, draw_single_answers, draw_volunteers, shared_logits
from quorum.analysis.planner.campaign import class_traits as traits_of
from quorum.analysis.planner.truth import Truth
from quorum.analysis.planner.world import World

Floats = NDArray[np.float64]
Masks = NDArray[np.uint64]
RING = 8
ACCOUNTS = 5
MAXIMUM_CHOICES = 5
CAUTIOUS_SHARE = 0.4


class Trade(StrEnum):
    """What somebody is: three honest sorts and five kinds of cheaters; five accounts are one person."""

    ORDINARY = "ordinary"
    QUICK = "quick"
    CAUTIOUS = "cautious"
    CONSTANT = "constant"
    RANDOM = "random"
    RING = "ring"
    BOT = "bot"
    ACCOUNTS = "accounts"


HONEST = (Trade.ORDINARY, Trade.QUICK, Trade.CAUTIOUS)
CHEATS = (Trade.CONSTANT, Trade.RANDOM, Trade.RING, Trade.BOT, Trade.ACCOUNTS)
# Median seconds per answer, and the spread of its logarithm.
PACE = {
    Trade.ORDINARY: (7.0, 0.45),
    Trade.QUICK: (2.0, 0.35),
    Trade.CAUTIOUS: (9.0, 0.5),
    Trade.CONSTANT: (2.5, 0.35),
    Trade.RANDOM: (2.5, 0.35),
    Trade.RING: (5.0, 0.4),
    Trade.BOT: (1.0, 0.03),
    Trade.ACCOUNTS: (2.5, 0.35),
}


@dataclass
class Crowd:
    """The volunteers with their trade, ring (-1: none) and device, and what they see on each image."""

    trade: list[Trade]
    ring: NDArray[np.int64]
    device: NDArray[np.int64]
    people: Volunteers
    base: Floats
    labels: NDArray[np.bool_]
    popularity: Floats
    pace: Floats
    minutes: Floats
    rng: np.random.Generator

    def __post_init__(self) -> None:
        self._table: dict[tuple[int, int], np.uint64] = {}

    def __len__(self) -> int:
        return len(self.trade)

    @property
    def is_honest(self) -> NDArray[np.bool_]:
        """Return who is honest, (volunteers,)."""
        return np.array([one in HONEST for one in self.trade])

    def answer(self, volunteer: int, images: NDArray[np.int64]) -> Masks:
        """Return the answers of one volunteer to images, as bit masks."""
        trade = self.trade[volunteer]
        if trade is Trade.CONSTANT:
            return np.full(len(images), self._bit(self._favourite(volunteer)), np.uint64)
        if trade in {Trade.RANDOM, Trade.BOT}:
            return self._blindly(len(images))
        if trade is Trade.ACCOUNTS:
            return self._wrongly(int(self.device[volunteer]), images)
        said = self._honestly(volunteer, images)
        if trade is Trade.CAUTIOUS:
            return self._cautiously(said, volunteer)
        if trade is Trade.RING:
            return np.array(
                [self._table.setdefault((int(self.ring[volunteer]), int(image)), mask)
                 for image, mask in zip(images, said, strict=True)], np.uint64,
            )  # fmt: skip
        return said

    def seconds(self, volunteer: int, count: int) -> Floats:
        """Return how long so many answers take."""
        spread = PACE[self.trade[volunteer]][1]
        drawn: Floats = self.pace[volunteer] * np.exp(self.rng.normal(0.0, spread, count))
        return drawn

    def _honestly(self, volunteer: int, images: NDArray[np.int64]) -> Masks:
        return draw_single_answers(
            base=self.base[images], labels=self.labels[images], crowd=self.people,
            who=np.full(len(images), volunteer, np.int32), maximum_choices=MAXIMUM_CHOICES, rng=self.rng,
        )  # fmt: skip

    def _blindly(self, count: int) -> Masks:
        """One or two classes in proportion to how common they are: nothing to be told from the counts."""
        said = np.zeros(count, np.uint64)
        for _ in range(2):
            drawn = self.rng.choice(len(self.popularity), count, p=self.popularity / self.popularity.sum())
            wanted = (said == 0) | (self.rng.random(count) < 0.4)
            said |= np.where(wanted, np.uint64(1) << drawn.astype(np.uint64), np.uint64(0))
        return said

    def _wrongly(self, device: int, images: NDArray[np.int64]) -> Masks:
        """Name one class that is not there, a common one, and the same from every account of the person."""
        for image in images.tolist():
            if (device, image) not in self._table:
                chance = self.popularity * ~self.labels[image]
                drawn = int(self.rng.choice(len(chance), p=chance / chance.sum()))
                self._table[device, image] = self._bit(drawn)
        return np.array([self._table[device, image] for image in images.tolist()], np.uint64)

    def _cautiously(self, said: Masks, volunteer: int) -> Masks:
        """Name the broad class when in doubt: an honest habit that looks like a favourite answer."""
        doubts = self.rng.random(len(said)) < CAUTIOUS_SHARE
        return np.where(doubts, self._bit(self._favourite(volunteer)), said)

    def _favourite(self, volunteer: int) -> int:
        return int(np.argsort(-self.popularity)[volunteer % 3])

    @staticmethod
    def _bit(index: int) -> np.uint64:
        return np.uint64(1) << np.uint64(index)


def draw_crowd(
    *,
    world: World,
    truth: Truth,
    skills: Floats,
    honest: int,
    cheat: Trade,
    cheaters: int,
    minutes: float,
    seed: int,
) -> Crowd:
    """Draw `honest` volunteers, a sixth of them quick and able, a tenth cautious, and `cheaters` of one kind.

    Everybody has on average so many `minutes` a day, spread as the world's activity is.
    """
    rng = np.random.default_rng(seed)
    popularity = truth.labels.mean(axis=0) + 0.001
    count = honest + cheaters
    people = draw_volunteers(world=world, skills=skills, count=count, popularity=popularity, rng=rng)
    people.kind[:] = 0
    quick, cautious = honest // 6, honest // 10
    # The able are quick: half of all skill is practice.
    people.hits[:quick] = np.abs(people.hits[:quick])
    people.slips[:quick] = -np.abs(people.slips[:quick])
    sorts = (Trade.QUICK,) * quick + (Trade.CAUTIOUS,) * cautious
    trade = [*sorts, *(Trade.ORDINARY,) * (honest - len(sorts)), *(cheat,) * cheaters]
    ring = np.full(count, -1, np.int64)
    if cheat is Trade.RING:
        ring[honest:] = np.arange(cheaters) // RING
    device = np.arange(count)
    if cheat is Trade.ACCOUNTS:
        device[honest:] = honest + np.arange(cheaters) // ACCOUNTS
    typical = np.array([PACE[one][0] for one in trade])
    is_bot = np.array([one is Trade.BOT for one in trade])
    active = np.exp(rng.normal(0.0, 0.8, count))
    return Crowd(
        trade=trade,
        ring=ring,
        device=device,
        people=people,
        base=shared_logits(world, truth, traits_of(world, truth), rng),
        labels=truth.labels,
        popularity=popularity,
        pace=np.where(is_bot, typical, typical * np.exp(rng.normal(0.0, 0.2, count))),
        minutes=minutes * active / np.exp(0.8**2 / 2),
        rng=rng,
    )
