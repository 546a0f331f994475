from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.acquisition.candidates import Candidates, Knowledge, KnowledgeMissing
from quorum.domain.acquisition.mixture import (
    EXPLORATION,
    BlindInvalid,
    Mixture,
    MixtureInvalid,
    Replacement,
    arrange,
    arrange_by,
    draw_blind,
)
from quorum.domain.acquisition.random_order import RandomOrder
from quorum.domain.acquisition.strategy import Scores, ScoresInvalid
from quorum.domain.acquisition.turns import marked, turns

CLASSES = 3


@dataclass(frozen=True)
class ByPosterior:
    """The highest posterior of one class first."""

    index: int
    name: str
    needs: tuple[Knowledge, ...] = ()
    needs_model: bool = False

    def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
        return Scores(candidates.posterior[:, self.index], np.full(candidates.subjects, self.index))


FIRST, SECOND = ByPosterior(0, "first"), ByPosterior(1, "second")
THIRD = ByPosterior(2, "by-model", (Knowledge.PREDICTED,), True)


def waiting(subjects: int, seed: int = 0) -> Candidates:
    rng = np.random.default_rng(seed)
    return Candidates(
        n=rng.integers(0, 20, subjects),
        posterior=rng.random((subjects, CLASSES)).round(1),
        p_values=rng.random((subjects, CLASSES)),
        border=np.full(CLASSES, 0.01),
        prevalence=np.full(CLASSES, 0.1),
    )


def in_new_order(candidates: Candidates, rows: np.ndarray) -> Candidates:
    return replace(
        candidates,
        n=candidates.n[rows],
        posterior=candidates.posterior[rows],
        p_values=candidates.p_values[rows],
    )


@settings(max_examples=40, deadline=None)
@given(subjects=st.integers(0, 60), share=st.floats(0, 1), seed=st.integers(0, 99))
def test_any_first_places_hold_the_blind_share_within_one(subjects: int, share: float, seed: int) -> None:
    mixture = Mixture(((FIRST, 2.0), (SECOND, 1.0)), share)
    arranged = arrange(waiting(subjects), mixture, np.random.default_rng(seed))
    for places in range(subjects + 1):
        assert abs(arranged.is_blind[:places].sum() - share * places) <= 1 + 1e-6


