"""The commands of the ML worker: what they take, what they print, and how they fail."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from mlworker.devices import CHOICES
from mlworker.evaluation.folds import Grouping
from mlworker.jobs.evaluation import EvaluationOptions, evaluate_recipes
from mlworker.jobs.extraction import ExtractionConfig, extract
from mlworker.jobs.fitting import TrainingOptions, train_model
from mlworker.jobs.images import find_fields
from mlworker.jobs.loading import load_labelled
from mlworker.jobs.masks import draw_mask_pictures
from mlworker.jobs.prediction import PredictionOptions, predict_fields, report_on, write_predictions
from mlworker.recipes.registry import RECIPES, recipe_named
from quorum.domain.channel_roles import REFERENCES
from quorum.domain.errors import QuorumError

WRONG_USE, STOPPED = 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 2 after a sentence on standard error when it was given something wrong."""
    options = make_parser().parse_args(arguments)
    try:
        run: Callable[[argparse.Namespace], None] = options.run
        run(options)
    except QuorumError as error:
        print(f"{error.code}: {error.message}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("Stopped; the same command goes on from here.", file=sys.stderr)
        return STOPPED
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `run` of what it parses carries the command out."""
    parser = argparse.ArgumentParser(prog="python -m mlworker", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_extract(commands.add_parser("extract", help="measure the cells of images"))
    _add_masks(commands.add_parser("masks", help="draw the cells that are found, as pictures to look at"))
    _add_train(commands.add_parser("train", help="fit a model and keep it"))
    _add_evaluate(commands.add_parser("evaluate", help="cross-validate recipes and write a report"))
    _add_predict(commands.add_parser("predict", help="predict with a kept model"))
    return parser


def _add_extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "images", type=Path, help="CSV list, or folder of <field>_<green|blue|red|yellow> files"
    )
    parser.add_argument("output", type=Path, help="folder of Parquet parts; begun ones are gone on with")
    parser.add_argument("--references", nargs="*", default=list(REFERENCES), choices=REFERENCES)
    parser.add_argument("--extended", action="store_true", help="the extended families of features as well")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--shard", type=int, nargs=2, default=(0, 1), metavar=("NUMBER", "OF"))
    parser.set_defaults(run=_extract)


def _add_masks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("images", type=Path)
    parser.add_argument("output", type=Path, help="folder of PNG pictures")
    parser.set_defaults(run=lambda options: draw_mask_pictures(find_fields(options.images), options.output))


def _add_material(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cells", type=Path, required=True, help="what extract wrote")
    parser.add_argument("--fields", type=Path, required=True, help="table of labels and votes, CSV or Parquet")
    parser.add_argument("--classes", type=Path, required=True, help="CSV with code, name and parent")


def _add_fit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", type=Grouping, choices=list(Grouping), default=Grouping.SAMPLE)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", choices=CHOICES, default="auto")
    parser.add_argument("--processes", type=int, default=1)


def _add_train(parser: argparse.ArgumentParser) -> None:
    _add_material(parser)
    _add_fit(parser)
    parser.add_argument("--recipe", choices=list(RECIPES), default="attention")
    parser.add_argument("--workflow-version", default="none", help="written into the model and checked again")
    parser.add_argument("output", type=Path, help="the model's folder")
    parser.set_defaults(run=_train)


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    _add_material(parser)
    _add_fit(parser)
    parser.add_argument("--recipes", nargs="+", choices=list(RECIPES), default=["loccat", "attention"])
    parser.add_argument(
        "--matrices", action="store_true", help="across cell lines, numbers of labels, tree levels"
    )
    parser.add_argument("output", type=Path, help="the report's folder")
    parser.set_defaults(run=_evaluate)


def _add_predict(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)
    parser.add_argument("output", type=Path, help="table of predictions, .parquet or .csv")
    parser.add_argument("--cells", type=Path, required=True)
    parser.add_argument("--fields", type=Path, required=True)
    parser.add_argument("--workflow-version", default=None)
    parser.add_argument("--device", choices=CHOICES, default="auto")
    parser.add_argument(
        "--samples", type=int, default=0, help="tell also how unsure the model is, by so many networks"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the networks drawn for that")
    parser.set_defaults(run=_predict)


@contextmanager
def _progress() -> Iterator[Callable[[float, str], None]]:
    """Show a bar in per cent with a line beside it."""
    with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}<{remaining} {postfix}") as bar:

        def tell(share: float, line: str) -> None:
            bar.set_postfix_str(line, refresh=False)
            bar.update(100 * share - bar.n)

        yield tell


def _show(bar: tqdm[NoReturn], count: int, total: int) -> None:
    bar.total = total
    bar.update(count - bar.n)


def _extract(options: argparse.Namespace) -> None:
    sources = find_fields(options.images)
    config = ExtractionConfig(references=tuple(options.references), extended=options.extended)
    with tqdm(total=len(sources), unit="field") as bar:
        done = extract(
            sources,
            options.output,
            config,
            processes=options.processes,
            shard=tuple(options.shard),
            on_progress=lambda count, total: _show(bar, count, total),
        )
    print(f"{done.fields} fields, {done.cells} cells; {done.refused} fields refused.")


def _train(options: argparse.Namespace) -> None:
    material = load_labelled(cells=options.cells, fields=options.fields, classes=options.classes)
    with _progress() as tell:
        report = train_model(
            material,
            recipe_named(options.recipe),
            options.output,
            TrainingOptions(options.by, options.folds, options.seed, options.device, options.processes),
            job="command",
            workflow_version=options.workflow_version,
            on_progress=tell,
        )
    print(
        f"Model {report.model_digest[:12]} in {options.output}: macro F1 {report.macro_f1:.3f}, "
        f"micro F1 {report.micro_f1:.3f}, {report.fields} fields, {report.seconds:.0f} s."
    )


def _evaluate(options: argparse.Namespace) -> None:
    material = load_labelled(cells=options.cells, fields=options.fields, classes=options.classes)
    with _progress() as tell:
        evaluate_recipes(
            material,
            [recipe_named(name) for name in options.recipes],
            options.output,
            EvaluationOptions(
                TrainingOptions(options.by, options.folds, options.seed, options.device, options.processes),
                matrices=options.matrices,
            ),
            on_progress=tell,
        )
    print(f"Report in {options.output / 'report.md'}.")


def _predict(options: argparse.Namespace) -> None:
    said = predict_fields(
        model=options.model,
        cells=options.cells,
        fields=options.fields,
        workflow_version=options.workflow_version,
        options=PredictionOptions(options.device, options.samples, options.seed),
    )
    write_predictions(options.output, said)
    report = report_on(said, job="command")
    print(f"{report.fields} fields in {options.output}; {report.without_cells} without cells.")
