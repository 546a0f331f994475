"""The same recipe with less: some of the features, or an upper level of the tree of classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlworker.datasets.dataset import Dataset
from mlworker.evaluation.crossvalidation import CrossValidationOptions, EvaluationRefused, cross_validate
from mlworker.evaluation.cutoffs import Protocol, decide
from mlworker.evaluation.figures import Figures, measure
from mlworker.evaluation.folds import Folds
from mlworker.recipes.interface import Recipe
from quorum.domain.hierarchy import NO_PARENT, ClassTree


@dataclass(frozen=True)
class Ablation:
    """What is left of the features, by name and number, and how good the recipe is with that."""

    name: str
    features: int
    figures: Figures


@dataclass(frozen=True)
class NamedTree:
    """Classes and the groups above them: `tree` and the code of each of its nodes, classes first."""

    tree: ClassTree
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.codes) != len(self.tree.parents) or len(set(self.codes)) != len(self.codes):
            raise EvaluationRefused("Each node of the tree needs a code of its own.", code="tree_unnamed")

    def parent_of(self, code: str) -> str | None:
        """Return the code of the node above, None for a root."""
        above = self.tree.parents[self.codes.index(code)]
        return None if above == NO_PARENT else self.codes[above]


@dataclass(frozen=True)
class LevelFigures:
    """One level of the tree, 0 the top, and how good a model of its own is there."""

    level: int
    figures: Figures


def tree_of(classes: Sequence[str], parents: Mapping[str, str]) -> NamedTree:
    """Return the tree of `classes` whose `parents` name the group above a class or group, roots left out.

    Raises TreeInvalid for circles.
    """
    groups = sorted({*parents.values(), *parents.keys()} - set(classes))
    codes = (*classes, *groups)
    place = {code: number for number, code in enumerate(codes)}
    above = tuple(place[parents[code]] if code in parents else NO_PARENT for code in codes)
    return NamedTree(ClassTree(above, len(classes)), codes)


def with_features(data: Dataset, names: Iterable[str]) -> Dataset:
    """Return the dataset with some features, in the order they had; raises EvaluationRefused.

    Codes: `features_unknown` for names that it has not, `no_features` for none at all.
    """
    wanted = set(names)
    unknown = sorted(wanted - set(data.feature_names))
    if unknown or not wanted:
        raise EvaluationRefused(
            f"The dataset has no feature {unknown[0]}." if unknown else "No feature is left.",
            code="features_unknown" if unknown else "no_features",
            features=unknown[:10],
        )
    columns = [place for place, name in enumerate(data.feature_names) if name in wanted]
    return replace(
        data,
        feature_names=tuple(data.feature_names[place] for place in columns),
        features=np.ascontiguousarray(data.features[:, columns]),
    )


def ablate(
    data: Dataset,
    recipe: Recipe,
    kept: Mapping[str, Iterable[str]],
    *,
    folds: Folds,
    options: CrossValidationOptions | None = None,
    protocol: Protocol = Protocol.FIRST_FOLD,
) -> tuple[Ablation, ...]:
    """Cross-validate with each set of features that is kept, by name, on the same folds.

    For the protein channel alone pass the names of the features whose `FeatureSpec.reference` is None.
    """
    found = []
    for name, features in kept.items():
        fewer = with_features(data, features)
        figures = _evaluated(fewer, recipe, folds, options, protocol)
        found.append(Ablation(name, len(fewer.feature_names), figures))
    return tuple(found)


def at_level(data: Dataset, tree: NamedTree, level: int) -> Dataset:
    """Return the dataset with labels merged into the nodes of a level: a node is true where any class in it is.

    At the level of the classes nothing changes. Above it votes are left out: counts per class do not tell how
    many volunteers chose any of a group. Raises EvaluationRefused with the code `tree_of_other_classes`.
    """
    if tree.codes[: tree.tree.classes] != data.classes:
        raise EvaluationRefused("The tree is of other classes than the data.", code="tree_of_other_classes")
    if level >= tree.tree.depth:
        return data
    groups = tree.tree.groups_at(level)
    nodes = tree.tree.nodes_at(level)
    members = groups[:, None] == np.arange(len(nodes))  # (classes, nodes)
    labels = data.fields.labels.astype(np.int64) @ members > 0
    fields = replace(data.fields, labels=labels, crowd=None)
    return replace(data, classes=tuple(tree.codes[node] for node in nodes), fields=fields)


def measure_levels(
    data: Dataset,
    recipe: Recipe,
    tree: NamedTree,
    *,
    folds: Folds,
    options: CrossValidationOptions | None = None,
    protocol: Protocol = Protocol.FIRST_FOLD,
) -> tuple[LevelFigures, ...]:
    """Fit a model of its own for each level of the tree, from the top to the classes, on the same folds.

    A recipe that reads votes is refused where there are upper levels (EvaluationRefused, `crowd_missing`).
    """
    return tuple(
        LevelFigures(level, _evaluated(at_level(data, tree, level), recipe, folds, options, protocol))
        for level in range(tree.tree.depth + 1)
    )


def _evaluated(
    data: Dataset, recipe: Recipe, folds: Folds, options: CrossValidationOptions | None, protocol: Protocol
) -> Figures:
    found = cross_validate(data, recipe, folds=folds, options=options)
    return measure(found, data.fields, decide(found, data.fields, protocol))