@settings(max_examples=40, deadline=None)
@given(
    shares=st.lists(st.floats(0.05, 1), min_size=1, max_size=6),
    count=st.integers(0, 120),
)
def test_at_any_moment_everybody_has_had_their_share_of_turns_within_one(
    shares: list[float], count: int
) -> None:
    fair = np.array(shares) / sum(shares)
    order = turns(count, list(fair))
    had = np.cumsum(order[:, None] == np.arange(len(fair)), axis=0)
    assert (np.abs(had - fair * np.arange(1, count + 1)[:, None]) <= 1 + 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(subjects=st.integers(0, 60), seed=st.integers(0, 99))
def test_every_subject_is_placed_once_by_the_first_strategy_whose_turn_finds_it(
    subjects: int, seed: int
) -> None:
    candidates = waiting(subjects)
    arranged = arrange(candidates, Mixture(((FIRST, 1.0), (SECOND, 1.0)), 0.1), np.random.default_rng(seed))
    assert sorted(arranged.order) == list(range(subjects))
    left = {int(row) for row in arranged.order[~arranged.is_blind]}
    for row, by in zip(arranged.order, arranged.placed_by, strict=True):
        if by == 0:
            continue
        column = candidates.posterior[:, by - 1]
        assert column[row] == max(column[each] for each in left)
        left.remove(int(row))


@settings(max_examples=40, deadline=None)
@given(subjects=st.integers(1, 60), seed=st.integers(0, 99))
def test_renaming_the_subjects_changes_nothing_given_the_same_random_keys(subjects: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys, blind, rows = rng.random(subjects), draw_blind(subjects, 0.2, rng), rng.permutation(subjects)
    mixture = Mixture(((FIRST, 1.0), (SECOND, 3.0)), 0.2)
    candidates = waiting(subjects)
    before = arrange_by(candidates, mixture, rng, blind=blind, keys=keys, start=0.3)
    after = arrange_by(
        in_new_order(candidates, rows), mixture, rng, blind=blind[rows], keys=keys[rows], start=0.3
    )
    np.testing.assert_array_equal(rows[after.order], before.order)
    np.testing.assert_array_equal(after.values, before.values)
    np.testing.assert_array_equal(after.placed_by, before.placed_by)


def test_the_same_seed_gives_the_same_order_and_another_one_does_not() -> None:
    mixture = Mixture(((RandomOrder(), 1.0),), 0.1)
    first, again, other = (
        arrange(waiting(50), mixture, np.random.default_rng(seed)).order for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_each_place_tells_its_strategy_class_and_value() -> None:
    candidates = waiting(30)
    arranged = arrange(candidates, Mixture(((FIRST, 1.0), (RandomOrder(), 1.0)), 0.2), np.random.default_rng(0))
    assert arranged.strategies == (EXPLORATION, "first", "random")
    for place in range(30):
        placed = arranged.placement(place)
        if placed.strategy == "first":
            assert (placed.class_index, placed.is_blind) == (0, False)
            assert placed.value == candidates.posterior[placed.subject, 0]
        elif placed.strategy == "random":
            assert (placed.class_index, placed.is_blind) == (None, False)
        else:
            assert (placed.class_index, placed.value, placed.is_blind) == (None, 0.0, True)


def test_blind_subjects_do_not_depend_on_what_a_model_says() -> None:
    mixture = Mixture(((FIRST, 1.0),), 0.3)
    orders = []
    for seed in (0, 1):
        arranged = arrange(waiting(100, seed), mixture, np.random.default_rng(7))
        orders.append(arranged.order[arranged.is_blind])
    np.testing.assert_array_equal(*orders)


@pytest.mark.parametrize("marks", [0, 3, 50, 100])
def test_kept_marks_stay_blind_however_many_they_are(marks: int) -> None:
    blind = np.arange(100) < marks
    arranged = arrange(waiting(100), Mixture(((FIRST, 1.0),), 0.1), np.random.default_rng(0), blind=blind)
    assert set(arranged.order[arranged.is_blind]) == set(range(marks))
    assert sorted(arranged.order) == list(range(100))


def test_every_place_is_equally_likely_to_be_blind() -> None:
    starts = (np.arange(1000) + 0.5) / 1000
    often = np.mean([marked(20, 0.15, start) for start in starts], axis=0)
    np.testing.assert_allclose(often, 0.15, atol=2e-3)


def test_subjects_that_come_one_by_one_are_blind_as_often_as_many_at_once() -> None:
    rng = np.random.default_rng(0)
    single = np.mean([draw_blind(1, 0.1, rng)[0] for _ in range(4000)])
    assert single == pytest.approx(0.1, abs=0.02)
    assert all(draw_blind(25, 0.1, rng).sum() in {2, 3} for _ in range(50))


def test_nobody_and_somebody_alone_can_be_arranged() -> None:
    mixture = Mixture(((FIRST, 1.0), (SECOND, 1.0)), 0.1)
    assert len(arrange(waiting(0), mixture, np.random.default_rng(0)).order) == 0
    assert arrange(waiting(1), mixture, np.random.default_rng(0)).order.tolist() == [0]


def test_without_a_model_a_strategy_that_needs_one_is_refused() -> None:
    with pytest.raises(KnowledgeMissing) as refused:
        arrange(waiting(5), Mixture(((FIRST, 1.0), (THIRD, 1.0)), 0.1), np.random.default_rng(0))
    assert refused.value.code == "acquisition_knowledge_missing"
    assert refused.value.details == {"strategy": "by-model", "missing": ["predicted"]}


def test_a_fallback_takes_the_turns_of_strategies_without_a_model_and_is_named() -> None:
    mixture = Mixture(((FIRST, 1.0), (THIRD, 3.0)), 0.0, fallback=SECOND)
    arranged = arrange(waiting(40), mixture, np.random.default_rng(0))
    assert arranged.replaced == (Replacement("by-model", "second", (Knowledge.PREDICTED,)),)
    assert arranged.strategies == (EXPLORATION, "first", "second")
    assert (arranged.placed_by == 2).sum() == 30
    with_model = replace(waiting(40), predicted=waiting(40).posterior)
    assert arrange(with_model, mixture, np.random.default_rng(0)).replaced == ()


def test_a_fallback_that_has_turns_already_gets_more() -> None:
    mixture = Mixture(((FIRST, 1.0), (THIRD, 3.0)), 0.0, fallback=FIRST)
    assert arrange(waiting(8), mixture, np.random.default_rng(0)).strategies == (EXPLORATION, "first")


@pytest.mark.parametrize(
    ("shares", "exploration", "fallback"),
    [
        ((), 0.1, None),
        (((FIRST, 1.0),), 1.1, None),
        (((FIRST, 1.0),), -0.1, None),
        (((FIRST, 1.0),), float("nan"), None),
        (((FIRST, 0.0),), 0.1, None),
        (((FIRST, float("nan")),), 0.1, None),
        (((FIRST, 1.0), (FIRST, 1.0)), 0.1, None),
        (((ByPosterior(0, "Not a Name"), 1.0),), 0.1, None),
        (((ByPosterior(0, EXPLORATION), 1.0),), 0.1, None),
        (((FIRST, 1.0),), 0.1, THIRD),
    ],
)
def test_shares_that_make_no_sense_are_refused(shares: tuple, exploration: float, fallback: object) -> None:
    with pytest.raises(MixtureInvalid):
        Mixture(shares, exploration, fallback)


def test_a_strategy_that_scores_other_subjects_is_refused() -> None:
    @dataclass(frozen=True)
    class Careless(ByPosterior):
        def scores(self, candidates: Candidates, rng: np.random.Generator) -> Scores:
            return Scores.without_class(np.zeros(3))

    with pytest.raises(ScoresInvalid):
        arrange(waiting(4), Mixture(((Careless(0, "careless"), 1.0),), 0.1), np.random.default_rng(0))


def test_marks_of_other_subjects_are_refused() -> None:
    with pytest.raises(BlindInvalid):
        arrange(waiting(4), Mixture(((FIRST, 1.0),), 0.1), np.random.default_rng(0), blind=np.zeros(5, bool))
