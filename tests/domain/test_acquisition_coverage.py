from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quorum.domain.acquisition.coverage import DISTANCES_AT_ONCE, Coverage, nearest_squares
from tests.domain.waiting_subjects import plain_unsettled, scored, waiting


def plain_centres(
    points: np.ndarray, weights: list[float], covered: list[np.ndarray], centres: int
) -> list[float]:
    covered = covered or [points.mean(axis=0)]
    apart = [min(float(np.linalg.norm(p - c)) for c in covered) for p in points]
    values: dict[int, float] = {}
    for _ in range(min(centres, len(points))):
        left = [row for row in range(len(points)) if row not in values]
        row = max(left, key=lambda each: weights[each] * apart[each])
        values[row] = weights[row] * apart[row]
        apart = [min(old, float(np.linalg.norm(p - points[row]))) for old, p in zip(apart, points, strict=True)]
    return [values.get(row, weights[row] * apart[row]) for row in range(len(points))]


@pytest.mark.parametrize("settled", [0, 5])
@pytest.mark.parametrize("centres", [1, 7, 100])
def test_coverage_takes_the_furthest_subject_again_and_again(settled: int, centres: int) -> None:
    rng = np.random.default_rng(3)
    points, covered = rng.normal(2.0, 1.0, (60, 5)), rng.normal(2.0, 1.0, (settled, 5))
    candidates = replace(waiting(60), embedding=points, covered=covered)
    scores = scored(Coverage(centres=centres), candidates)
    weights = [max(plain_unsettled(candidates, row)) for row in range(60)]
    expected = plain_centres(points, weights, list(covered), centres)
    np.testing.assert_allclose(scores.values, expected, atol=2e-3)


def test_subjects_beyond_the_last_centre_come_after_it() -> None:
    candidates = replace(waiting(300), embedding=np.random.default_rng(0).normal(size=(300, 8)))
    values = np.sort(scored(Coverage(centres=20), candidates).values)[::-1]
    unbounded = np.sort(scored(Coverage(centres=300), candidates).values)[::-1]
    np.testing.assert_allclose(values[:20], unbounded[:20], rtol=1e-6)
    assert values[20] <= values[19]


def test_nearest_points_are_found_part_by_part() -> None:
    rng = np.random.default_rng(0)
    points, others = (rng.normal(size=(rows, 2)).astype(np.float32) for rows in (500, 9_000))
    assert points.shape[0] * others.shape[0] > DISTANCES_AT_ONCE
    expected = [((point - others) ** 2).sum(axis=1).min() for point in points]
    np.testing.assert_allclose(nearest_squares(points, others), expected, rtol=1e-3, atol=1e-6)
