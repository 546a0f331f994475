from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlworker.datasets.dataset import Dataset, Fields
from mlworker.evaluation.crossvalidation import CrossValidation, EvaluationRefused, cross_validate
from mlworker.evaluation.cutoffs import Protocol, decide
from mlworker.evaluation.figure_tables import (
    FiguresInvalid,
    class_table,
    comparison_table,
    difference_table,
    from_csv,
    from_json,
    overall_table,
    to_csv,
    to_json,
)
from mlworker.evaluation.figures import BINS, CalibrationFigures, Estimate, Figures, measure
from mlworker.evaluation.folds import Fold, FoldOptions, Folds, Grouping, make_folds
from quorum.domain.calibration import reliability
from tests.mlworker.drawn_dataset import draw_dataset
from tests.mlworker.logistic_recipe import LogisticRecipe

pytestmark = pytest.mark.ml

NAN = float("nan")


def worked_by_hand() -> tuple[CrossValidation, Fields]:
    """Three folds of four fields, two classes; the last field of the last fold has no cell."""
    labels = [[1, 0], [1, 0], [0, 1], [0, 0], [1, 0], [0, 1], [1, 0], [0, 0], [1, 0], [0, 0], [0, 0], [1, 0]]
    scores = [[0.9, 0.1], [0.6, 0.2], [0.3, 0.8], [0.2, 0.3]]  # cutoffs .6 and .8
    scores += [[0.7, 0.1], [0.8, 0.9], [0.5, 0.2], [0.1, 0.8]]
    scores += [[0.6, 0.1], [0.5, 0.9], [0.2, 0.2], [NAN, NAN]]
    names = np.array([f"f{number}" for number in range(12)])
    fields = Fields(names, names, names, names, names, np.array(labels, bool), np.ones(12, bool))
    rows = np.arange(12)
    parts = tuple(
        Fold(np.setdiff1d(rows, test)[2:], np.setdiff1d(rows, test)[:2], test) for test in rows.reshape(3, 4)
    )
    folds = Folds(FoldOptions(folds=3), 12, parts)
    validation = tuple(np.array(scores)[fold.validation] for fold in parts)
    return CrossValidation("by hand", ("a", "b"), folds, np.array(scores), validation), fields


def evaluated(
    data: Dataset, protocol: Protocol = Protocol.FIRST_FOLD, by: Grouping = Grouping.SAMPLE
) -> Figures:
    folds = make_folds(data.fields, FoldOptions(by, 4), np.random.default_rng(0))
    found = cross_validate(data, LogisticRecipe(), folds=folds)
    return measure(found, data.fields, decide(found, data.fields, protocol))


def test_cutoffs_come_from_the_first_fold_and_the_others_are_scored() -> None:
    found, fields = worked_by_hand()
    decisions = decide(found, fields)
    assert decisions.scored == (1, 2)
    np.testing.assert_array_equal(decisions.cutoffs, [[0.6, 0.8]] * 3)
    # Fold 1, class a: named .7 (right) and .8 (wrong), missed .5. Class b: .9 (right) and .8 (wrong).
    # Fold 2, class a: named .6 (right), missed the field without cells. Class b: no positive, one named.
    figures = measure(found, fields, decisions)
    a, b = figures.per_class
    assert (a.positives, a.named, b.positives, b.named) == (4, 3, 1, 3)
    assert a.precision is not None
    assert a.recall is not None
    assert a.f1 is not None
    assert a.precision.mean == pytest.approx((1 / 2 + 1) / 2)
    assert a.recall.mean == pytest.approx((1 / 2 + 1 / 2) / 2)
    assert a.f1.mean == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert b.f1 == Estimate(pytest.approx(2 / 3), None, None, 1)
    assert figures.overall.macro_f1.mean == pytest.approx(((1 / 2 + 2 / 3) / 2 + 2 / 3) / 2)
    # Micro: fold 1 has 2 hits of 3 expected and 4 named; fold 2 has 1 of 2 and 2.
    assert figures.overall.micro_precision.mean == pytest.approx((2 / 4 + 1 / 2) / 2)
    assert figures.overall.micro_recall.mean == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert figures.overall.micro_f1.mean == pytest.approx((4 / 7 + 2 / 4) / 2)
    # Average precision of a: fold 1 ranks wrong, right, right; fold 2 right, then never.
    assert a.average_precision is not None
    assert a.average_precision.mean == pytest.approx(((1 / 2 + 2 / 3) / 2 + 1 / 2) / 2)
    assert b.average_precision is not None
    assert b.average_precision.mean == 1.0
    assert figures.overall.mean_average_precision.mean == pytest.approx(
        (((1 / 2 + 2 / 3) / 2 + 1) / 2 + 1 / 2) / 2
    )
    assert (figures.fields, figures.fields_without_cells) == (8, 1)


