"""Every level of the tree decided and scored on its own, by merged votes."""

from __future__ import annotations

import numpy as np

from quorum.analysis.aggregate import Aggregation
from quorum.analysis.reference_files import Gold
from quorum.analysis.report.tree import Level, Node
from quorum.domain.aggregators.interface import Booleans, Floats, Question, Reference
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.hierarchy import level_test, merge_votes
from quorum.domain.hypergeometric import Variant
from quorum.domain.metrics import score


def score_levels(aggregation: Aggregation) -> tuple[Level, ...]:
    """Return the levels of the tree from the top, the classes last, scored on the evaluated tasks.

    Above the classes the method runs again on merged votes, with p-values by votes cast, and learns from
    the merged labels of the hold-out. A level where no number of votes decides anything has no scores.
    """
    gold, reference = aggregation.gold, aggregation.reference
    if gold is None or reference is None:
        return ()
    tree = aggregation.results.choices.tree
    levels = [_upper_level(aggregation, gold, reference, level) for level in range(tree.depth)]
    accepted = aggregation.results.decisions.accepted
    return (*levels, _level(aggregation, tree.depth, gold.labels, accepted))


def _upper_level(aggregation: Aggregation, gold: Gold, reference: Reference, level: int) -> Level:
    tree = aggregation.results.choices.tree
    labels = _merged(gold.labels, aggregation, level)
    test = level_test(aggregation.votes, tree, level, maximum_choices=aggregation.question.maximum_choices)
    if test.not_testable:
        return _level(aggregation, level, labels, None)
    nodes = len(test.nodes)
    question = Question(nodes, min(aggregation.question.maximum_choices, nodes))
    settings = aggregation.method.arguments()
    if "variant" in settings:
        settings["variant"] = Variant.VOTES_CAST
    votes = merge_votes(aggregation.votes, tree, level)
    held_out = _merged(reference.labels, aggregation, level)
    novel = ~np.isin(np.arange(nodes), tree.groups_at(level)[~reference.novel])
    frequencies: Floats = np.where(novel, np.nan, held_out[reference.known].mean(axis=0))
    fitted = make_aggregator(aggregation.method.name, question, **settings).fit(
        votes, Reference(reference.known, held_out, frequencies)
    )
    return _level(aggregation, level, labels, fitted.decide(votes).accepted)


def _merged(labels: Booleans, aggregation: Aggregation, level: int) -> Booleans:
    """Return labels (tasks, classes) over the nodes of a level, (tasks, nodes): true where any class is."""
    tree = aggregation.results.choices.tree
    merged = np.zeros((len(labels), len(tree.nodes_at(level))), bool)
    for index, group in enumerate(tree.groups_at(level)):
        merged[:, group] |= labels[:, index]
    return merged


def _level(aggregation: Aggregation, level: int, labels: Booleans, accepted: Booleans | None) -> Level:
    choices = aggregation.results.choices
    tree = choices.tree
    nodes = tree.nodes_at(level)
    truth = labels[aggregation.evaluated]
    positives = truth.sum(axis=0)
    f1 = np.full(len(nodes), np.nan)
    macro = float("nan")
    if accepted is not None and positives.any():
        scores = score(truth, accepted[aggregation.evaluated])
        f1 = np.where(scores.has_reference, scores.f1, np.nan)
        macro = scores.overall.macro_f1
    above = _above(aggregation, level)
    # (nodes,) in the order in which the tree is drawn
    order = list(dict.fromkeys(int(tree.groups_at(level)[index]) for index in choices.in_tree_order))
    drawn = tuple(
        Node(
            choices.nodes[nodes[place]].code,
            choices.nodes[nodes[place]].name,
            above.get(nodes[place]),
            float(f1[place]),
            int(positives[place]),
        )
        for place in order
    )
    note = "not testable: no votes could decide" if accepted is None else ""
    return Level(
        "Classes" if level == tree.depth else f"Level {level + 1}",
        drawn,
        macro,
        int((~np.isnan(f1)).sum()),
        note,
    )


def _above(aggregation: Aggregation, level: int) -> dict[int, str]:
    """Return the code of the node one level up for each node of a level."""
    if level == 0:
        return {}
    choices = aggregation.results.choices
    own, upper = choices.tree.nodes_at(level), choices.tree.nodes_at(level - 1)
    pairs = zip(choices.tree.groups_at(level), choices.tree.groups_at(level - 1), strict=True)
    return {own[place]: choices.nodes[upper[above]].code for place, above in pairs}
