from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from quorum.domain.aggregators.interface import Question
from quorum.domain.errors import RuleInvalid
from quorum.domain.hypergeometric import (
    PTable,
    Variant,
    p_row,
    p_table,
    p_values,
    shared_table,
    smallest_p,
)
from quorum.domain.votes import Tally

SHAPES = [(29, 5), (28, 5), (29, 1), (11, 5), (5, 2), (2, 1), (100, 10)]


def exact_p(k: int, n: int, classes: int, maximum_choices: int) -> Fraction:
    population, drawn = classes * n, maximum_choices * n
    ways = sum(comb(n, j) * comb(population - n, drawn - j) for j in range(k, n + 1) if j <= drawn)
    return Fraction(ways, comb(population, drawn))


@pytest.mark.parametrize(("classes", "maximum_choices"), SHAPES)
def test_the_table_equals_scipy_for_every_n_up_to_200(classes: int, maximum_choices: int) -> None:
    table = p_table(classes=classes, maximum_choices=maximum_choices, n_max=200)
    for n in range(1, 201):
        k = np.arange(n + 1)
        expected = hypergeom.sf(k - 1, classes * n, n, maximum_choices * n)
        seen = expected > 1e-280  # below, scipy itself runs into denormal numbers
        np.testing.assert_allclose(table[n, : n + 1][seen], expected[seen], rtol=1e-9)
        assert not table[n, n + 1 :].any()


def test_values_worked_by_hand_come_out() -> None:
    # Three classes, one choice, two classifications: 6 balls, 2 marked, 2 drawn.
    np.testing.assert_allclose(p_row(classes=3, maximum_choices=1, n=2), [1, 9 / 15, 1 / 15], rtol=1e-14)
    # Four classes, two choices, two classifications: 8 balls, 2 marked, 4 drawn.
    np.testing.assert_allclose(p_row(classes=4, maximum_choices=2, n=2), [1, 55 / 70, 15 / 70], rtol=1e-14)
    # Five classes, one choice, three classifications: 15 balls, 3 marked, 3 drawn.
    by_hand = [1, 235 / 455, 37 / 455, 1 / 455]
    np.testing.assert_allclose(p_row(classes=5, maximum_choices=1, n=3), by_hand, rtol=1e-14)


@pytest.mark.parametrize("n", [1, 2, 12, 13, 40, 90])
def test_the_row_equals_exact_fractions(n: int) -> None:
    row = p_row(classes=29, maximum_choices=5, n=n)
    exact = [float(exact_p(k, n, 29, 5)) for k in range(n + 1)]
    np.testing.assert_allclose(row, exact, rtol=1e-12)


def test_as_many_choices_as_classes_makes_every_count_certain() -> None:
    assert p_row(classes=4, maximum_choices=4, n=12).tolist() == [1.0] * 13


def test_blank_balls_widen_the_urn() -> None:
    row = p_row(classes=29, maximum_choices=5, n=12, variant=Variant.BLANK_BALLS)
    expected = hypergeom.sf(np.arange(13) - 1, 33 * 12, 12, 5 * 12)
    np.testing.assert_allclose(row, expected, rtol=1e-9)


def test_a_table_looks_up_one_p_value_per_class() -> None:
    table = PTable(classes=3, maximum_choices=1)
    assert table.p_values([2, 0, 1], 2) == pytest.approx((1 / 15, 1.0, 9 / 15))


def test_tasks_of_one_shape_share_their_table() -> None:
    first = shared_table(classes=29, maximum_choices=5)
    assert shared_table(classes=29, maximum_choices=5) is first
    assert shared_table(classes=28, maximum_choices=5) is not first


def tally_of(n: list[int], counts: list[list[int]]) -> Tally:
    return Tally(np.array(n, np.int32), np.array(counts, np.int32))


def test_draws_of_the_votes_cast_match_values_worked_by_hand() -> None:
    # Two classes, two classifications, three votes: 4 balls, 2 marked, 3 drawn; one is always marked.
    row = p_row(classes=2, maximum_choices=2, n=2, variant=Variant.VOTES_CAST, votes_cast=3)
    np.testing.assert_allclose(row, [1, 1, 2 / 4], rtol=1e-14)
    # Three classes, two classifications, one vote: 6 balls, 2 marked, 1 drawn.
    row = p_row(classes=3, maximum_choices=2, n=2, variant=Variant.VOTES_CAST, votes_cast=1)
    np.testing.assert_allclose(row, [1, 2 / 6, 0], rtol=1e-14)


