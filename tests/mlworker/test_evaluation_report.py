from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mlworker.evaluation.ablations import ablate, measure_levels, tree_of
from mlworker.evaluation.curves import class_curves
from mlworker.evaluation.evaluation import Evaluation
from mlworker.evaluation.figure_tables import from_csv, from_json
from mlworker.evaluation.folds import FoldOptions, make_folds
from mlworker.evaluation.matrices import label_number_parts, measure_matrix
from mlworker.evaluation.out_of_fold import read_out_of_fold
from mlworker.evaluation.report import ReportRefused, write_report
from tests.mlworker.drawn_dataset import draw_dataset
from tests.mlworker.logistic_recipe import LogisticRecipe

pytestmark = pytest.mark.ml

NAMES = {"class 0": "Nucleoplasm <$x$>", "A": "Nuclear"}


def evaluation(*, with_everything: bool = False) -> Evaluation:
    data, recipe = draw_dataset(), LogisticRecipe()
    folds = make_folds(data.fields, FoldOptions(folds=3), np.random.default_rng(0))
    made = replace(Evaluation.of(data, recipe, folds=folds), names=NAMES)
    if not with_everything:
        return made
    tree = tree_of(data.classes, {"class 0": "A", "class 1": "A", "class 2": "B"})
    parts = label_number_parts(data.fields)[1:]
    matrix = measure_matrix(
        data, recipe, learnt_from=parts, asked=parts, folds=folds, rng=np.random.default_rng(0)
    )
    return replace(
        made,
        tree=tree,
        levels=measure_levels(data, recipe, tree, folds=folds),
        ablations=ablate(data, recipe, {"two features": data.feature_names[:2]}, folds=folds),
        matrices=(("Numbers of labels", matrix),),
        compared=(("one", made.figures), ("other", made.figures)),
    )


def test_a_report_holds_figures_classes_and_predictions_as_they_were_found(tmp_path: Path) -> None:
    found = evaluation()
    folder = tmp_path / "deep" / "report"
    write_report(folder, found, pictures=False)
    assert from_json((folder / "figures.json").read_bytes()) == found.figures
    assert from_csv((folder / "per_class.csv").read_text(encoding="utf-8")) == found.figures.per_class
    table = read_out_of_fold(folder / "out_of_fold.parquet")
    assert table.classes == found.found.classes
    assert (table.ids == found.fields.ids).all()
    assert (table.fold == found.found.folds.of_field).all()
    np.testing.assert_array_equal(table.probabilities, found.found.probabilities)
    page = (folder / "report.md").read_text(encoding="utf-8")
    assert "3 folds by sample" in page
    assert "| Nucleoplasm <$x$> |" in page
    assert list(tmp_path.joinpath("deep").iterdir()) == [folder]


def test_a_report_with_everything_links_pictures_that_are_there(tmp_path: Path) -> None:
    write_report(tmp_path / "report", evaluation(with_everything=True))
    page = (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    linked = re.findall(r"\((plots/[a-z_0-9]+\.(?:png|svg))\)", page)
    drawn = {path.relative_to(tmp_path / "report").as_posix() for path in (tmp_path / "report/plots").iterdir()}
    assert set(linked) == drawn
    assert {Path(name).stem for name in drawn} == {
        "precision_recall",
        "tree",
        "reliability",
        "comparison",
        "ablation",
        "matrix_1",
        "learning",
    }
    for name in linked:
        if name.endswith(".png"):
            with Image.open(tmp_path / "report" / name) as image:
                # A ground of their own: pictures read the same on light and dark pages.
                assert image.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)
    more = json.loads((tmp_path / "report" / "more.json").read_bytes())
    assert [one["level"] for one in more["levels"]] == [0, 1]
    assert more["matrices"][0]["matrix"]["asked"] == ["multi", "mixed"]
    assert list(more["trainings"]) == ["linear, fold 0", "linear, fold 1", "linear, fold 2"]
    assert len(more["trainings"]["linear, fold 0"]["epochs"]) == 60


def test_a_new_report_replaces_an_old_one_whole(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write_report(folder, evaluation(), pictures=False)
    (folder / "left over").touch()
    write_report(folder, evaluation(), pictures=False)
    assert not (folder / "left over").exists()


def test_a_report_that_fails_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    folder, found = tmp_path / "report", evaluation()
    write_report(folder, found, pictures=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    broken = replace(found, figures=replace(found.figures, protocol="of another version"))
    with pytest.raises(KeyError):
        write_report(folder, broken, pictures=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "holiday.png").touch()
    with pytest.raises(ReportRefused) as refused:
        write_report(tmp_path / "photos", evaluation(), pictures=False)
    assert refused.value.code == "folder_in_use"
    assert (tmp_path / "photos" / "holiday.png").exists()


def test_curves_pass_through_the_decisions_of_their_folds() -> None:
    found = evaluation()
    for one in class_curves(found.found, found.fields, found.decisions):
        assert len(one.folds) == 2
        for fold in one.folds:
            recall, precision = fold.decided
            if not np.isnan(precision):
                there = fold.precision[np.abs(fold.recall - recall) < 1 / 400]
                assert there.min() <= precision <= there.max()
