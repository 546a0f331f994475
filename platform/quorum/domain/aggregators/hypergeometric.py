"""The published raw consensus on pooled votes: classes that blind choice would hardly bring about."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np

from quorum.domain.aggregators.interface import Booleans, Decisions, Floats, Question, Reference, Scale
from quorum.domain.cutoffs import PERMISSIVE_P, accepted_below, highest_only
from quorum.domain.errors import RuleDegenerate
from quorum.domain.hypergeometric import Variant, p_values, smallest_p
from quorum.domain.votes import Tally, Votes, VotesInvalid, tally


def counted(votes: Votes, question: Question) -> Tally:
    """Return the tally of votes on a question; raises VotesInvalid when they differ in classes."""
    if votes.classes != question.classes:
        raise VotesInvalid(f"The votes have {votes.classes} classes, the question {question.classes}.")
    return tally(votes)


def refuse_blind(question: Question, variant: Variant) -> None:
    """Raise RuleDegenerate where p is 1 whatever the votes are, as with m >= N."""
    if smallest_p(question, 1, variant) == 1.0:
        raise RuleDegenerate(
            f"With {question.classes} classes and {question.maximum_choices} choices no vote tells anything.",
            classes=question.classes,
            maximum_choices=question.maximum_choices,
        )


@dataclass(frozen=True)
class HypergeometricAggregator:
    """Accept the classes with p < `p_accepted`; Sullivan et al. 2018, Nature Biotechnology 36:820.

    An exclusive question takes the class with most votes. Raises RuleDegenerate where the variant
    cannot tell classes apart.
    """

    question: Question
    _: KW_ONLY
    variant: Variant = Variant.TEXT
    p_accepted: float = PERMISSIVE_P

    def __post_init__(self) -> None:
        refuse_blind(self.question, self.variant)

    def fit(self, votes: Votes, reference: Reference | None = None) -> HypergeometricAggregator:
        """Return itself: there is nothing to learn."""
        return self

    def predict_proba(self, votes: Votes) -> Floats:
        """Return the share of volunteers who chose each class, (subjects, classes).

        It grows with the probability that the class is true, but is not calibrated. A p-value would
        be no such probability either: it tells what blind choice would do.
        """
        return counted(votes, self.question).shares

    def decide(self, votes: Votes) -> Decisions:
        """Return the classes with p below the one cutoff."""
        votes_counted = counted(votes, self.question)
        classes = self.question.classes
        if self.question.is_exclusive:
            accepted = highest_only(votes_counted.counts.astype(np.float64), votes_counted.counts)
            return Decisions(accepted, np.full(classes, np.nan), Scale.P)
        cutoffs = np.full(classes, self.p_accepted)
        accepted_classes: Booleans = accepted_below(
            p_values(votes_counted, self.question, self.variant), cutoffs
        )
        return Decisions(accepted_classes, cutoffs, Scale.P)
