from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy.stats import hypergeom

from quorum.domain.hypergeometric import PTable, Variant, p_row, p_table, shared_table

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
