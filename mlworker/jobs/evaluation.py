"""Evaluating recipes on one dataset: cross-validated side by side on the same folds, each with its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mlworker.datasets.classes import ClassList
from mlworker.devices import choose_device
from mlworker.evaluation.ablations import NamedTree, ablate, measure_levels, tree_of
from mlworker.evaluation.crossvalidation import CrossValidationOptions
from mlworker.evaluation.evaluation import Evaluation
from mlworker.evaluation.folds import FoldOptions, Folds, make_folds
from mlworker.evaluation.matrices import cell_line_parts, label_number_parts, measure_matrix, with_everything
from mlworker.evaluation.report import write_report
from mlworker.features.extended import EXTENDED
from mlworker.features.table import CORE
from mlworker.jobs.fitting import TrainingOptions
from mlworker.jobs.loading import Material
from mlworker.recipes.interface import FitOptions, Recipe

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class EvaluationOptions:
    """How to evaluate.

    With `matrices`, the first recipe is also measured across cell lines, numbers of labels, levels of the
    tree and on the protein channel alone, which fits it many more times.
    """

    training: TrainingOptions
    matrices: bool = False


def evaluate_recipes(
    material: Material,
    recipes: Sequence[Recipe],
    output: Path,
    options: EvaluationOptions,
    *,
    on_progress: Progress | None = None,
) -> list[Evaluation]:
    """Write a report per recipe in `output`, the first one comparing them all; return what they show.

    Finished folds are kept in `output`/.folds, so that a run that was killed goes on. Raises
    EvaluationRefused and whatever a recipe raises.
    """
    data, training = material.data, options.training
    folds = make_folds(
        data.fields, FoldOptions(training.evaluate_by, training.folds), np.random.default_rng(training.seed)
    )
    found: list[Evaluation] = []
    for number, recipe in enumerate(recipes):
        how = CrossValidationOptions(
            fit=FitOptions(
                seed=training.seed,
                device=str(choose_device(training.device)),
                on_progress=_share_of(on_progress, number, len(recipes)),
            ),
            folder=output / ".folds",
            processes=training.processes,
        )
        evaluation = replace(
            Evaluation.of(data, recipe, folds=folds, options=how), names=_names(material.classes)
        )
        if options.matrices and number == 0:
            evaluation = _with_more(evaluation, material, recipe, folds, how)
        found.append(evaluation)
    compared = tuple((one.figures.recipe, one.figures) for one in found)
    found[0] = replace(found[0], compared=compared[1:])
    for evaluation in found:
        write_report(output / evaluation.figures.recipe, evaluation)
    return found


def _share_of(on_progress: Progress | None, number: int, of: int) -> Progress | None:
    if on_progress is None:
        return None
    return lambda share, line: on_progress((number + share) / of, line)


def _names(classes: ClassList) -> dict[str, str]:
    return dict(zip(classes.codes, classes.names, strict=True))


def class_tree(classes: ClassList) -> NamedTree:
    """Return the tree that the label set's parents make; flat without any."""
    return tree_of(
        classes.codes,
        {code: above for code, above in zip(classes.codes, classes.parents, strict=True) if above},
    )


def protein_features(names: Sequence[str]) -> list[str]:
    """Return those of the features that describe the protein's channel alone."""
    paired = {spec.name for family in (*CORE, *EXTENDED) for spec in family.specs if spec.reference is not None}
    return [name for name in names if name not in paired]


def _with_more(
    evaluation: Evaluation, material: Material, recipe: Recipe, folds: Folds, how: CrossValidationOptions
) -> Evaluation:
    data = material.data
    lines = with_everything(cell_line_parts(data.fields, at_least=2 * len(folds)))
    numbers = label_number_parts(data.fields)
    tree = class_tree(material.classes)
    return replace(
        evaluation,
        tree=tree,
        levels=() if recipe.reads_crowd else measure_levels(data, recipe, tree, folds=folds, options=how),
        ablations=ablate(
            data,
            recipe,
            {"all features": data.feature_names, "protein channel alone": protein_features(data.feature_names)},
            folds=folds,
            options=how,
        ),
        matrices=tuple(
            (
                title,
                measure_matrix(
                    data,
                    recipe,
                    learnt_from=parts,
                    asked=parts,
                    folds=folds,
                    options=how,
                    rng=np.random.default_rng(how.fit.seed),
                ),
            )
            for title, parts in (("Cell lines", lines), ("Single and multiple labels", numbers))
        ),
    )
