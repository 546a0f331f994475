"""The published bias-corrected consensus: each class is accepted as often as the experts saw it."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np

from quorum.domain.aggregators.hypergeometric import counted, refuse_blind
from quorum.domain.aggregators.interface import (
    Decisions,
    Floats,
    Question,
    Reference,
    ReferenceMissing,
    Scale,
)
from quorum.domain.cutoffs import PERMISSIVE_P, accepted_below, cutoffs_below, highest_only
from quorum.domain.hypergeometric import Variant, p_values
from quorum.domain.votes import Votes


@dataclass(frozen=True)
class CorrectedAggregator:
    """Accept the classes whose p lies below a cutoff that matches the reference frequency of the class.

    Novel classes get `novel_cutoff`. Sullivan et al. 2018, Nature Biotechnology 36:820, Methods. Raises
    RuleDegenerate where the variant cannot tell classes apart.
    """

    question: Question
    _: KW_ONLY
    variant: Variant = Variant.TEXT
    novel_cutoff: float = PERMISSIVE_P

    def __post_init__(self) -> None:
        refuse_blind(self.question, self.variant)

    def fit(self, votes: Votes, reference: Reference | None = None) -> FittedCorrected:
        """Match the cutoffs over all subjects of `votes`; raises ReferenceMissing without a reference."""
        if reference is None:
            raise ReferenceMissing("Cutoffs need the reference frequency of each class.")
        p = p_values(counted(votes, self.question), self.question, self.variant)
        return FittedCorrected(
            self.question, self.variant, cutoffs_below(p, reference.frequencies, novel=self.novel_cutoff)
        )


@dataclass(frozen=True)
class FittedCorrected:
    """Cutoffs (classes,) matched on some votes.

    They hold for votes alike in number: p falls as classifications are added.
    """

    question: Question
    variant: Variant
    cutoffs: Floats

    def predict_proba(self, votes: Votes) -> Floats:
        """Return the share of volunteers who chose each class, (subjects, classes); not calibrated.

        The correction moves the cutoffs, not the evidence.
        """
        return counted(votes, self.question).shares

    def decide(self, votes: Votes) -> Decisions:
        """Return the classes below their cutoffs; of an exclusive question, the one furthest below.

        Furthest by the ratio p / cutoff; of equal ones the class with more votes.
        """
        votes_counted = counted(votes, self.question)
        p = p_values(votes_counted, self.question, self.variant)
        if not self.question.is_exclusive:
            return Decisions(accepted_below(p, self.cutoffs), self.cutoffs, Scale.P)
        smallest = np.finfo(np.float64).tiny
        margin = np.log(np.maximum(self.cutoffs, smallest)) - np.log(np.maximum(p, smallest))
        accepted = highest_only(margin, votes_counted.counts)
        return Decisions(accepted, np.full(self.question.classes, np.nan), Scale.P)
