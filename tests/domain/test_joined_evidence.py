from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from quorum.domain.joined_evidence import (
    JoinedEvidence,
    Joining,
    Predictions,
    PredictionsInvalid,
    limited,
)
from quorum.domain.votes import Votes, chosen_classes, votes_from_masks

CLASSES, VOLUNTEERS = 4, 6


def joining(seed: int, *, crosses: bool = True) -> Joining:
    """Draw one; volunteers' naming speaks for a class and their silence against it."""
    rng = np.random.default_rng(seed)
    prior = rng.normal(-2.0, 1.0, CLASSES)
    off = 0.2 * rng.standard_normal((CLASSES, CLASSES)) * ~np.eye(CLASSES, dtype=bool) * crosses
    return Joining(
        if_named=rng.exponential(2.0, (VOLUNTEERS + 1, CLASSES)),
        if_not_named=-rng.exponential(0.5, (VOLUNTEERS + 1, CLASSES)),
        prior=prior,
        believed=np.ones(CLASSES, bool),
        limit=6.0,
        start=prior + 0.1,
        of_model=0.8 * np.eye(CLASSES) + off,
        of_votes=0.5 * np.eye(CLASSES) + off,
    )


def some_votes(seed: int, n: int) -> Votes:
    rng = np.random.default_rng(seed)
    return votes_from_masks(
        subject=np.zeros(n, int),
        volunteer=rng.integers(VOLUNTEERS, size=n),
        chosen=rng.integers(2**CLASSES, size=n).astype(np.uint64),
        subjects=1,
        volunteers=VOLUNTEERS,
        classes=CLASSES,
    )


def probabilities(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(CLASSES)


SEEDS = st.integers(0, 10_000)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, n=st.integers(0, 40), order=st.randoms(use_true_random=False))
def test_vote_by_vote_in_any_order_it_is_what_all_at_once_say(seed: int, n: int, order: Random) -> None:
    ours, votes, predicted = joining(seed), some_votes(seed, n), probabilities(seed)
    one_by_one = JoinedEvidence(ours, predicted)
    rows = list(range(n))
    order.shuffle(rows)
    for row in rows:
        named = np.flatnonzero(chosen_classes(votes)[row]).tolist()
        one_by_one.add(int(votes.volunteer[row]), named)
    batch = ours.posterior(votes, Predictions(predicted[None, :], np.ones(1, bool)))[0]
    np.testing.assert_allclose(one_by_one.posterior(), batch, rtol=1e-9)
    assert one_by_one.n == n


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, n=st.integers(0, 20))
def test_a_prediction_equal_to_the_prior_changes_nothing(seed: int, n: int) -> None:
    ours, votes = joining(seed), some_votes(seed, n)
    as_expected = Predictions(expit(ours.prior)[None, :], np.ones(1, bool))
    without = ours.posterior(votes, Predictions.none(1, CLASSES))
    np.testing.assert_allclose(ours.posterior(votes, as_expected), without, rtol=1e-9)


@settings(max_examples=100, deadline=None)
@given(
    seed=SEEDS,
    n=st.integers(0, 60),
    volunteer=st.integers(0, VOLUNTEERS - 1),
    named=st.integers(0, CLASSES - 1),
)
def test_more_agreeing_votes_never_lower_a_class(seed: int, n: int, volunteer: int, named: int) -> None:
    evidence = JoinedEvidence(joining(seed, crosses=False), probabilities(seed))
    votes = some_votes(seed, n)
    for row in range(n):
        evidence.add(int(votes.volunteer[row]), np.flatnonzero(chosen_classes(votes)[row]).tolist())
    before = evidence.posterior()[named]
    for _ in range(3):
        evidence.add(volunteer, [named])
        after = evidence.posterior()[named]
        assert after >= before - 1e-12
        before = after


@given(ratios=st.lists(st.floats(-8, 8), max_size=30), more=st.floats(0, 8), limit=st.floats(0.5, 20))
def test_limited_evidence_keeps_its_sign_and_its_limit_and_rises_with_what_speaks_for_it(
    ratios: list[float], more: float, limit: float
) -> None:
    total, strength = np.array(sum(ratios)), np.array(sum(map(abs, ratios)))
    now = limited(total, strength, limit)
    assert abs(now) <= limit + 1e-9
    assert np.sign(now) == np.sign(total)
    assert limited(total + more, strength + more, limit) >= now - 1e-9


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_a_higher_prediction_never_lowers_its_class(seed: int) -> None:
    ours, low = joining(seed, crosses=False), probabilities(seed)
    high = low + (1.0 - low) * 0.5
    assert (JoinedEvidence(ours, high).posterior() >= JoinedEvidence(ours, low).posterior()).all()


def test_an_unknown_volunteer_counts_as_the_last_row_says() -> None:
    ours = joining(3)
    evidence = JoinedEvidence(ours)
    evidence.add(None, [1])
    expected = ours.if_not_named[-1].copy()
    expected[1] = ours.if_named[-1, 1]
    np.testing.assert_allclose(evidence.total, expected)


def test_classes_in_which_the_model_was_not_measured_get_nothing_from_it() -> None:
    believed = np.array([True, False, True, True])
    gained = Predictions(np.full((2, CLASSES), 0.9), np.array([True, False])).gain(np.zeros(CLASSES), believed)
    assert (gained[0, believed] > 0).all()
    assert gained[0, 1] == 0
    assert (gained[1] == 0).all()


@pytest.mark.parametrize("wrong", [np.nan, -0.1, 1.5])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(PredictionsInvalid):
        Predictions(np.array([[0.5, wrong]]), np.ones(1, bool))


def test_what_is_not_known_may_be_anything() -> None:
    Predictions(np.array([[0.5, np.nan]]), np.zeros(1, bool))


def test_predictions_of_other_subjects_are_refused() -> None:
    with pytest.raises(PredictionsInvalid):
        Predictions(np.full((3, 2), 0.5), np.ones(2, bool))
