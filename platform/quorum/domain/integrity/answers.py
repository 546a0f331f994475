"""Recent answers to one task, and what others answered to the same subjects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quorum.domain.votes import Masks, votes_from_masks
from quorum.domain.votes import chosen_classes as classes_of

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

# So many answers from elsewhere stand beside the answers to a subject, for few answers tell little.
BORROWED = 2.0


@dataclass(frozen=True)
class Answers:
    """Answers in order of arrival; `subject` and `volunteer` (answers,) are indices.

    `chosen` (answers, classes) says what was named, `seconds` how long the client says it took (NaN: not
    told), and `score` 0 to 1 how right it was (NaN unless a control).
    """

    subject: Ids
    volunteer: Ids
    chosen: NDArray[np.bool_]
    seconds: Floats
    score: Floats

    def __len__(self) -> int:
        return len(self.subject)

    @property
    def volunteers(self) -> int:
        """Return the number of volunteers: one more than the highest index."""
        return int(self.volunteer.max(initial=-1)) + 1

    def of(self, volunteer: int) -> Ids:
        """Return the places of one volunteer's answers, oldest first."""
        begin, end = self._bounds[volunteer], self._bounds[volunteer + 1]
        return self._order[begin:end]

    @cached_property
    def _order(self) -> Ids:
        return np.argsort(self.volunteer, kind="stable")

    @cached_property
    def _bounds(self) -> Ids:
        return np.searchsorted(self.volunteer[self._order], np.arange(self.volunteers + 1))

    @cached_property
    def answer_set(self) -> Ids:
        """Return the set of choices behind each answer as an index, (answers,)."""
        packed = np.packbits(self.chosen, axis=1)
        return np.unique(packed, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)

    @cached_property
    def given(self) -> Ids:
        """Return how many answers each subject has, (subjects,)."""
        return np.bincount(self.subject)

    @cached_property
    def _set_shares(self) -> Floats:
        return np.bincount(self.answer_set) / max(1, len(self))

    @cached_property
    def _set_counts(self) -> tuple[Ids, Ids]:
        keys, counts = np.unique(self._keys(self.subject, self.answer_set), return_counts=True)
        return keys, counts

    def _keys(self, subject: Ids, answer_set: Ids) -> Ids:
        return subject * (int(self.answer_set.max(initial=0)) + 1) + answer_set

    def times_given(self, subject: Ids, answer_set: Ids) -> Ids:
        """Return how often exactly these sets were given to these subjects, all of one shape."""
        keys, counts = self._set_counts
        wanted = self._keys(subject, answer_set)
        place = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
        return np.where(keys[place] == wanted, counts[place], 0)

    def chance_of_set(self, subject: Ids, answer_set: Ids, *, without: Ids, own: Ids) -> Floats:
        """Return the chance that somebody else gives exactly these sets to these subjects.

        `without` answers to the subject are left out, `own` of which gave the set. The share among the
        rest is drawn towards the set's share among all answers, which weighs `BORROWED` answers.
        """
        same = (self.times_given(subject, answer_set) - own).clip(min=0)
        others = (self.given[subject] - without).clip(min=0)
        chance: Floats = (same + BORROWED * self._set_shares[answer_set]) / (others + BORROWED)
        return chance

    @cached_property
    def class_counts(self) -> Floats:
        """Return how often each class was named on each subject, (subjects, classes)."""
        classes = self.chosen.shape[1]
        row, index = np.nonzero(self.chosen)
        counts = np.bincount(self.subject[row] * classes + index, minlength=len(self.given) * classes)
        return counts.reshape(-1, classes).astype(float)

    @cached_property
    def class_shares(self) -> Floats:
        """Return the share of each class among all that was named, drawn a little towards equal shares."""
        named = self.class_counts.sum(axis=0) + 0.1
        shares: Floats = named / named.sum()
        return shares

    @cached_property
    def agreement(self) -> Floats:
        """Return the mean share of others who name the classes that an answer names, (answers,).

        NaN where nobody else answered, or nothing was named.
        """
        others = (self.given[self.subject] - 1)[:, None]
        shares = (self.class_counts[self.subject] - self.chosen) / np.where(others > 0, others, np.nan)
        named = self.chosen.sum(axis=1)
        mean: Floats = np.where(self.chosen, shares, 0.0).sum(axis=1) / np.where(named > 0, named, np.nan)
        return mean

    @cached_property
    def agreement_by_chance(self) -> Floats:
        """Return what `agreement` would be on a subject picked at random, (answers,)."""
        shares = (self.class_counts[self.given > 0] / self.given[self.given > 0][:, None]).mean(axis=0)
        named = self.chosen.sum(axis=1)
        chance: Floats = (self.chosen @ shares) / np.where(named > 0, named, np.nan)
        return chance

    @cached_property
    def beyond_chance(self) -> Floats:
        """Return `agreement` less `agreement_by_chance`, (answers,)."""
        beyond: Floats = self.agreement - self.agreement_by_chance
        return beyond

    @cached_property
    def beyond_chance_of_others(self) -> Floats:
        """Return the mean of `beyond_chance` over the other answers to the same subject, (answers,)."""
        return self._mean_of_others(self.beyond_chance)

    @cached_property
    def score_of_others(self) -> Floats:
        """Return the mean of `score` over the other answers to the same subject, (answers,)."""
        return self._mean_of_others(self.score)

    def _mean_of_others(self, values: Floats) -> Floats:
        finite = np.isfinite(values)
        known = np.where(finite, values, 0.0)
        sums = np.bincount(self.subject, known, minlength=len(self.given))
        others = np.bincount(self.subject, finite, minlength=len(self.given))[self.subject] - finite
        mean: Floats = (sums[self.subject] - known) / np.where(others > 0, others, np.nan)
        return mean


def answers_from_masks(
    *, subject: Ids, volunteer: Ids, chosen: Masks, classes: int, seconds: Floats, score: Floats
) -> Answers:
    """Return answers given in order of arrival, their choices as bit masks (answers, words)."""
    row = np.arange(len(subject))
    votes = votes_from_masks(
        subject=row, volunteer=row, chosen=chosen, subjects=len(row), volunteers=len(row), classes=classes
    )
    return Answers(subject.astype(np.int64), volunteer.astype(np.int64), classes_of(votes), seconds, score)
