from __future__ import annotations

import numpy as np
import pytest

from mlworker.evaluation.ablations import (
    ablate,
    at_level,
    measure_levels,
    tree_of,
    with_features,
)
from mlworker.evaluation.crossvalidation import CrossValidationOptions, EvaluationRefused
from mlworker.evaluation.folds import FoldOptions, FoldsInvalid, Grouping, make_folds
from mlworker.evaluation.matrices import (
    Matrix,
    Part,
    cell_line_parts,
    label_number_parts,
    measure_matrix,
    with_everything,
)
from mlworker.recipes.interface import FitOptions
from tests.mlworker.drawn_dataset import draw_dataset
from tests.mlworker.logistic_recipe import LogisticRecipe

pytestmark = pytest.mark.ml

PARENTS = {"class 0": "A", "class 1": "A", "class 2": "B", "class 3": "B", "A": "top", "B": "top"}


def figure(matrix: Matrix, learnt_from: str, asked: str) -> float:
    cell = matrix.cells[matrix.learnt_from.index(learnt_from)][matrix.asked.index(asked)]
    assert (cell.learnt_from, cell.asked) == (learnt_from, asked)
    assert cell.mean_average_precision is not None
    return cell.mean_average_precision.mean


def test_a_model_of_one_cell_line_is_best_at_home_where_lines_differ() -> None:
    data = draw_dataset(lines_differ=True, features=30)
    parts = with_everything(cell_line_parts(data.fields))
    assert [part.name for part in parts] == ["line 0", "line 1", "all"]
    folds = make_folds(data.fields, FoldOptions(Grouping.ANTIBODY, 3), np.random.default_rng(0))
    heard: list[float] = []
    matrix = measure_matrix(
        data,
        LogisticRecipe(),
        learnt_from=parts,
        asked=parts[:2],
        folds=folds,
        options=CrossValidationOptions(fit=FitOptions(on_progress=lambda share, _: heard.append(share))),
        rng=np.random.default_rng(0),
    )
    assert (matrix.learnt_from, matrix.asked) == (("line 0", "line 1", "all"), ("line 0", "line 1"))
    for home, away in (("line 0", "line 1"), ("line 1", "line 0")):
        assert figure(matrix, home, home) > figure(matrix, home, away) + 0.2
        assert figure(matrix, "all", home) > figure(matrix, away, home) + 0.2
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_fields_of_one_label_and_of_several_make_up_the_mixed_part() -> None:
    fields = draw_dataset(unlabelled=20).fields
    single, several, mixed = label_number_parts(fields)
    assert (fields.labels[single.rows].sum(axis=1) == 1).all()
    assert (fields.labels[several.rows].sum(axis=1) > 1).all()
    assert (mixed.rows == (single.rows | several.rows)).all()
    assert not mixed.rows[~fields.labelled].any()


def test_lines_with_few_labelled_fields_can_be_left_out() -> None:
    fields = draw_dataset(unlabelled=400).fields
    of_line = (fields.cell_line == "line 0") & fields.labelled
    assert [part.name for part in cell_line_parts(fields, at_least=int(of_line.sum()) + 1)] in ([], ["line 1"])


def test_a_part_that_a_fold_cannot_learn_from_is_refused() -> None:
    data = draw_dataset()
    folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(0))
    lonely = Part("lonely", data.fields.sample == data.fields.sample[0])
    with pytest.raises(FoldsInvalid) as refused:
        measure_matrix(
            data,
            LogisticRecipe(),
            learnt_from=[lonely],
            asked=[lonely],
            folds=folds,
            rng=np.random.default_rng(0),
        )
    assert refused.value.code == "too_few_groups"


def test_what_no_fold_can_tell_is_unknown() -> None:
    data = draw_dataset()
    folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(0))
    nobody = Part("nobody", np.zeros(len(data.fields), bool))
    everybody = with_everything([nobody])[1]
    matrix = measure_matrix(
        data,
        LogisticRecipe(steps=2),
        learnt_from=[everybody],
        asked=[nobody],
        folds=folds,
        rng=np.random.default_rng(0),
    )
    assert matrix.cells[0][0].macro_f1 is None
    assert matrix.cells[0][0].mean_average_precision is None


def test_labels_merge_into_the_groups_above_them() -> None:
    data = draw_dataset()
    tree = tree_of(data.classes, PARENTS)
    labels = data.fields.labels
    middle = at_level(data, tree, 1)
    assert middle.classes == ("class 4", "A", "B")
    expected = [labels[:, 4], labels[:, :2].any(axis=1), labels[:, 2:4].any(axis=1)]
    np.testing.assert_array_equal(middle.fields.labels, np.column_stack(expected))
    top = at_level(data, tree, 0)
    assert top.classes == ("class 4", "top")
    assert at_level(data, tree, 2) is data
    assert tree.parent_of("class 3") == "B"
    assert tree.parent_of("class 4") is None


def test_every_level_of_the_tree_gets_a_model_and_figures_of_its_own() -> None:
    data = draw_dataset()
    folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(0))
    levels = measure_levels(data, LogisticRecipe(), tree_of(data.classes, PARENTS), folds=folds)
    assert [len(level.figures.per_class) for level in levels] == [2, 3, 5]
    assert [level.level for level in levels] == [0, 1, 2]
    assert levels[0].figures.overall.macro_f1.mean > levels[2].figures.overall.macro_f1.mean


def test_a_tree_of_other_classes_is_refused() -> None:
    data = draw_dataset()
    with pytest.raises(EvaluationRefused) as refused:
        at_level(data, tree_of(("x", "y"), {}), 0)
    assert refused.value.code == "tree_of_other_classes"


def test_less_to_see_is_less_to_tell() -> None:
    data = draw_dataset(features=12)
    folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(0))
    kept = {"all features": data.feature_names, "two features": data.feature_names[:2]}
    every, two = ablate(data, LogisticRecipe(), kept, folds=folds)
    assert (every.name, every.features, two.name, two.features) == ("all features", 12, "two features", 2)
    assert every.figures.overall.macro_f1.mean > two.figures.overall.macro_f1.mean + 0.1


@pytest.mark.parametrize(
    ("names", "code"), [(["feature.0", "of another table"], "features_unknown"), ([], "no_features")]
)
def test_features_that_are_not_there_are_refused(names: list[str], code: str) -> None:
    with pytest.raises(EvaluationRefused) as refused:
        with_features(draw_dataset(), names)
    assert refused.value.code == code


def test_features_keep_their_order() -> None:
    data = draw_dataset()
    fewer = with_features(data, {"feature.7", "feature.2"})
    assert fewer.feature_names == ("feature.2", "feature.7")
    np.testing.assert_array_equal(fewer.features, data.features[:, [2, 7]])
