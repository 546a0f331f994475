from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from quorum.domain.suspicion import chance_of_so_fast, chance_of_so_many, is_suspected


def test_with_equal_chances_the_tail_is_the_binomial_one() -> None:
    for rights in range(11):
        assert chance_of_so_many(rights, [0.3] * 10) == pytest.approx(binom.sf(rights - 1, 10, 0.3))


def test_unequal_chances_give_the_share_that_simulation_finds() -> None:
    chances = np.linspace(0.2, 0.9, 12)
    drawn = (np.random.default_rng(3).random((100_000, 12)) < chances).sum(axis=1)
    assert chance_of_so_many(9, list(chances)) == pytest.approx((drawn >= 9).mean(), abs=0.005)


def test_a_control_that_poor_volunteers_always_answer_rightly_is_suspected() -> None:
    chance = chance_of_so_many(20, [0.5] * 20)
    assert is_suspected(chance, answers=20, controls=100)
    assert not is_suspected(chance_of_so_many(12, [0.5] * 20), answers=20, controls=100)


def test_a_few_answers_raise_no_suspicion() -> None:
    assert not is_suspected(chance_of_so_many(3, [0.01] * 3), answers=3, controls=1)


def test_answers_faster_than_each_volunteers_own_median_stand_out() -> None:
    assert is_suspected(chance_of_so_fast(24, 25), answers=25, controls=100)
    assert chance_of_so_fast(0, 0) == 1.0
