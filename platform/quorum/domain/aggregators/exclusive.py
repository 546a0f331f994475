"""Votes weighed by skill where exactly one class is true: who knows, who guesses, and who confuses what.

First the model of knowing or guessing settles (`exclusive_guessing`), whose few parameters leave classes no
room to exchange their meaning. Then each volunteer gets a matrix of confusions (`exclusive_confusion`) and a
few further iterations refine it. They are few because rare classes drift in many: what a matrix calls class k
is whatever makes the votes likeliest, not what the volunteers meant. Last, probabilities are tempered for the
mistakes that volunteers share (`exclusive_tempering`). Nothing but the votes is needed; expert labels settle
the subjects they are given for, and their frequencies replace the learned prior.

Where several able volunteers make the same mistakes on the same subjects, the votes alone look as if they were
right: the method, like any that weighs volunteers, then follows them, and only expert labels can tell.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

import numpy as np

from quorum.domain.aggregators.exclusive_answers import answers_of, belief_from
from quorum.domain.aggregators.exclusive_confusion import Confusion, confusion_given
from quorum.domain.aggregators.exclusive_guessing import posterior_when_guessing
from quorum.domain.aggregators.exclusive_tempering import correlation_within_subjects, tempered
from quorum.domain.aggregators.interface import Decisions, Floats, Question, Reference, Scale
from quorum.domain.cutoffs import highest_only
from quorum.domain.votes import Votes, tally


@dataclass(frozen=True)
class ExclusiveSkillAggregator:
    """Expectation maximisation in two stages, for questions with m = 1; the likeliest class is accepted."""

    question: Question
    _: KW_ONLY
    refinements: int = 3

    def fit(self, votes: Votes, reference: Reference | None = None) -> FittedExclusiveSkill:
        """Learn skill from the votes, and from expert labels where there are any.

        Raises VotesInvalid where a vote names several classes, ReferenceInvalid where experts do.
        """
        answers = answers_of(votes)
        belief, n = belief_from(reference, answers), answers.n
        posterior = posterior_when_guessing(answers, belief)
        confusion, prior = confusion_given(answers, posterior), belief.prior(posterior, n)
        for _ in range(self.refinements - 1):
            posterior = belief.posterior(confusion.log_likelihood(answers), prior)
            confusion, prior = confusion_given(answers, posterior), belief.prior(posterior, n)
        log_joint = confusion.log_likelihood(answers) + np.log(prior)
        correlation = correlation_within_subjects(answers, log_joint, confusion.rates)
        return FittedExclusiveSkill(self.question, confusion, prior, correlation)


@dataclass(frozen=True)
class FittedExclusiveSkill:
    """Volunteers' confusions, P(class) before any vote (classes,), and the correlation within a subject."""

    question: Question
    confusion: Confusion
    prior: Floats
    correlation: float

    @property
    def volunteer_quality(self) -> Floats:
        """Return the chance that each volunteer is right about a subject drawn at random, (volunteers,)."""
        right = np.diagonal(self.confusion.rates, axis1=1, axis2=2)
        quality: Floats = right @ self.prior
        return quality

    def predict_proba(self, votes: Votes) -> Floats:
        """Return P(class is true), (subjects, classes), rows sum to 1; the prior for subjects without votes."""
        answers = answers_of(votes)
        return tempered(
            self.confusion.log_likelihood(answers) + np.log(self.prior), answers.n, self.correlation
        )

    def decide(self, votes: Votes) -> Decisions:
        """Return the likeliest class of every subject with votes."""
        accepted = highest_only(self.predict_proba(votes), tally(votes).counts)
        return Decisions(accepted, np.full(votes.classes, np.nan), Scale.POSTERIOR)
