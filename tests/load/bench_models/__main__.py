"""How good the networks are on drawn fields: `python -m tests.load.bench_models`.

Draws a collection with the label sets of the real one (QUORUM_REAL_DATA=folder; invented ones without it), has
simulated volunteers vote on it, extracts the cells' features while the fields are drawn, cross-validates every
recipe on the same folds, and writes tables and reports into a folder. What is there already is not done again.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from mlworker.datasets.assembly import assemble
from mlworker.datasets.cell_tables import CellTable, read_cells
from mlworker.evaluation.ablations import with_features
from mlworker.evaluation.crossvalidation import CrossValidationOptions
from mlworker.evaluation.evaluation import Evaluation
from mlworker.evaluation.figure_tables import comparison_table, difference_table, overall_table
from mlworker.evaluation.figures import Figures
from mlworker.evaluation.folds import FoldOptions, Grouping, make_folds
from mlworker.features.table import CORE, specs_for
from mlworker.jobs.evaluation import EvaluationOptions, evaluate_recipes
from mlworker.jobs.extraction import ExtractionConfig, extract
from mlworker.jobs.fitting import TrainingOptions
from mlworker.jobs.loading import Material
from mlworker.recipes.attention import ATTENTION, ATTENTION_CROWD, AttentionRecipe
from mlworker.recipes.registry import RECIPES, recipe_named
from tests.load.bench_models.collection import (
    FieldPlan,
    invented_antibodies,
    plan_collection,
    read_antibodies,
)
from tests.load.bench_models.consensus import consensus_rows
from tests.load.bench_models.drawn_fields import DrawnField, class_list, true_fields
from tests.load.bench_models.volunteers import draw_crowd

REAL = "project_discovery"


def main() -> None:
    """Run the benchmark and print its tables."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    real = Path(os.environ["QUORUM_REAL_DATA"]) / REAL if os.environ.get("QUORUM_REAL_DATA") else None
    plans = _plans(options, real)
    cells = _cells(options, plans)
    skills = real / "player_precision_recall.csv" if real else None
    crowd = draw_crowd(plans, votes=options.votes, skills=skills, seed=options.seed)
    fields, classes = true_fields(plans, crowd), class_list()
    everything = Material(assemble(cells, fields, classes), classes, cells.info.features_digest)
    core = [spec.name for spec in specs_for(CORE)]
    material = replace(everything, data=with_features(everything.data, core))
    training = TrainingOptions(options.by, options.folds, options.seed, "cpu", options.processes)
    print(f"{len(plans)} fields, {len(material.data.features)} cells, {options.votes} votes each", flush=True)
    report = options.folder / f"{options.by}-{options.votes}"
    with tqdm(total=100, desc="recipes", mininterval=5) as bar:
        found = evaluate_recipes(
            material,
            [recipe_named(name) for name in options.recipes],
            report,
            EvaluationOptions(training, matrices=options.matrices),
            on_progress=lambda share, line: bar.update(100 * share - bar.n) and None,
        )
    compared = [(one.figures.recipe, one.figures) for one in found]
    names = dict(zip(classes.codes, classes.names, strict=True))
    tables = [
        overall_table(compared),
        difference_table(compared),
        consensus_rows(crowd, fields.labels),
        comparison_table(compared, names),
    ]
    if options.ablations:
        tables.append(overall_table(_ablations(material, everything, report, training)))
    (report / "tables.md").write_text("\n".join(tables), encoding="utf-8")
    print("\n".join(tables))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fields", type=int, default=3000)
    parser.add_argument("--at-least", type=int, default=40, help="fields that show each class")
    parser.add_argument("--votes", type=int, default=15, help="volunteers who classify each field")
    parser.add_argument("--by", type=Grouping, default=Grouping.SAMPLE, choices=list(Grouping))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--recipes", nargs="+", choices=list(RECIPES), default=list(RECIPES))
    parser.add_argument(
        "--matrices", action="store_true", help="measure the first recipe across cell lines too"
    )
    parser.add_argument("--ablations", action="store_true", help="our recipe with less and with more")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--folder", type=Path, default=Path("var/bench-models"))
    return parser.parse_args()


def _plans(options: argparse.Namespace, real: Path | None) -> list[FieldPlan]:
    rng = np.random.default_rng(options.seed)
    antibodies = (
        read_antibodies(real / "hpa_v14_gold_standard.csv", rng=rng)
        if real
        else invented_antibodies(4 * options.fields, rng=rng)
    )
    return plan_collection(antibodies, fields=options.fields, at_least=options.at_least, rng=rng)


def _cells(options: argparse.Namespace, plans: list[FieldPlan]) -> CellTable:
    """Draw, segment and measure all fields, in processes side by side."""
    folder = options.folder / "cells"
    with tqdm(total=len(plans), desc="fields", mininterval=5) as bar:
        extract(
            [DrawnField(plan) for plan in plans],
            folder,
            ExtractionConfig(extended=True),
            processes=options.processes,
            on_progress=lambda count, _: bar.update(count - bar.n) and None,
        )
    return read_cells(folder)


def _ablations(
    core: Material, everything: Material, report: Path, training: TrainingOptions
) -> list[tuple[str, Figures]]:
    """Return the figures of our recipe with parts taken away, and with the extended features."""
    data = core.data
    folds = make_folds(
        data.fields, FoldOptions(training.evaluate_by, training.folds), np.random.default_rng(training.seed)
    )
    how = CrossValidationOptions(folder=report / ".folds", processes=training.processes)
    how = replace(how, fit=replace(how.fit, seed=training.seed))
    variants: list[tuple[str, AttentionRecipe, Material]] = [
        ("images alone", ATTENTION, core),
        ("images alone, labels only", replace(ATTENTION, votes_weight=0.0), core),
        ("images alone, two members", replace(ATTENTION, members=2), core),
        ("images and votes", ATTENTION_CROWD, core),
        ("images and votes, extended features", ATTENTION_CROWD, everything),
    ]
    return [
        (name, Evaluation.of(material.data, recipe, folds=folds, options=how).figures)
        for name, recipe, material in variants
    ]


if __name__ == "__main__":
    # Processes side by side, one thread each: torch's and BLAS's own threads would wait for each other.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    main()
