from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlworker.datasets.dataset import Dataset
from mlworker.evaluation.crossvalidation import (
    CrossValidation,
    CrossValidationOptions,
    EvaluationRefused,
    PredictionsInvalid,
    cross_validate,
)
from mlworker.evaluation.folds import FoldOptions, Folds, Grouping, make_folds
from mlworker.recipes.interface import FitOptions, FittedModel, Floats, TrainedNetwork
from tests.mlworker.drawn_dataset import draw_dataset
from tests.mlworker.logistic_recipe import LogisticRecipe

pytestmark = pytest.mark.ml


def folds_of(data: Dataset, folds: int = 3, by: Grouping = Grouping.SAMPLE) -> Folds:
    return make_folds(data.fields, FoldOptions(by, folds), np.random.default_rng(0))


def equal(one: CrossValidation, other: CrossValidation) -> bool:
    return (
        one.trainings == other.trainings
        and np.array_equal(one.probabilities, other.probabilities, equal_nan=True)
        and all(
            np.array_equal(a, b, equal_nan=True) for a, b in zip(one.validation, other.validation, strict=True)
        )
    )


def test_each_field_is_predicted_by_the_model_that_did_not_see_it() -> None:
    data = draw_dataset()
    folds = folds_of(data)
    found = cross_validate(data, LogisticRecipe(), folds=folds)
    cells = np.bincount(data.field, minlength=len(data.fields))
    assert found.probabilities.shape == (len(data.fields), 5)
    assert (np.isnan(found.probabilities) == (cells == 0)[:, None]).all()
    for number, fold in enumerate(folds.parts):
        model = LogisticRecipe().fit(data.of(fold.training), data.of(fold.validation), FitOptions(seed=number))
        np.testing.assert_array_equal(found.probabilities[fold.test], model.predict(data.of(fold.test)))
        np.testing.assert_array_equal(found.validation[number], model.predict(data.of(fold.validation)))


@dataclass(frozen=True)
class EchoingModel:
    """Says what the labels of the very fields asked are, as a leak would."""

    model: FittedModel

    @property
    def networks(self) -> Mapping[str, TrainedNetwork]:
        return self.model.networks

    def predict(self, data: Dataset) -> Floats:
        assert not data.fields.labels.any()
        assert not data.fields.labelled.any()
        return self.model.predict(data)


@dataclass(frozen=True)
class EchoingRecipe:
    name: str = "echo"
    reads_crowd: bool = False

    def fit(self, training: Dataset, validation: Dataset, options: FitOptions) -> Any:
        assert training.fields.labels.any()
        assert validation.fields.labels.any()
        return EchoingModel(LogisticRecipe(steps=1).fit(training, validation, options))


def test_a_model_never_sees_the_labels_of_the_fields_it_is_asked_about() -> None:
    data = draw_dataset()
    cross_validate(data, EchoingRecipe(), folds=folds_of(data))  # type: ignore[arg-type]


def test_a_run_that_was_cut_off_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    data = draw_dataset()
    folds = folds_of(data)
    log, cut_off = tmp_path / "log", tmp_path / "cut off"
    recipe = LogisticRecipe(log=log, cut_off=cut_off)
    options = CrossValidationOptions(folder=tmp_path / "kept")
    cut_off.touch()
    with pytest.raises(KeyboardInterrupt):
        cross_validate(data, recipe, folds=folds, options=options)
    assert len(list((tmp_path / "kept").glob("*/begun"))) == 1, "the fold that was cut off has a checkpoint"
    cut_off.unlink()
    resumed = cross_validate(data, recipe, folds=folds, options=options)
    assert [line.split()[0] for line in log.read_text().splitlines()] == ["0", "1", "2", "2"]
    assert equal(resumed, cross_validate(data, LogisticRecipe(), folds=folds))
    assert equal(resumed, cross_validate(data, recipe, folds=folds, options=options))
    assert len(log.read_text().splitlines()) == 4
    assert {path.suffix for path in (tmp_path / "kept").iterdir()} == {".npz"}


def test_folds_tell_how_their_networks_learnt(tmp_path: Path) -> None:
    data = draw_dataset()
    folds, options = folds_of(data), CrossValidationOptions(folder=tmp_path)
    found = cross_validate(data, LogisticRecipe(steps=5), folds=folds, options=options)
    assert [list(fold) for fold in found.trainings] == [["linear"]] * 3
    for fold in found.trainings:
        losses = [one.training_loss for one in fold["linear"].epochs]
        assert len(losses) == 5
        assert losses == sorted(losses, reverse=True)
    again = cross_validate(data, LogisticRecipe(steps=5), folds=folds, options=options)
    assert again.trainings == found.trainings


