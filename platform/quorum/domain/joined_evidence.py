"""What volunteers and a model say of a subject together: their log-odds joined, vote by vote or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from quorum.domain.calibration import log_odds_of
from quorum.domain.errors import UserFault
from quorum.domain.volunteer_rates import evidence
from quorum.domain.votes import Votes

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]


class PredictionsInvalid(UserFault):
    """The predictions are no probabilities, or do not fit the subjects and classes."""

    code = "predictions_invalid"


@dataclass(frozen=True)
class Predictions:
    """A model's calibrated P(class is true), (subjects, classes), where `known` (subjects,) is set.

    The model must not have read votes on the subjects it predicts: they would count twice. Other rows are
    ignored. Raises PredictionsInvalid.
    """

    probabilities: Floats
    known: Booleans

    def __post_init__(self) -> None:
        if self.probabilities.ndim != 2 or self.known.shape != self.probabilities.shape[:1]:
            raise PredictionsInvalid(
                "Predictions must be one row per subject, and a mark which rows are known."
            )
        rows = self.probabilities[self.known]
        if not ((rows >= 0) & (rows <= 1)).all():
            raise PredictionsInvalid("Predictions must be probabilities from 0 to 1.")

    @classmethod
    def none(cls, subjects: int, classes: int) -> Predictions:
        """Return the predictions of no model at all."""
        return cls(np.full((subjects, classes), 0.5), np.zeros(subjects, bool))

    def gain(self, prior: Floats, believed: Booleans) -> Floats:
        """Return what they add to the prior's log-odds (classes,), (subjects, classes); 0 where not known.

        Classes that are not `believed` (classes,) gain nothing.
        """
        gained = log_odds_of(self.probabilities) - prior
        return np.asarray(np.where(self.known[:, None] & believed, gained, 0.0))


@dataclass(frozen=True)
class Joining:
    """How a vote and a prediction are weighed.

    `if_named` and `if_not_named` (volunteers + 1, classes) are the volunteers' log likelihood ratios, the
    last row for volunteers not known yet. `prior` (classes,) are the log-odds that a prediction must differ
    from to say anything, and `believed` (classes,) the classes in which the model has been measured. The sum
    of a class's ratios is scaled so that it stays within -`limit` and `limit`: an odd image misleads many
    volunteers alike. What results is linear,

        log odds = start + gain @ of_model + evidence @ of_votes,

    with `of_model` and `of_votes` (classes, classes): row the class that speaks, column the one it speaks for.
    Off the diagonal stand what classes say of each other. Made by `FittedJoined.joining`.
    """

    if_named: Floats
    if_not_named: Floats
    prior: Floats
    believed: Booleans
    limit: float
    start: Floats
    of_model: Floats
    of_votes: Floats

    def log_odds(self, gain: Floats, votes_say: Floats) -> Floats:
        """Return joined log-odds of gains and limited evidence, all (..., classes)."""
        return np.asarray(self.start + gain @ self.of_model + votes_say @ self.of_votes)

    def posterior(self, votes: Votes, predictions: Predictions) -> Floats:
        """Return P(class is true), (subjects, classes), for volunteers that were known at the fit."""
        say = limited_evidence(votes, self.if_named[:-1], self.if_not_named[:-1], self.limit)
        posterior: Floats = expit(self.log_odds(predictions.gain(self.prior, self.believed), say))
        return posterior


def limited(total: Floats, strength: Floats, limit: float) -> Floats:
    """Scale sums of log likelihood ratios so that none lies beyond `limit`.

    `strength` are the sums of their absolute values: total * min(1, limit / strength). Unlike a factor that
    falls with the number of votes, a further ratio above 0 never lowers the result: total <= strength, so
    neither (total + r) / (strength + r) nor total + r is ever below what was.
    """
    return np.asarray(total * np.minimum(1.0, limit / np.maximum(strength, limit)))


def limited_evidence(votes: Votes, if_named: Floats, if_not_named: Floats, limit: float) -> Floats:
    """Return what the votes on each subject say, (subjects, classes), limited; ratios (volunteers, classes)."""
    total = evidence(votes, if_named, if_not_named)
    strength = evidence(votes, np.abs(if_named), np.abs(if_not_named))
    return limited(total, strength, limit)


class JoinedEvidence:
    """The evidence on one subject, kept up to date vote by vote; the order of votes does not matter."""

    __slots__ = ("gain", "joining", "n", "strength", "total")

    def __init__(self, joining: Joining, predicted: Floats | None = None) -> None:
        """Start from a prediction (classes,), or None without a model; raises PredictionsInvalid."""
        classes = len(joining.prior)
        self.joining = joining
        self.gain: Floats = np.zeros(classes)
        if predicted is not None:
            row = Predictions(predicted[None, :], np.ones(1, bool))
            self.gain = row.gain(joining.prior, joining.believed)[0]
        self.total: Floats = np.zeros(classes)
        self.strength: Floats = np.zeros(classes)
        self.n = 0

    def add(self, volunteer: int | None, chosen: Sequence[int]) -> None:
        """Take in one classification: an index into the joining's volunteers, None for an unknown one."""
        row = -1 if volunteer is None else volunteer
        ratios = self.joining.if_not_named[row].copy()
        named = list(chosen)
        ratios[named] = self.joining.if_named[row][named]
        self.total += ratios
        self.strength += np.abs(ratios)
        self.n += 1

    def posterior(self) -> Floats:
        """Return P(class is true), (classes,): what `Joining.posterior` gives for the same votes."""
        say = limited(self.total, self.strength, self.joining.limit)
        posterior: Floats = expit(self.joining.log_odds(self.gain, say))
        return posterior
