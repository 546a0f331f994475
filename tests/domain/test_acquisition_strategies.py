from __future__ import annotations

from dataclasses import replace
from math import isfinite, log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.acquisition.candidates import Candidates, Knowledge, KnowledgeMissing
from quorum.domain.acquisition.consensus_border import ConsensusBorder
from quorum.domain.acquisition.coverage import Coverage
from quorum.domain.acquisition.error_reduction import ErrorReduction
from quorum.domain.acquisition.fewest_votes import FewestVotes
from quorum.domain.acquisition.mixture import arrange
from quorum.domain.acquisition.random_order import RandomOrder
from quorum.domain.acquisition.rare_classes import RareClasses
from quorum.domain.acquisition.registry import STRATEGIES, StrategyUnknown, make_mixture, make_strategy
from quorum.domain.acquisition.strategy import StrategyInvalid
from quorum.domain.acquisition.uncertainty import PosteriorEntropy
from tests.domain.waiting_subjects import CLASSES, entropy_of, scored, waiting


def taken(candidates: Candidates, rows: np.ndarray) -> Candidates:
    def of(array: np.ndarray | None) -> np.ndarray | None:
        return None if array is None else array[rows]

    return replace(
        candidates,
        n=candidates.n[rows],
        posterior=candidates.posterior[rows],
        p_values=candidates.p_values[rows],
        predicted=of(candidates.predicted),
        embedding=of(candidates.embedding),
        draws=None if candidates.draws is None else candidates.draws[:, rows],
    )


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("subjects", [0, 1, 2, 50])
def test_every_strategy_scores_any_number_of_subjects(name: str, subjects: int) -> None:
    strategy = make_strategy(name)
    scores = scored(strategy, waiting(subjects))
    assert strategy.name == name
    assert scores.values.shape == scores.class_index.shape == (subjects,)
    assert all(map(isfinite, scores.values))
    assert set(scores.class_index) <= set(range(-1, CLASSES))


@pytest.mark.parametrize("name", sorted(set(STRATEGIES) - {"random"}))
@settings(max_examples=15, deadline=None)
@given(subjects=st.integers(1, 40), seed=st.integers(0, 30))
def test_a_subject_s_score_does_not_depend_on_where_it_stands(name: str, subjects: int, seed: int) -> None:
    rows = np.random.default_rng(seed).permutation(subjects)
    # Of equally distant centres the first one is taken, so coverage gets points without such ties.
    spread = np.random.default_rng(seed + 1).normal(size=(subjects, 6))
    candidates = replace(waiting(subjects, seed), embedding=spread)
    before, after = (scored(make_strategy(name), each) for each in (candidates, taken(candidates, rows)))
    np.testing.assert_allclose(after.values, before.values[rows], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("posterior", [0.0, 1.0])
def test_certainty_has_a_score_too(name: str, posterior: float) -> None:
    candidates = waiting(6)
    certain = np.full((6, CLASSES), posterior)
    candidates = replace(
        candidates,
        posterior=certain,
        p_values=certain,
        predicted=1.0 - certain,
        draws=np.stack([certain, certain]),
        cutoffs=np.array([0.0, 1.0, 0.5, 0.5]),
        embedding=np.zeros((6, 3)),
    )
    assert np.isfinite(scored(make_strategy(name), candidates).values).all()


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("bald", Knowledge.DRAWS),
        ("unsettled-bald", Knowledge.DRAWS),
        ("model-against-crowd", Knowledge.PREDICTED),
        ("coverage", Knowledge.EMBEDDING),
        ("error-reduction", Knowledge.VOLUNTEER),
    ],
)
def test_a_strategy_without_what_it_needs_is_refused(name: str, lacking: Knowledge) -> None:
    with pytest.raises(KnowledgeMissing) as refused:
        scored(make_strategy(name), replace(waiting(3), **{lacking.value: None}))
    assert refused.value.details == {"missing": [lacking.value]}
    assert make_strategy(name).needs == (lacking,)


def test_only_what_reads_a_model_s_own_predictions_needs_a_model() -> None:
    needing = {name for name in STRATEGIES if make_strategy(name).needs_model}
    assert needing == {"bald", "unsettled-bald", "model-against-crowd"}


def test_the_default_mixture_works_before_the_first_vote_and_the_first_model() -> None:
    empty = Candidates(
        n=np.zeros(40, np.int64),
        posterior=np.full((40, CLASSES), 0.1),
        p_values=np.ones((40, CLASSES)),
        border=np.full(CLASSES, 0.01),
        prevalence=np.full(CLASSES, 0.1),
    )
    arranged = arrange(empty, make_mixture(), np.random.default_rng(0))
    assert sorted(arranged.order) == list(range(40))
    assert arranged.strategies == ("exploration", "decision-flip", "rare-classes")
    assert {each.by for each in arranged.replaced} == {"decision-flip"}
    assert len(arranged.replaced) == 4


def test_the_default_mixture_uses_all_of_its_strategies_where_everything_is_known() -> None:
    arranged = arrange(waiting(100), make_mixture(), np.random.default_rng(0))
    assert arranged.replaced == ()
    assert set(arranged.placed_by) == set(range(6))
    assert arranged.is_blind.sum() == 10


def test_names_that_nobody_has_are_refused() -> None:
    with pytest.raises(StrategyUnknown) as refused:
        make_strategy("best")
    assert refused.value.code == "acquisition_strategy_unknown"


def test_random_scores_are_those_of_the_generator() -> None:
    again = np.random.default_rng(0).random(5)
    np.testing.assert_array_equal(scored(RandomOrder(), waiting(5)).values, again)


def test_the_fewest_votes_come_first() -> None:
    candidates = waiting(40)
    np.testing.assert_array_equal(scored(FewestVotes(), candidates).values, -candidates.n)


def test_the_border_s_distance_is_counted_in_powers_of_ten() -> None:
    candidates = waiting(30)
    scores = scored(ConsensusBorder(), candidates)
    for row in range(30):
        apart = [
            abs(log10(max(candidates.p_values[row, each], 1e-12)) - log10(min(candidates.border[each], 1.0)))
            for each in range(CLASSES)
        ]
        assert scores.values[row] == pytest.approx(-min(apart))
        assert apart[scores.class_index[row]] == min(apart)


def test_entropy_is_summed_over_classes() -> None:
    candidates = waiting(30)
    expected = [sum(entropy_of(p) for p in row) for row in candidates.posterior]
    np.testing.assert_allclose(scored(PosteriorEntropy(), candidates).values, expected)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ErrorReduction(horizons=()),
        lambda: ErrorReduction(horizons=(0,)),
        lambda: ErrorReduction(rarity=float("nan")),
        lambda: RareClasses(wanted=0.0),
        lambda: RareClasses(sure=1.5),
        lambda: Coverage(centres=0),
    ],
)
def test_settings_that_make_no_sense_are_refused(make: object) -> None:
    with pytest.raises(StrategyInvalid):
        make()
