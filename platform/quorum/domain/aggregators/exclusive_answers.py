"""Votes of exclusive questions: the one class that each names, and what is known beside the votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import Floats, Reference, ReferenceInvalid
from quorum.domain.votes import BITS, Integers, Votes, VotesInvalid


@dataclass(frozen=True)
class Answers:
    """Per vote, the `subject`, the `volunteer` and the class `said` (votes,), int32, sorted by subject."""

    subject: Integers
    volunteer: Integers
    said: Integers
    subjects: int
    volunteers: int
    classes: int

    @property
    def n(self) -> NDArray[np.int64]:
        """Return how many answers each subject has, (subjects,)."""
        return np.bincount(self.subject, minlength=self.subjects)

    @property
    def shares(self) -> Floats:
        """Return the share of answers for each class, (subjects, classes); 0 without any answer."""
        place = self.subject.astype(np.int64) * self.classes + self.said
        counts = np.bincount(place, minlength=self.subjects * self.classes).reshape(self.subjects, -1)
        shares: Floats = counts / np.maximum(self.n, 1)[:, None]
        return shares


def answers_of(votes: Votes) -> Answers:
    """Return the one class that each classification names; raises VotesInvalid where one names several.

    Classifications that name no class say nothing about an exclusive question and are left out.
    """
    votes = votes.where(np.flatnonzero(votes.chosen.any(axis=1)))
    word = (votes.chosen != 0).argmax(axis=1)
    bit = votes.chosen[np.arange(len(votes)), word]
    if ((bit & (bit - np.uint64(1))) != 0).any() or ((votes.chosen != 0).sum(axis=1) > 1).any():
        raise VotesInvalid("A classification of an exclusive question names several classes.")
    # The logarithm of a power of two is exact.
    said = (word * BITS + np.log2(bit)).astype(np.int32)
    return Answers(votes.subject, votes.volunteer, said, votes.subjects, votes.volunteers, votes.classes)


@dataclass(frozen=True)
class Belief:
    """What is known beside the votes: subjects whose class experts gave, and how often classes are expected.

    `settled` (subjects,) marks the subjects of `labels` (subjects, classes); `frequencies` (classes,) is NaN
    for classes whose frequency is learned from the votes.
    """

    settled: NDArray[np.bool_]
    labels: NDArray[np.bool_]
    frequencies: Floats

    def prior(self, posterior: Floats, n: NDArray[np.int64]) -> Floats:
        """Return how often each class is true, (classes,), sum 1; one subject is added to each class."""
        judged = posterior[n > 0]
        learned = (judged.sum(axis=0) + 1.0) / (len(judged) + posterior.shape[1])
        given = np.where(np.isnan(self.frequencies), learned, self.frequencies).clip(learned.min() * 1e-3)
        prior: Floats = given / given.sum()
        return prior

    def posterior(self, log_likelihood: Floats, prior: Floats) -> Floats:
        """Return P(class | votes), (subjects, classes); 0 or 1 where experts gave the class."""
        return self.imposed(normalised(log_likelihood + np.log(prior)))

    def imposed(self, posterior: Floats) -> Floats:
        """Return probabilities with those of settled subjects replaced by the experts' class."""
        return np.where(self.settled[:, None], self.labels, posterior)


def belief_from(reference: Reference | None, answers: Answers) -> Belief:
    """Return what a reference fixes; raises ReferenceInvalid where a subject has several classes.

    A reference subject with no class at all is left to the votes: its class may be a novel one.
    """
    if reference is None:
        nothing = np.zeros((answers.subjects, answers.classes), bool)
        return Belief(np.zeros(answers.subjects, bool), nothing, np.full(answers.classes, np.nan))
    true_classes = reference.labels.sum(axis=1)
    if (true_classes[reference.known] > 1).any():
        raise ReferenceInvalid("Experts gave a subject of an exclusive question several classes.")
    return Belief(reference.known & (true_classes == 1), reference.labels, reference.frequencies)


def normalised(log_joint: Floats) -> Floats:
    """Return exp(log_joint) made to sum to one over the last axis."""
    weight = np.exp(log_joint - log_joint.max(axis=-1, keepdims=True))
    share: Floats = weight / weight.sum(axis=-1, keepdims=True)
    return share
