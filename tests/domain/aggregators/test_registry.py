from __future__ import annotations

import numpy as np
import pytest

from quorum.domain.aggregators.corrected import CorrectedAggregator
from quorum.domain.aggregators.interface import Question, Reference
from quorum.domain.aggregators.registry import AGGREGATORS, AggregatorUnknown, make_aggregator
from quorum.domain.hypergeometric import Variant
from tests.domain.drawn_votes import drawn_labels, drawn_votes

QUESTION = Question(classes=4, maximum_choices=2)


def test_settings_reach_the_method() -> None:
    method = make_aggregator("corrected", QUESTION, variant=Variant.VOTES_CAST)
    assert method == CorrectedAggregator(QUESTION, variant=Variant.VOTES_CAST)


def test_an_unknown_method_is_named_with_those_there_are() -> None:
    with pytest.raises(AggregatorUnknown, match="hypergeometric") as caught:
        make_aggregator("oracle", QUESTION)
    assert caught.value.code == "aggregator_unknown"


@pytest.mark.parametrize("name", list(AGGREGATORS))
def test_every_method_fits_scores_and_decides(name: str) -> None:
    rng = np.random.default_rng(0)
    labels = drawn_labels(subjects=60, shares=[0.5, 0.3, 0.3, 0.2], rng=rng)
    votes = drawn_votes(labels, n=20, rng=rng, right=0.8)
    reference = Reference(np.ones(60, bool), labels, labels.mean(axis=0))
    fitted = make_aggregator(name, QUESTION).fit(votes, reference)
    scores, decisions = fitted.predict_proba(votes), fitted.decide(votes)
    assert scores.shape == decisions.accepted.shape == (60, 4)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert decisions.cutoffs.shape == (4,)
    assert (decisions.accepted == labels).mean() > 0.8