def test_calibration_is_that_of_the_scored_fields_with_cells() -> None:
    found, fields = worked_by_hand()
    figures = measure(found, fields, decide(found, fields))
    asked = [4, 5, 6, 7, 8, 9, 10]
    expected = ((found.probabilities[asked] - fields.labels[asked]) ** 2).mean()
    assert figures.calibration.brier == pytest.approx(expected)
    assert sum(one.count for one in figures.calibration.bins) == 14
    gaps = [abs(one.predicted - one.observed) * one.count for one in figures.calibration.bins]
    assert figures.calibration.expected_error == pytest.approx(sum(gaps) / 14)


def test_the_diagram_of_kept_calibration_figures_is_the_one_they_came_from() -> None:
    rng = np.random.default_rng(0)
    # Two bins stay empty.
    probabilities = rng.beta(2.0, 5.0, (40, 3)) * 0.8
    found = reliability(probabilities, rng.random((40, 3)) < probabilities, BINS)
    assert (found.count == 0).sum() >= 2
    again = CalibrationFigures.of(found).reliability
    for name, value in vars(found).items():
        np.testing.assert_array_equal(getattr(again, name), value)


def test_nested_cutoffs_are_those_of_each_folds_validation_fields() -> None:
    found, fields = worked_by_hand()
    decisions = decide(found, fields, Protocol.NESTED)
    assert decisions.scored == (0, 1, 2)
    # Fold 0 watches the fields 4 and 5, the other folds 0 and 1, where no field is of class b.
    np.testing.assert_array_equal(decisions.cutoffs, [[0.7, 0.9], [0.6, np.inf], [0.6, np.inf]])
    figures = measure(found, fields, decisions)
    assert figures.per_class[1].cutoffs == (0.9, None, None)
    assert not decisions.named[4:, 1].any()


def test_cutoffs_are_those_of_highest_f1_on_the_tuning_fields() -> None:
    data = draw_dataset(of_class=0.5)
    folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(0))
    found = cross_validate(data, LogisticRecipe(), folds=folds)
    decisions = decide(found, data.fields)
    rows = folds.parts[0].test
    for column in range(len(data.classes)):
        truth, scores = data.fields.labels[rows, column], found.probabilities[rows, column]

        def f1(cutoff: float, truth: np.ndarray = truth, scores: np.ndarray = scores) -> float:
            named = scores >= cutoff
            return 2 * (truth & named).sum() / (truth.sum() + named.sum()) if named.any() else 0.0

        best = max(f1(cutoff) for cutoff in scores[~np.isnan(scores)])
        assert f1(decisions.cutoffs[0, column]) == pytest.approx(best)


def test_a_field_without_cells_is_never_named() -> None:
    data = draw_dataset(without_cells=40)
    for protocol in Protocol:
        folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(0))
        found = cross_validate(data, LogisticRecipe(), folds=folds)
        assert not decide(found, data.fields, protocol).named[:40].any()


def test_fields_without_trusted_labels_are_not_scored() -> None:
    data = draw_dataset(unlabelled=150)
    figures = evaluated(data, Protocol.NESTED)
    assert figures.fields == len(data.fields) - 150
    assert sum(one.positives for one in figures.per_class) == data.fields.labels.sum()


def test_folds_by_well_flatter_a_model_that_knows_antibodies_by_their_stain() -> None:
    # Features carry the antibody alone: its class can be remembered, not seen.
    data = draw_dataset(antibodies=40, of_class=0.0, of_antibody=2.0, features=60)
    by_well, by_sample, by_antibody = (
        evaluated(data, by=by).overall.mean_average_precision.mean
        for by in (Grouping.WELL, Grouping.SAMPLE, Grouping.ANTIBODY)
    )
    assert by_well > 0.9
    assert by_sample > 0.8  # an antibody's other cell line gives it away just as well
    assert by_antibody < 0.5