@pytest.mark.parametrize("changed", ["labels", "features", "seed", "recipe", "folds"])
def test_folds_kept_for_something_else_are_not_taken(tmp_path: Path, changed: str) -> None:
    data = draw_dataset()
    folds, log = folds_of(data), tmp_path / "log"
    recipe, options = LogisticRecipe(log=log, steps=2), CrossValidationOptions(folder=tmp_path / "kept")
    cross_validate(data, recipe, folds=folds, options=options)
    log.unlink()
    if changed == "labels":
        labels = data.fields.labels.copy()
        labels[-1, 0] ^= True
        data = replace(data, fields=replace(data.fields, labels=labels))
    elif changed == "features":
        data = replace(data, features=data.features + np.float32(1))
    elif changed == "seed":
        options = replace(options, fit=FitOptions(seed=9))
    elif changed == "recipe":
        recipe = replace(recipe, steps=3)
    else:
        folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(9))
    cross_validate(data, recipe, folds=folds, options=options)
    assert len(log.read_text().splitlines()) == 3


@pytest.mark.slow
def test_folds_fitted_in_two_processes_equal_those_fitted_in_one(tmp_path: Path) -> None:
    data = draw_dataset()
    folds, log = folds_of(data), tmp_path / "log"
    heard: list[float] = []
    options = CrossValidationOptions(
        fit=FitOptions(on_progress=lambda share, _: heard.append(share)), processes=2
    )
    side_by_side = cross_validate(data, LogisticRecipe(log=log), folds=folds, options=options)
    assert equal(side_by_side, cross_validate(data, LogisticRecipe(), folds=folds))
    lines = [line.split() for line in log.read_text().splitlines()]
    assert {threads for _, _, threads in lines} == {"1"}
    # How many of the two got a fold depends on how fast they started.
    assert str(os.getpid()) not in {process for _, process, _ in lines}
    assert heard == pytest.approx([1 / 3, 2 / 3, 1])


def test_progress_rises_from_the_first_step_to_the_last_fold() -> None:
    data = draw_dataset()
    heard: list[float] = []
    options = CrossValidationOptions(fit=FitOptions(on_progress=lambda share, _: heard.append(share)))
    cross_validate(data, LogisticRecipe(steps=4), folds=folds_of(data), options=options)
    assert heard == sorted(heard)
    assert heard[0] == pytest.approx(1 / 12)
    assert heard[-1] == 1


@dataclass(frozen=True)
class WrongModel:
    shift: float
    classes: int
    networks: Mapping[str, TrainedNetwork] = field(default_factory=dict)

    def predict(self, data: Dataset) -> Floats:
        return np.full((len(data.fields), self.classes), 0.5) + self.shift


@dataclass(frozen=True)
class WrongRecipe:
    shift: float = 0.0
    classes: int = 5
    name: str = "wrong"
    reads_crowd: bool = False

    def fit(self, training: Dataset, validation: Dataset, options: FitOptions) -> Any:
        return WrongModel(self.shift, self.classes)


@pytest.mark.parametrize(
    ("recipe", "without_cells"),
    [
        (WrongRecipe(shift=0.6), 0),
        (WrongRecipe(shift=np.nan), 0),
        (WrongRecipe(classes=4), 0),
        (WrongRecipe(), 3),
    ],
    ids=["above one", "not a number", "a class short", "of fields without cells"],
)
def test_what_is_no_probability_is_refused(recipe: Any, without_cells: int) -> None:
    data = draw_dataset(without_cells=without_cells)
    with pytest.raises(PredictionsInvalid):
        cross_validate(data, recipe, folds=folds_of(data))


def test_a_recipe_that_reads_votes_is_refused_without_any() -> None:
    data = draw_dataset()
    with pytest.raises(EvaluationRefused) as refused:
        cross_validate(data, LogisticRecipe(reads_crowd=True), folds=folds_of(data))
    assert refused.value.code == "crowd_missing"


def test_folds_of_another_dataset_are_refused() -> None:
    with pytest.raises(EvaluationRefused) as refused:
        cross_validate(draw_dataset(), LogisticRecipe(), folds=folds_of(draw_dataset(antibodies=20)))
    assert refused.value.code == "folds_of_other_fields"
