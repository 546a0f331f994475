from __future__ import annotations

import numpy as np
import pytest

from quorum.domain.aggregators.dawid_skene import DawidSkeneAggregator
from quorum.domain.aggregators.interface import Question
from quorum.domain.metrics import macro_f1
from quorum.domain.votes import chosen_classes, tally
from tests.domain.aggregators.skilled_crowd import CLASSES, skilled_crowd

METHOD = DawidSkeneAggregator(Question(CLASSES, 4))


@pytest.mark.filterwarnings("ignore::Warning")  # the peer uses what pandas will remove
def test_it_equals_the_peer_asked_about_each_class() -> None:
    peers = pytest.importorskip("crowdkit.aggregation", reason="crowd-kit is not installed")
    pandas = pytest.importorskip("pandas")
    crowd = skilled_crowd(subjects=150, n=6, volunteers=30)
    votes = crowd.votes
    posterior = METHOD.fit(votes).predict_proba(votes)
    named = chosen_classes(votes)
    for index in range(CLASSES):
        frame = pandas.DataFrame(
            {"task": votes.subject, "worker": votes.volunteer, "label": named[:, index].astype(int)}
        )
        theirs = peers.DawidSkene().fit(frame).probas_.sort_index()[1].to_numpy()
        np.testing.assert_allclose(posterior[:, index], theirs, atol=1e-6)


def test_it_beats_the_majority_where_volunteers_differ() -> None:
    crowd = skilled_crowd(shared_noise=0.0)
    majority = tally(crowd.votes).shares > 0.5
    accepted = METHOD.fit(crowd.votes).decide(crowd.votes).accepted
    assert macro_f1(crowd.labels, accepted) > macro_f1(crowd.labels, majority)


def test_an_exclusive_question_takes_the_likeliest_class() -> None:
    crowd = skilled_crowd(subjects=100)
    decisions = DawidSkeneAggregator(Question(CLASSES, 1)).fit(crowd.votes).decide(crowd.votes)
    assert decisions.accepted.sum(axis=1).max() == 1
