"""From a field and its cells to finite features, or to a named refusal."""

from __future__ import annotations

import numpy as np
import pytest

from mlworker.features.extraction import FeatureUndefined, extract_features
from mlworker.features.family import Family, FeatureSpec, Floats
from mlworker.features.table import CORE, specs_for, table_digest, versions_of
from mlworker.fields import CellField, Field
from quorum.domain.errors import QuorumError


def field_of(cells: np.ndarray, protein: np.ndarray | None = None, **references: np.ndarray) -> CellField:
    plane = np.zeros(cells.shape, dtype=np.uint16) if protein is None else protein
    return CellField(Field(plane, references), cells.astype(np.int32), np.zeros(cells.shape, dtype=np.int32))


def family_of(*columns: tuple[FeatureSpec, list[float]]) -> Family:
    table = np.array([values for _, values in columns], dtype=np.float64).T

    def compute(cells: CellField) -> Floats:
        return table[: cells.count].copy()

    return Family(name="made_up", version=3, specs=tuple(spec for spec, _ in columns), compute=compute)


def spec(name: str, *, undefined: float | None = None, reference: str | None = None) -> FeatureSpec:
    return FeatureSpec(name=f"made_up.{name}", family="made_up", undefined=undefined, reference=reference)


TWO_CELLS = np.array([[1, 1, 0], [0, 2, 2]])


def test_values_come_out_with_names_versions_and_the_digest_of_the_table() -> None:
    made_up = family_of((spec("a"), [1.5, 2.5]), (spec("b"), [3.0, 4.0]))
    features = extract_features(field_of(TWO_CELLS), (made_up,))
    assert features.names == ("made_up.a", "made_up.b")
    assert features.values.dtype == np.float32
    np.testing.assert_array_equal(features.values, [[1.5, 3.0], [2.5, 4.0]])
    assert features.versions == {"made_up": 3}
    assert features.digest == table_digest(made_up.specs, {"made_up": 3})


def test_an_undefined_value_becomes_the_one_declared_in_the_table() -> None:
    made_up = family_of((spec("a", undefined=-7.0), [np.nan, 2.0]))
    np.testing.assert_array_equal(extract_features(field_of(TWO_CELLS), (made_up,)).values, [[-7.0], [2.0]])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e39])
def test_a_value_without_a_declared_stand_in_is_refused_by_feature_and_cell(value: float) -> None:
    made_up = family_of((spec("a", undefined=0.0), [1.0, 1.0]), (spec("b"), [1.0, value]))
    with pytest.raises(FeatureUndefined) as refusal:
        extract_features(field_of(TWO_CELLS), (made_up,))
    assert refusal.value.code == "feature_undefined"
    assert refusal.value.details == {"feature": "made_up.b", "cell": 2}


def test_an_infinite_value_is_refused_even_where_a_stand_in_is_declared() -> None:
    made_up = family_of((spec("a", undefined=0.0), [np.inf, 1.0]))
    with pytest.raises(FeatureUndefined):
        extract_features(field_of(TWO_CELLS), (made_up,))


def test_features_of_a_channel_that_the_field_lacks_are_left_out() -> None:
    made_up = family_of(
        (spec("a"), [1.0, 2.0]),
        (spec("b", reference="er"), [np.nan, np.nan]),
        (spec("c", reference="nucleus"), [3.0, 4.0]),
    )
    nucleus = np.ones(TWO_CELLS.shape, dtype=np.uint16)
    features = extract_features(field_of(TWO_CELLS, nucleus=nucleus), (made_up,))
    assert features.names == ("made_up.a", "made_up.c")
    np.testing.assert_array_equal(features.values, [[1.0, 3.0], [2.0, 4.0]])


def test_a_field_without_cells_has_the_names_and_no_row() -> None:
    features = extract_features(field_of(np.zeros((8, 8))))
    assert features.values.shape == (0, len(features.names))
    assert features.names == tuple(each.name for each in specs_for(CORE, ()))
    assert features.versions == versions_of(CORE)


def test_a_family_that_computes_another_number_of_features_is_our_fault() -> None:
    wrong = Family("made_up", 1, (spec("a"),), lambda cells: np.zeros((cells.count, 2)))
    with pytest.raises(QuorumError, match="made_up"):
        extract_features(field_of(TWO_CELLS), (wrong,))


def test_cells_of_one_pixel_and_of_one_value_have_every_core_feature() -> None:
    cells = np.zeros((40, 40))
    cells[2, 2] = 1
    cells[10:30, 10:30] = 2
    cells[35, 5:30] = 3
    flat = np.full(cells.shape, 9, dtype=np.uint16)
    for plane in (flat, np.zeros_like(flat)):
        field = field_of(cells, plane, nucleus=plane, microtubules=plane, er=plane)
        values = extract_features(field).values
        assert values.shape == (3, len(specs_for(CORE)))
        assert np.isfinite(values).all()
