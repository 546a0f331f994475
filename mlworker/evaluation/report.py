"""The folder of an evaluation: figures, tables, predictions, pictures, and a page that links them."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any

import msgspec

from mlworker.evaluation.evaluation import Evaluation
from mlworker.evaluation.figure_tables import (
    class_table,
    comparison_table,
    difference_table,
    overall_table,
    to_csv,
    to_json,
)
from mlworker.evaluation.out_of_fold import write_out_of_fold
from quorum.domain.errors import OurFault, UserFault

PAGE = "report.md"


class ReportRefused(UserFault):
    """The folder holds something other than a report, which must not be replaced."""

    code = "folder_in_use"


class PicturesUnavailable(OurFault):
    """Pictures were asked for where matplotlib is not installed."""

    code = "pictures_unavailable"


def write_report(folder: Path, evaluation: Evaluation, *, pictures: bool = True) -> None:
    """Write a report whole or not at all; an earlier report in the folder is replaced.

    It holds figures.json, per_class.csv, out_of_fold.parquet, more.json, plots/ and report.md. Raises
    ReportRefused, and PicturesUnavailable, before anything is written.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / PAGE).exists():
        raise ReportRefused(f"{folder} is not empty and holds no report.", folder=str(folder))
    if pictures and importlib.util.find_spec("matplotlib") is None:
        raise PicturesUnavailable("Pictures need matplotlib: install the extra `analysis`.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        _fill(unfinished, evaluation, pictures=pictures)
        _replace(folder, unfinished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _replace(folder: Path, by: Path) -> None:
    # A folder that is not empty cannot be replaced in one step: the old one steps aside.
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.replace(old)
    by.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def _fill(folder: Path, evaluation: Evaluation, *, pictures: bool) -> None:
    (folder / "figures.json").write_bytes(to_json(evaluation.figures))
    (folder / "per_class.csv").write_text(to_csv(evaluation.figures), encoding="utf-8")
    write_out_of_fold(folder / "out_of_fold.parquet", evaluation.found, evaluation.fields)
    more: dict[str, Any] = {
        "levels": evaluation.levels,
        "ablations": evaluation.ablations,
        "matrices": [{"title": title, "matrix": matrix} for title, matrix in evaluation.matrices],
        "compared": [{"name": name, "figures": figures} for name, figures in evaluation.compared],
        "trainings": evaluation.trainings,
    }
    (folder / "more.json").write_bytes(msgspec.json.format(msgspec.json.encode(more), indent=2) + b"\n")
    shown: list[str] = []
    if pictures:
        from mlworker.evaluation.plots.album import draw_pictures

        (folder / "plots").mkdir()
        for picture in draw_pictures(folder / "plots", evaluation):
            image = f"[![{picture.heading}](plots/{picture.name}.png)](plots/{picture.name}.svg)"
            shown.append(f"## {picture.heading}\n\n{image}\n\n{picture.caption}\n")
    (folder / PAGE).write_text("\n".join([*_text(evaluation), *shown]), encoding="utf-8")


def _text(evaluation: Evaluation) -> list[str]:
    """Return the sections of the page that need no pictures."""
    figures, names = evaluation.figures, dict(evaluation.names)
    scored = ", ".join(str(fold) for fold in figures.scored_folds)
    sections = [
        f"# {figures.recipe}\n",
        f"{len(evaluation.found.folds)} folds by {figures.grouping}; {_PROTOCOLS[figures.protocol]} Scored: "
        f"{figures.fields:,} labelled fields in the folds {scored} (counted from 0), of which "
        f"{figures.fields_without_cells:,} have no cells and count as missed. In brackets: "
        f"{figures.intervals}; folds share most of their training fields, so that intervals are on the narrow "
        "side.\n",
        overall_table([(figures.recipe, figures), *evaluation.compared]),
        "Macro: mean over the classes with a positive in the fold. Micro: all pairs of field and class "
        "pooled. ECE: expected calibration error.\n",
        "## Classes\n",
        class_table(figures, names),
    ]
    if evaluation.compared:
        everyone = [(figures.recipe, figures), *evaluation.compared]
        sections += ["## Differences, fold by fold\n", difference_table(everyone)]
        sections += ["## F1 of each class\n", comparison_table(evaluation.compared, names)]
    if evaluation.levels:
        levels = [(f"level {one.level}", one.figures) for one in evaluation.levels]
        sections += ["## Levels of the tree, a model each\n", overall_table(levels)]
    if evaluation.ablations:
        left = [(f"{one.name} ({one.features:,} features)", one.figures) for one in evaluation.ablations]
        sections += ["## Features\n", overall_table(left)]
    files = ("figures.json", "per_class.csv", "out_of_fold.parquet", "more.json")
    sections.append("Files: " + ", ".join(f"[{name}]({name})" for name in files) + ".\n")
    return sections


_PROTOCOLS = {
    "first_fold": "cutoffs of highest F1 on the first test fold, figures on the others.",
    "nested": "cutoffs of highest F1 on each fold's validation fields, figures on its test fields.",
}
