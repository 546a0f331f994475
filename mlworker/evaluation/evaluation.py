"""Everything that one evaluation found, as a report shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from mlworker.datasets.dataset import Dataset, Fields
from mlworker.evaluation.ablations import Ablation, LevelFigures, NamedTree
from mlworker.evaluation.crossvalidation import CrossValidation, CrossValidationOptions, cross_validate
from mlworker.evaluation.cutoffs import Decisions, Protocol, decide
from mlworker.evaluation.figures import ClassFigures, Figures, measure
from mlworker.evaluation.folds import Folds
from mlworker.evaluation.matrices import Matrix
from mlworker.recipes.interface import Recipe
from mlworker.training.reports import TrainingReport


@dataclass(frozen=True)
class Evaluation:
    """A recipe cross-validated, and what else was measured of it.

    `names` maps codes of classes and groups to names; `compared` are named figures of this and other recipes,
    `matrices` have titles.
    """

    found: CrossValidation
    fields: Fields
    decisions: Decisions
    figures: Figures
    names: Mapping[str, str] = field(default_factory=dict)
    tree: NamedTree | None = None
    levels: tuple[LevelFigures, ...] = ()
    ablations: tuple[Ablation, ...] = ()
    matrices: tuple[tuple[str, Matrix], ...] = ()
    compared: tuple[tuple[str, Figures], ...] = ()

    @classmethod
    def of(
        cls,
        data: Dataset,
        recipe: Recipe,
        *,
        folds: Folds,
        options: CrossValidationOptions | None = None,
        protocol: Protocol = Protocol.FIRST_FOLD,
    ) -> Self:
        """Cross-validate a recipe, decide and measure; add the rest with `dataclasses.replace`."""
        found = cross_validate(data, recipe, folds=folds, options=options)
        decisions = decide(found, data.fields, protocol)
        return cls(found, data.fields, decisions, measure(found, data.fields, decisions))

    @property
    def by_code(self) -> dict[str, ClassFigures]:
        """Return the figures of classes, and of groups that models of their own were fitted for, by code."""
        groups = {one.code: one for level in self.levels for one in level.figures.per_class}
        return groups | {one.code: one for one in self.figures.per_class}

    @property
    def trainings(self) -> dict[str, TrainingReport]:
        """Return how each network learnt in each fold, counted from 0, networks side by side."""
        networks = dict.fromkeys(name for fold in self.found.trainings for name in fold)
        return {
            f"{name}, fold {number}": fold[name]
            for name in networks
            for number, fold in enumerate(self.found.trainings)
            if name in fold
        }