def test_an_interval_is_students_t_over_folds() -> None:
    estimate = Estimate.of([0.4, 0.5, 0.6, NAN])
    assert estimate is not None
    assert estimate.mean == pytest.approx(0.5)
    # t of 2 degrees of freedom at .975 is 4.302653; the standard error .1 / sqrt(3).
    assert estimate.low == pytest.approx(0.5 - 4.302653 * 0.1 / 3**0.5)
    assert estimate.high == pytest.approx(0.5 + 4.302653 * 0.1 / 3**0.5)
    assert estimate.folds == 3
    assert Estimate.of([0.5]) == Estimate(0.5, None, None, 1)
    assert Estimate.of([NAN]) is None
    wide = Estimate.of([0.0, 1.0])
    assert wide is not None
    assert (wide.low, wide.high) == (0.0, 1.0)


def test_differences_are_taken_fold_by_fold() -> None:
    one, other = Estimate.of([0.5, 0.6, 0.8]), Estimate.of([0.4, 0.5, 0.6])
    assert one is not None
    assert other is not None
    # Differences .1, .1, .2: mean 2/15, standard error .0333; t of 2 degrees of freedom at .975 is 4.302653.
    assert one.less(other) == pytest.approx((2 / 15, 2 / 15 - 4.302653 / 30, 2 / 15 + 4.302653 / 30))
    single = Estimate.of([0.5])
    assert single is not None
    assert (single.less(single), one.less(single)) == (None, None)


def test_a_table_of_differences_compares_each_with_those_before_it_on_the_same_folds() -> None:
    figures = evaluated(draw_dataset())
    head, _, *rows = difference_table([("one", figures), ("two", figures), ("three", figures)]).splitlines()
    assert head == "|  | Macro F1 | Micro F1 | Mean average precision |"
    assert [row.split(" | ")[0] for row in rows] == ["| two less one", "| three less one", "| three less two"]
    assert all(row.count("0.000 (0.000 to 0.000)") == 3 for row in rows)
    with pytest.raises(FiguresInvalid):
        difference_table([("one", figures), ("other", replace(figures, fields=1))])


def test_figures_come_back_from_json_and_csv_as_they_were() -> None:
    found, fields = worked_by_hand()
    for figures in (
        measure(found, fields, decide(found, fields, Protocol.NESTED)),
        evaluated(draw_dataset()),
    ):
        assert from_json(to_json(figures)) == figures
        assert from_csv(to_csv(figures)) == figures.per_class


@pytest.mark.parametrize("text", ["", "{}", '{"recipe": 1}', "[]"])
def test_what_is_no_figures_is_refused(text: str) -> None:
    with pytest.raises(FiguresInvalid):
        from_json(text.encode())
    if text:
        with pytest.raises(FiguresInvalid):
            from_csv(f"{text}\n1,2,3\n")


def test_tables_have_a_line_per_class_and_per_evaluation() -> None:
    found, fields = worked_by_hand()
    figures = measure(found, fields, decide(found, fields))
    lines = class_table(figures, {"a": "Alpha | one"}).splitlines()
    assert lines[0] == "| Class | Fields | Precision | Recall | F1 | Average precision |"
    assert lines[2].startswith("| Alpha \\| one | 4 | 0.750 | 0.500 | 0.583 (")
    assert lines[3] == "| b | 1 | 0.500 | 1.000 | 0.667 | 1.000 |"
    other = replace(figures, per_class=figures.per_class[:1])
    assert comparison_table([("one", figures), ("other", other)]).splitlines()[3] == "| b | 1 | 0.667 | - |"
    table = overall_table([("one", figures), ("other", figures)]).splitlines()
    assert table[0].startswith("|  | Macro precision | Macro recall | Macro F1 | Micro precision |")
    assert [line.split(" | ")[0] for line in table[2:]] == ["| one", "| other"]


def test_a_fold_without_any_positive_is_refused() -> None:
    found, fields = worked_by_hand()
    labels = fields.labels.copy()
    labels[4:8] = False
    fields = replace(fields, labels=labels)
    with pytest.raises(EvaluationRefused) as refused:
        measure(found, fields, decide(found, fields))
    assert refused.value.code == "nothing_to_score"
    labels[:4] = False
    with pytest.raises(EvaluationRefused) as refused:
        decide(found, replace(fields, labels=labels))
    assert refused.value.code == "nothing_to_tune_on"
