from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlworker.datasets.dataset import Fields
from mlworker.evaluation.folds import (
    FoldOptions,
    FoldsInvalid,
    Grouping,
    count_folds,
    make_folds,
    recorded_folds,
)
from quorum.domain.stratification import share_out
from tests.mlworker.drawn_dataset import draw_dataset

pytestmark = pytest.mark.ml


def fields_of(groups: list[str], labels: list[list[int]]) -> Fields:
    names, truth = np.array(groups), np.array(labels, bool)
    return Fields(names, names, names, names, names, truth, np.ones(len(names), bool))


@given(
    seed=st.integers(0, 2**32 - 1),
    by=st.sampled_from(Grouping),
    folds=st.integers(2, 6),
    antibodies=st.integers(8, 40),
    unlabelled=st.sampled_from([0, 7]),
)
@settings(max_examples=40, deadline=None)
def test_every_field_is_asked_once_and_no_group_lies_on_two_sides(
    seed: int, by: Grouping, folds: int, antibodies: int, unlabelled: int
) -> None:
    fields = draw_dataset(seed=seed, antibodies=antibodies, unlabelled=unlabelled).fields
    made = make_folds(fields, FoldOptions(by, folds), np.random.default_rng(seed))
    names = by.of(fields)
    assert sorted(np.concatenate([fold.test for fold in made.parts])) == list(range(len(fields)))
    for number, fold in enumerate(made.parts):
        parts = (fold.training, fold.validation, fold.test)
        assert sorted(np.concatenate(parts)) == list(range(len(fields)))
        assert all(len(part) and (np.diff(part) > 0).all() for part in parts)
        held = [set(names[part]) for part in parts]
        assert len(set.union(*held)) == sum(len(part) for part in held)
        assert (made.of_field[fold.test] == number).all()


