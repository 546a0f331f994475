from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.aggregators.interface import Question
from quorum.domain.aggregators.skill import SkillAggregator
from quorum.domain.calibration import log_odds_of
from quorum.domain.evidence import SubjectEvidence
from quorum.domain.votes import chosen_classes
from tests.domain.aggregators.skilled_crowd import CLASSES, skilled_crowd

CROWD = skilled_crowd(subjects=200)
FITTED = SkillAggregator(Question(CLASSES, 4)).fit(CROWD.votes, CROWD.reference())
NAMED = chosen_classes(CROWD.votes)
BATCH = FITTED.predict_proba(CROWD.votes)
WEIGHING = FITTED.weighing


@settings(max_examples=60, deadline=None)
@given(subject=st.integers(0, 199), order=st.randoms(use_true_random=False))
def test_vote_by_vote_in_any_order_it_is_what_the_batch_says(subject: int, order: object) -> None:
    rows = list(np.flatnonzero(CROWD.votes.subject == subject))
    order.shuffle(rows)
    evidence = SubjectEvidence(WEIGHING)
    for row in rows:
        evidence.add(int(CROWD.votes.volunteer[row]), np.flatnonzero(NAMED[row]).tolist())
    np.testing.assert_allclose(evidence.posterior(), BATCH[subject], rtol=1e-9)


def test_without_votes_the_prior_remains() -> None:
    untouched = SubjectEvidence(WEIGHING).posterior()
    expected = 1.0 / (1.0 + np.exp(-FITTED.calibration.log_odds(log_odds_of(FITTED.rates.prior))))
    np.testing.assert_allclose(untouched, expected)


def test_an_unknown_volunteer_counts_as_an_average_one() -> None:
    evidence = SubjectEvidence(WEIGHING)
    evidence.add(None, [2])
    average = FITTED.rates.if_not_named.mean(axis=0)
    average[2] = FITTED.rates.if_named[:, 2].mean()
    np.testing.assert_allclose(evidence.total, average)
    assert evidence.n == 1