def test_votes_cast_are_asked_for() -> None:
    with pytest.raises(RuleInvalid):
        p_row(classes=3, maximum_choices=2, n=2, variant=Variant.VOTES_CAST)
    with pytest.raises(RuleInvalid):
        p_table(classes=3, maximum_choices=2, n_max=2, variant=Variant.VOTES_CAST)
    with pytest.raises(RuleInvalid):
        PTable(classes=3, maximum_choices=2, variant=Variant.VOTES_CAST)


@pytest.mark.parametrize(("classes", "maximum_choices"), [(29, 5), (2, 2), (3, 2), (5, 4), (40, 1)])
@pytest.mark.parametrize("variant", list(Variant))
def test_batch_p_values_equal_scipy(classes: int, maximum_choices: int, variant: Variant) -> None:
    rng = np.random.default_rng(classes)
    n = rng.integers(1, 120, 300)
    counts = rng.binomial(n[:, None], rng.random((300, classes)) * 0.6)
    p = p_values(tally_of(n.tolist(), counts.tolist()), Question(classes, maximum_choices), variant)
    balls = classes + maximum_choices - 1 if variant is Variant.BLANK_BALLS else classes
    drawn = counts.sum(axis=1) if variant is Variant.VOTES_CAST else maximum_choices * n
    expected = hypergeom.sf(counts - 1, (balls * n)[:, None], n[:, None], drawn[:, None])
    seen = expected > 1e-280
    np.testing.assert_allclose(p[seen], expected[seen], rtol=1e-9)


@given(
    st.lists(st.lists(st.integers(0, 50), min_size=4, max_size=4), min_size=1, max_size=6),
    st.sampled_from(list(Variant)),
)
def test_batch_p_values_are_those_of_single_rows_to_the_last_bit(
    counts: list[list[int]], variant: Variant
) -> None:
    n = [max(votes) for votes in counts]
    p = p_values(tally_of(n, counts), Question(4, 2), variant)
    for subject, votes in enumerate(counts):
        row = p_row(classes=4, maximum_choices=2, n=n[subject], variant=variant, votes_cast=sum(votes))
        assert p[subject].tolist() == row[votes].tolist()


@given(st.integers(0, 10**6), st.sampled_from(list(Variant)))
def test_permuting_subjects_and_classes_permutes_the_p_values(seed: int, variant: Variant) -> None:
    rng = np.random.default_rng(seed)
    n = rng.integers(0, 60, 8).astype(np.int32)
    counts = rng.binomial(n[:, None], 0.3, (8, 5)).astype(np.int32)
    subjects, classes = rng.permutation(8), rng.permutation(5)
    p = p_values(Tally(n, counts), Question(5, 2), variant)
    permuted = p_values(Tally(n[subjects], counts[subjects][:, classes]), Question(5, 2), variant)
    np.testing.assert_array_equal(permuted, p[subjects][:, classes])


def test_without_votes_every_p_value_is_one() -> None:
    assert p_values(tally_of([0, 3], [[0, 0], [0, 0]]), Question(2, 1)).tolist() == [[1, 1], [1, 1]]
    assert p_values(tally_of([0], [[0, 0]]), Question(2, 1), Variant.VOTES_CAST).tolist() == [[1, 1]]
    nobody = Tally(np.zeros(0, np.int32), np.zeros((0, 2), np.int32))
    assert p_values(nobody, Question(2, 1)).shape == (0, 2)


def test_one_class_alone_is_always_certain() -> None:
    assert p_values(tally_of([3], [[2]]), Question(1, 1), Variant.VOTES_CAST).tolist() == [[1.0]]


def test_the_smallest_reachable_p_is_that_of_a_unanimous_vote() -> None:
    assert smallest_p(Question(4, 4), 12) == 1.0
    # All twelve chose one of two classes and nothing else: 24 balls, 12 marked, 12 drawn.
    assert smallest_p(Question(2, 2), 12, Variant.VOTES_CAST) == pytest.approx(1 / comb(24, 12), rel=1e-12)


def test_a_web_process_that_decides_does_not_load_the_compiler() -> None:
    program = "import sys, quorum.domain.consensus; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
