from __future__ import annotations

from dataclasses import replace
from math import comb, erf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorum.domain.acquisition.candidates import Candidates, TypicalVolunteer
from quorum.domain.acquisition.error_reduction import (
    DecisionFlip,
    ErrorReduction,
    class_weights,
    tempered_channel,
)
from tests.domain.waiting_subjects import CLASSES, scored, waiting


def posterior_after(prior: float, named: int, not_named: int, channel: tuple[float, float]) -> float:
    when_true, when_false = channel
    yes = prior * when_true**named * (1 - when_true) ** not_named
    no = (1 - prior) * when_false**named * (1 - when_false) ** not_named
    return yes / (yes + no)


def plain_error_reduction(candidates: Candidates, row: int, horizons: tuple[int, ...], rarity: float) -> float:
    weights = class_weights(candidates.prevalence, rarity)
    volunteer, n = candidates.volunteer, int(candidates.n[row])
    best = 0.0
    for horizon in horizons:
        weight = volunteer.weight * min(1.0, volunteer.independent_votes / (n + horizon))
        fall = 0.0
        for each in range(CLASSES):
            p, t = candidates.posterior[row, each], candidates.cutoffs[each]
            a, b = volunteer.sensitivity[each], volunteer.false_positives[each]
            r, s = (a / b) ** weight, ((1 - a) / (1 - b)) ** weight
            false = b if r == s else (1 - s) / (r - s)
            true = b if r == s else r * false
            after = 0.0
            for k in range(horizon + 1):
                ways = comb(horizon, k)
                chance = ways * (
                    p * true**k * (1 - true) ** (horizon - k)
                    + (1 - p) * false**k * (1 - false) ** (horizon - k)
                )
                q = posterior_after(p, k, horizon - k, (true, false))
                after += chance * 2 * (q * (1 - t) if q <= t else (1 - q) * t)
            now = 2 * (p * (1 - t) if p <= t else (1 - p) * t)
            fall += weights[each] * (now - after)
        best = max(best, fall / horizon)
    return best


@pytest.mark.parametrize(("horizons", "rarity"), [((1,), 0.0), ((1, 2, 4, 8), 0.5), ((3,), 1.0)])
def test_error_reduction_is_what_counting_all_outcomes_gives(horizons: tuple[int, ...], rarity: float) -> None:
    candidates = waiting(25)
    scores = scored(ErrorReduction(horizons=horizons, rarity=rarity), candidates)
    expected = [plain_error_reduction(candidates, row, horizons, rarity) for row in range(25)]
    np.testing.assert_allclose(scores.values, expected, atol=1e-12)


def test_error_reduction_is_what_asking_volunteers_gives() -> None:
    rng = np.random.default_rng(0)
    p, hit, slip, votes, times = 0.3, 0.7, 0.2, 4, 200_000
    truth = rng.random(times) < p
    named = rng.binomial(votes, np.where(truth, hit, slip))
    odds = p / (1 - p) * (hit / slip) ** named * ((1 - hit) / (1 - slip)) ** (votes - named)
    wrong_after = np.mean((odds > 1) != truth)
    candidates = replace(
        waiting(1),
        n=np.zeros(1, np.int64),
        posterior=np.array([[p, 0.0, 0.0, 0.0]]),
        volunteer=TypicalVolunteer(np.full(CLASSES, hit), np.full(CLASSES, slip)),
        cutoffs=None,
    )
    scores = scored(ErrorReduction(horizons=(votes,), rarity=0.0), candidates)
    assert scores.values[0] == pytest.approx((p - wrong_after) / votes, abs=1e-3)
    assert scores.class_index[0] == 0


@given(
    hit=st.floats(0.01, 0.99),
    slip=st.floats(0.01, 0.99),
    votes=st.integers(1, 100),
    prior=st.floats(0.01, 0.99),
)
def test_tempered_answers_leave_the_expected_posterior_where_it_is(
    hit: float, slip: float, votes: int, prior: float
) -> None:
    volunteer = TypicalVolunteer(np.array([hit]), np.array([slip]))
    true, false = (float(rate[0]) for rate in tempered_channel(volunteer, votes))
    assert 0 < true < 1
    assert 0 < false < 1
    named = prior * true + (1 - prior) * false
    expected = named * posterior_after(prior, 1, 0, (true, false))
    expected += (1 - named) * posterior_after(prior, 0, 1, (true, false))
    assert expected == pytest.approx(prior)


def test_volunteers_who_guess_cannot_mend_anything() -> None:
    guessing = TypicalVolunteer(np.full(CLASSES, 0.3), np.full(CLASSES, 0.3))
    scores = scored(ErrorReduction(), replace(waiting(20), volunteer=guessing))
    np.testing.assert_allclose(scores.values, 0.0, atol=1e-12)


def test_rarer_classes_weigh_more_and_a_positive_weighs_one_on_average() -> None:
    prevalence = np.array([0.4, 0.1, 0.02])
    np.testing.assert_allclose(class_weights(prevalence, 0.0), 1.0)
    weights = class_weights(prevalence, 1.0)
    assert weights @ prevalence == pytest.approx(prevalence.sum())
    assert weights[2] / weights[0] == pytest.approx(20.0)


def test_decision_flip_is_the_normal_tail_of_the_distance_from_the_cutoff() -> None:
    candidates = waiting(30)
    scores = scored(DecisionFlip(), candidates)
    for row in range(30):
        n = max(int(candidates.n[row]), 1)
        spread = min(1.0, 12 / n) * 1.2 * sqrt(n)
        expected = 0.0
        for p, t in zip(candidates.posterior[row], candidates.cutoffs, strict=True):
            if 0 < p < 1:
                apart = abs(log(p / (1 - p)) - log(t / (1 - t)))
                expected += 0.5 * (1 + erf(-apart / spread / sqrt(2)))
        assert scores.values[row] == pytest.approx(expected, rel=1e-5, abs=1e-6)
