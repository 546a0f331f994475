"""Where fields lie by their features: distances as in the space of all features, near enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from mlworker.datasets.dataset import Dataset
from mlworker.recipes.embedding import CELLS_AT_ONCE, DIMENSIONS, FURTHEST, embed
from mlworker.recipes.normalisation import Normalisation, fit_normalisation
from tests.mlworker.drawn_dataset import draw_dataset

pytestmark = pytest.mark.ml


def draw(**wanted: int) -> tuple[Dataset, Normalisation]:
    data = draw_dataset(antibodies=20, features=300, **wanted)
    scaled = replace(data, features=data.features * np.float32(40.0) + np.float32(1000.0))
    return scaled, fit_normalisation(scaled.features)


def plain_means(data: Dataset) -> NDArray[np.float64]:
    """Return each field's mean of features at mean 0 and deviation 1, clipped, one field after another."""
    values = data.features.astype(np.float64)
    normal = ((values - values.mean(axis=0)) / values.std(axis=0)).clip(-FURTHEST, FURTHEST)
    return np.stack([normal[data.field == row].mean(axis=0) for row in range(len(data.fields))])


def test_distances_are_those_in_the_space_of_all_features_within_what_the_lemma_allows() -> None:
    data, normalisation = draw(without_cells=0)
    points = embed(data, normalisation)
    assert (points.shape, points.dtype) == ((len(data.fields), DIMENSIONS), np.float32)
    ratio = pdist(points, "sqeuclidean") / pdist(plain_means(data), "sqeuclidean")
    allowed = np.sqrt(2 / DIMENSIONS)
    assert ratio.mean() == pytest.approx(1.0, abs=allowed / 4)
    assert ratio.std() <= allowed
    assert 1 - 4 * allowed < ratio.min()
    assert ratio.max() < 1 + 5 * allowed


def test_a_field_lies_in_the_same_place_whoever_is_asked_about_beside_it() -> None:
    data, normalisation = draw()
    rows = np.arange(20, len(data.fields), 3)
    np.testing.assert_allclose(embed(data, normalisation)[rows], embed(data.of(rows), normalisation), atol=1e-5)


def test_the_order_of_features_does_not_matter() -> None:
    data, normalisation = draw()
    order = np.random.default_rng(1).permutation(len(data.feature_names))
    turned = replace(
        data, feature_names=tuple(data.feature_names[k] for k in order), features=data.features[:, order]
    )
    mixed = Normalisation(normalisation.mean[order], normalisation.scale[order])
    np.testing.assert_allclose(embed(data, normalisation), embed(turned, mixed), atol=1e-4)


def test_a_field_without_cells_lies_nowhere() -> None:
    data, normalisation = draw(without_cells=3)
    points = embed(data, normalisation)
    assert np.isnan(points[:3]).all()
    assert np.isfinite(points[3:]).all()
    assert embed(data.of(np.arange(3)), normalisation).shape == (3, DIMENSIONS)


def test_one_feature_that_has_gone_wild_carries_a_field_only_so_far() -> None:
    data, normalisation = draw(without_cells=0)
    wild = data.features.copy()
    wild[data.field == 0, 7] = np.finfo(np.float32).max
    before, after = embed(data, normalisation), embed(replace(data, features=wild), normalisation)
    np.testing.assert_array_equal(before[1:], after[1:])
    # Every sign moves its dimension by the feature's step.
    assert 0 < np.linalg.norm(after[0] - before[0]) <= 2 * FURTHEST


def test_many_cells_are_projected_part_by_part_and_come_out_as_one_by_one() -> None:
    data, normalisation = draw(without_cells=0)
    times = CELLS_AT_ONCE // len(data.field) + 2
    many = replace(data, features=np.repeat(data.features, times, axis=0), field=np.repeat(data.field, times))
    assert len(many.field) > CELLS_AT_ONCE
    np.testing.assert_allclose(embed(data, normalisation), embed(many, normalisation), atol=1e-5)
