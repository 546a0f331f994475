"""Expected error reduction per vote: how many wrong classes the next votes are expected to mend."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, isfinite

import numpy as np
from scipy.special import ndtr

from quorum.domain.acquisition.candidates import (
    Candidates,
    Floats,
    Knowledge,
    TypicalVolunteer,
)
from quorum.domain.acquisition.strategy import NO_CLASS, Indices, Scores, StrategyInvalid, known
from quorum.domain.calibration import log_odds_of

SMALLEST_PREVALENCE = 1e-3
"""Rarer classes weigh no more than this one."""
BLIND_GAP = 1e-9


@dataclass(frozen=True)
class ErrorReduction:
    """The score is by how much the expected number of wrong classes falls, per vote of a typical volunteer.

    With a posterior p and a cutoff t a decision is expected to be wrong by 2 min(p (1 - t), (1 - p) t),
    which for t = 1/2 is its chance of being wrong, and otherwise weighs misses and false alarms such that t
    is the best cutoff. One vote alone seldom changes a decision, so several are looked ahead: the score is
    the largest fall per vote over the `horizons`. Errors in a class weigh prevalence ** -`rarity`, scaled so
    that a positive weighs 1 on average: 0 counts errors (micro F1), 1 shares of positives (macro F1).

    Roy & McCallum 2001, ICML (expected error reduction); votes weigh as in `TypicalVolunteer`.
    """

    horizons: tuple[int, ...] = (1, 2, 4, 8)
    rarity: float = 0.5
    name: str = "error-reduction"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = (Knowledge.VOLUNTEER,)

    def __post_init__(self) -> None:
        if not self.horizons or min(self.horizons) < 1 or not isfinite(self.rarity):
            raise StrategyInvalid("Error reduction looks at least one vote ahead, with a finite rarity.")

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return wrong classes mended per vote, and the class with most of them; raises KnowledgeMissing."""
        volunteer = known(Knowledge.VOLUNTEER, candidates.volunteer)
        cutoffs = candidates.decision_cutoffs
        weights = class_weights(candidates.prevalence, self.rarity)
        values = np.zeros(candidates.subjects)
        class_index = np.full(candidates.subjects, NO_CLASS)
        # A vote's weight depends on how many there are: subjects with equally many go together.
        by_votes = np.argsort(candidates.n, kind="stable")
        for rows in np.split(by_votes, np.flatnonzero(np.diff(candidates.n[by_votes])) + 1):
            if not len(rows):
                continue
            posterior = candidates.posterior[rows]
            missed, raised = 2 * posterior * (1 - cutoffs), 2 * (1 - posterior) * cutoffs
            votes = int(candidates.n[rows[0]])
            values[rows], class_index[rows] = self._best(missed, raised, votes, volunteer, weights)
        return Scores(values, class_index)

    def _best(
        self, missed: Floats, raised: Floats, votes: int, volunteer: TypicalVolunteer, weights: Floats
    ) -> tuple[Floats, Indices]:
        values, class_index = np.zeros(len(missed)), np.full(len(missed), NO_CLASS)
        now = np.minimum(missed, raised)
        for horizon in self.horizons:
            channel = tempered_channel(volunteer, votes + horizon)
            fall = now - error_after(missed, raised, channel, horizon)
            per_vote = Scores.summed(np.maximum(fall, 0.0) * (weights / horizon))
            is_better = per_vote.values > values
            values = np.where(is_better, per_vote.values, values)
            class_index = np.where(is_better, per_vote.class_index, class_index)
        return values, class_index


@dataclass(frozen=True)
class DecisionFlip:
    """The score is how many of a subject's decisions further votes might turn: a cheap stand-in.

    The sum over classes of Phi(-|logit posterior - logit cutoff| / (w * `spread` * sqrt n)), with the weight
    w = min(1, `independent_votes` / n) of a vote and n at least 1. It needs no volunteer's rates.
    """

    independent_votes: float = 12.0
    spread: float = 1.2
    name: str = "decision-flip"
    needs_model: bool = False
    needs: tuple[Knowledge, ...] = ()

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        """Return how many decisions might turn, and the class most likely to."""
        n = np.maximum(candidates.n, 1).astype(np.float64)
        spread = np.minimum(1.0, self.independent_votes / n) * self.spread * np.sqrt(n)
        distance = np.abs(log_odds_of(candidates.posterior) - log_odds_of(candidates.decision_cutoffs))
        return Scores.summed(ndtr(-distance / spread[:, None]))


def class_weights(prevalence: Floats, rarity: float) -> Floats:
    """Return prevalence ** -rarity, (classes,), scaled so that its mean over positives is 1."""
    floored = np.maximum(prevalence, SMALLEST_PREVALENCE)
    weights = floored**-rarity
    return np.asarray(weights * floored.sum() / (weights @ floored))


def tempered_channel(volunteer: TypicalVolunteer, votes: int) -> tuple[Floats, Floats]:
    """Return P(named | true) and P(named | not true), (classes,), of answers that say as much as tempered ones.

    Their likelihood ratios are the typical volunteer's to the power w, the weight of one of `votes` votes.
    With (a / b) ** w = r and ((1 - a) / (1 - b)) ** w = s, P(named | not true) is (1 - s) / (r - s): the
    only rate for which the posterior's mean is the prior, so that no error is expected to grow.
    """
    weight = volunteer.weight * np.minimum(1.0, np.asarray(volunteer.independent_votes) / votes)
    a, b = volunteer.sensitivity, volunteer.false_positives
    named, not_named = (a / b) ** weight, ((1 - a) / (1 - b)) ** weight
    gap = named - not_named
    says_nothing = np.abs(gap) < BLIND_GAP
    when_false = np.where(says_nothing, b, (1 - not_named) / np.where(says_nothing, 1.0, gap))
    return np.asarray(np.where(says_nothing, b, named * when_false)), when_false


def error_after(missed: Floats, raised: Floats, channel: tuple[Floats, Floats], votes: int) -> Floats:
    """Return the expected error of a decision after so many more answers, (subjects, classes).

    `missed` and `raised` are the prior costs of refusing and accepting, (subjects, classes). For each number
    k of answers that name the class the cheaper decision is taken: the sum of min(`missed` P(k | true),
    `raised` P(k | not true)).
    """
    when_true, when_false = channel
    total = np.zeros(missed.shape)
    for k in range(votes + 1):
        ways = comb(votes, k)
        if_true = ways * when_true**k * (1 - when_true) ** (votes - k)
        if_false = ways * when_false**k * (1 - when_false) ** (votes - k)
        total += np.minimum(missed * if_true, raised * if_false)
    return total