@given(seed=st.integers(0, 2**32 - 1), folds=st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_a_class_with_as_many_groups_as_folds_is_in_every_fold(seed: int, folds: int) -> None:
    # One class a group, so that no class can be in the way of another.
    rng = np.random.default_rng(seed)
    group_class = np.concatenate([np.repeat(0, folds), np.repeat(1, folds + 3), np.repeat(2, 40)])
    group = np.repeat(np.arange(len(group_class)), rng.integers(1, 6, len(group_class)))
    labels = np.eye(3, dtype=bool)[group_class[group]]
    fields = fields_of([f"g{number}" for number in group], labels.tolist())
    made = make_folds(fields, FoldOptions(folds=folds), rng)
    assert (count_folds(fields, made).test > 0).all()


def test_classes_are_shared_out_in_proportion_better_than_by_lot() -> None:
    data = draw_dataset(antibodies=200)
    made = make_folds(data.fields, FoldOptions(Grouping.ANTIBODY), np.random.default_rng(0))
    counts = count_folds(data.fields, made)
    total = data.fields.labels.sum(axis=0)
    assert (counts.test.sum(axis=0) == total).all()
    assert (counts.training + counts.validation + counts.test == total).all()
    assert (np.abs(counts.test - total / 5) <= 16).all()  # two antibodies of eight fields
    assert (np.abs(counts.fields - 320) <= 32).all()
    assert counts.groups.sum() == 200
    held = 0.1 * (counts.training + counts.validation)
    assert (np.abs(counts.validation - held) <= 8).all()  # one antibody
    rng = np.random.default_rng(0)
    groups = np.unique(data.fields.antibody, return_inverse=True)[1]
    by_lot = rng.permutation(np.arange(200) % 5)[groups]
    spread_by_lot = np.array([data.fields.labels[by_lot == k].sum(axis=0) for k in range(5)]).std(axis=0)
    assert (counts.test.std(axis=0) < spread_by_lot / 2).all()


def test_the_rarest_class_is_shared_out_first_and_largest_groups_before_small_ones() -> None:
    # Columns: the class, all fields. Groups of 4, 1, 1, 1 and 1 positives fill two parts evenly.
    strata = np.array([[4, 4], [1, 1], [1, 1], [1, 1], [1, 1]])
    part = share_out(strata, np.array([0.5, 0.5]), np.random.default_rng(3))
    assert sorted(np.bincount(part, weights=strata[:, 0])) == [4, 4]


def test_equal_seeds_give_equal_folds_and_others_differ() -> None:
    fields = draw_dataset().fields
    one, same, other = (
        make_folds(fields, FoldOptions(), np.random.default_rng(seed)).of_field for seed in (1, 1, 2)
    )
    assert (one == same).all()
    assert (one != other).any()


def test_no_part_is_empty_with_one_group_more_than_folds() -> None:
    groups = ["a", "b", "c", "d"]
    fields = fields_of(groups * 3, [[1, 0]] * 12)
    made = make_folds(fields, FoldOptions(folds=2), np.random.default_rng(0))
    assert all(len(fold.training) and len(fold.validation) and len(fold.test) for fold in made.parts)


@pytest.mark.parametrize("groups", [["a"] * 6, ["a", "b"] * 3])
def test_fewer_groups_than_parts_are_refused(groups: list[str]) -> None:
    fields = fields_of(groups, [[1]] * 6)
    with pytest.raises(FoldsInvalid) as refused:
        make_folds(fields, FoldOptions(folds=2), np.random.default_rng(0))
    assert refused.value.code == "too_few_groups"


def test_a_field_without_a_group_is_refused() -> None:
    with pytest.raises(FoldsInvalid) as refused:
        make_folds(fields_of(["a", "b", ""], [[1]] * 3), FoldOptions(folds=2), np.random.default_rng(0))
    assert refused.value.code == "groups_unknown"


@pytest.mark.parametrize(("folds", "share"), [(1, 0.1), (5, 0.0), (5, 1.0)])
def test_options_out_of_range_are_refused(folds: int, share: float) -> None:
    with pytest.raises(FoldsInvalid):
        FoldOptions(folds=folds, validation_share=share)


def test_folds_that_learn_from_one_cell_line_ask_all_fields() -> None:
    fields = draw_dataset().fields
    made = make_folds(fields, FoldOptions(Grouping.ANTIBODY), np.random.default_rng(0))
    allowed = fields.cell_line == "line 1"
    limited = made.learning_from(fields, allowed, np.random.default_rng(0))
    for before, after in zip(made.parts, limited.parts, strict=True):
        assert (after.test == before.test).all()
        learnt = np.union1d(after.training, after.validation)
        assert allowed[learnt].all()
        assert np.isin(learnt, np.union1d(before.training, before.validation)).all()
        assert not set(fields.antibody[after.training]) & set(fields.antibody[after.validation])


def test_too_little_left_to_learn_from_is_refused_and_names_the_fold() -> None:
    fields = draw_dataset().fields
    made = make_folds(fields, FoldOptions(), np.random.default_rng(0))
    with pytest.raises(FoldsInvalid) as refused:
        made.learning_from(fields, fields.sample == fields.sample[0], np.random.default_rng(0))
    assert refused.value.code == "too_few_groups"
    assert refused.value.details["fold"] in range(5)


def test_unlabelled_fields_are_spread_over_the_folds_too() -> None:
    data = draw_dataset(antibodies=60, unlabelled=200)
    fields = data.fields
    made = make_folds(fields, FoldOptions(), np.random.default_rng(0))
    labelled = [int(fields.labelled[fold.test].sum()) for fold in made.parts]
    assert max(labelled) - min(labelled) <= 12


def test_folds_that_a_table_names_are_taken_as_they_are_unless_they_divide_a_sample() -> None:
    fields, rng = draw_dataset(seed=3, antibodies=20).fields, np.random.default_rng(3)
    options = FoldOptions(folds=4)
    named = make_folds(fields, options, rng).of_field
    made = recorded_folds(replace(fields, fold=named), options, rng)
    np.testing.assert_array_equal(made.of_field, named)
    assert all(len(fold.training) and len(fold.validation) for fold in made.parts)
    one_off = np.where(np.arange(len(named)) == 0, (named + 1) % 4, named)
    for fold, folds in ((one_off, 4), (named, 5), (None, 4)):
        with pytest.raises(FoldsInvalid) as caught:
            recorded_folds(replace(fields, fold=fold), FoldOptions(folds=folds), rng)
        assert caught.value.code == "folds_unfit"
