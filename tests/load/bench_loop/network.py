"""A network whose errors are drawn: as good as Loc-CAT was, and misled by what misleads people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from quorum.domain.joined_evidence import Predictions
from quorum.domain.metrics import best_f1_cutoffs, score
from tests.load.bench_loop.crowd import Crowd

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

TRAITS_SEED = 719
SMALLEST_FREQUENCY = 1e-4


@dataclass(frozen=True)
class NetworkWorld:
    """How a network sees, err and learns; fitted to the published scores of Loc-CAT, see docs/loop.md.

    A class's score is standard normal where it is not true and lies `separation` (+ `by_frequency` times the
    standardised log frequency + a trait of spread `trait_spread`) higher where it is. `shared` is the
    correlation of its noise with what misleads the crowd on the same image and class; images that are hard for
    people are also hard for it: separations are multiplied by exp(-`difficulty` u), u of spread 1 and half
    the crowd's. `overconfidence` multiplies its log-odds and `offset` is the spread of their errors per class.
    `begin` and `end` are the factors of separations without and with ever more labelled images, `half` the
    labelled images half-way. `disagreement` is the spread of the members of its ensemble.
    """

    separation: float = 1.88
    by_frequency: float = 0.12
    trait_spread: float = 0.3
    shared: float = 0.5
    difficulty: float = 0.2
    overconfidence: float = 1.25
    offset: float = 0.25
    begin: float = 1.0
    end: float = 1.05
    half: float = 4_000.0
    disagreement: float = 0.5
    members: int = 5


@dataclass(frozen=True)
class Network:
    """What is drawn once: noise (images, classes), hardness (images,), and each class's separation (classes,).

    It knows truth by these errors alone; `frequencies` (classes,) are those of its training labels.
    """

    world: NetworkWorld
    labels: Booleans
    noise: Floats
    hardness: Floats
    separations: Floats
    frequencies: Floats
    seed: int

    def level(self, labelled: int) -> float:
        """Return the factor of separations once so many images are labelled."""
        world = self.world
        return world.begin + (world.end - world.begin) * labelled / (labelled + world.half)

    def scores(self, labelled: int) -> Floats:
        """Return its scores, (images, classes)."""
        strength = self.separations * self.level(labelled)
        return np.asarray(
            self.noise + self.labels * strength * np.exp(-self.world.difficulty * self.hardness)[:, None]
        )

    def predictions(self, labelled: int) -> Predictions:
        """Return its probabilities, calibrated as well as `NetworkWorld` says; none for classes never shown."""
        return Predictions(
            self._probabilities(self.scores(labelled), labelled), np.ones(len(self.labels), bool)
        )

    def draws(self, labelled: int) -> Floats:
        """Return the probabilities of its ensemble, (members, images, classes)."""
        rng = np.random.default_rng([self.seed, TRAITS_SEED])
        scores, spread = self.scores(labelled), self.world.disagreement
        own = np.exp(self.world.difficulty * self.hardness)[:, None] * spread
        return np.stack(
            [
                self._probabilities(scores + own * rng.standard_normal(scores.shape), labelled)
                for _ in range(self.world.members)
            ]
        )

    def _probabilities(self, scores: Floats, labelled: int) -> Floats:
        strength = self.separations * self.level(labelled)
        offsets = np.random.default_rng(TRAITS_SEED).normal(0.0, self.world.offset, len(strength))
        seen = self.frequencies > 0
        prior = logit(np.where(seen, self.frequencies, SMALLEST_FREQUENCY))
        ratio = self.world.overconfidence * (strength * scores - strength**2 / 2) + offsets
        return np.asarray(expit(prior + np.where(seen & (strength > 0), ratio, 0.0)))


def draw_network(world: NetworkWorld, crowd: Crowd, frequencies: Floats, seed: int) -> Network:
    """Draw a network's errors on a crowd's images; `frequencies` (classes,) of its training labels."""
    rng = np.random.default_rng([seed, TRAITS_SEED])
    labels, misled = crowd.truth.labels, _misled(crowd.base, crowd.truth.labels)
    noise = world.shared * misled + np.sqrt(1.0 - world.shared**2) * rng.standard_normal(misled.shape)
    hard_for_people = -(misled * labels).sum(axis=1) / np.sqrt(np.maximum(labels.sum(axis=1), 1))
    hardness = np.sqrt(0.5) * hard_for_people + np.sqrt(0.5) * rng.standard_normal(len(labels))
    return Network(world, labels, noise, hardness, _separations(world, frequencies), frequencies, seed)


def _misled(base: Floats, labels: Booleans) -> Floats:
    """Return how much readier than usual people are to name each class on each image, in standard deviations.

    Usual is the mean over images where the class is true, or over those where it is not. What shared noise
    and similar true classes do to people is in it.
    """
    misled = np.zeros_like(base)
    for index in range(base.shape[1]):
        for truth in (False, True):
            rows = labels[:, index] == truth
            if rows.sum() > 1:
                values = base[rows, index]
                misled[rows, index] = (values - values.mean()) / max(float(values.std()), 1e-9)
    return misled


def _separations(world: NetworkWorld, frequencies: Floats) -> Floats:
    seen = frequencies > 0
    logs = np.log(frequencies[seen])
    common = (logs - logs.mean()) / max(float(logs.std()), 1e-9)
    traits = np.random.default_rng(TRAITS_SEED).normal(0.0, world.trait_spread, len(frequencies))
    separations = np.zeros(len(frequencies))
    separations[seen] = np.maximum(world.separation + world.by_frequency * common + traits[seen], 0.1)
    return separations


def scores_reached(network: Network) -> str:
    """Return macro precision, recall and F1, and micro F1, as Loc-CAT was judged.

    Cutoffs with the best F1 on a fifth of the images, figures on the rest, without any labelled image.
    """
    scores = network.scores(0)
    is_tuning = np.arange(len(scores)) % 5 == 0
    cutoffs = best_f1_cutoffs(network.labels[is_tuning], scores[is_tuning])
    found = score(network.labels[~is_tuning], scores[~is_tuning] >= cutoffs).overall
    figures = (found.macro_precision, found.macro_recall, found.macro_f1, found.micro_f1)
    return " ".join(f"{one:.3f}" for one in figures)
