"""The evidence behind a suspicion as figures that a page can draw, put into plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from quorum.domain.integrity.copying import Pairs
from quorum.domain.integrity.finding import Finding, Kind
from quorum.integrity.window import Window

BINS_S = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0, 40.0)
MOST_BARS = 8
MOST_IN_MATRIX = 8


def evidence_of(finding: Finding, window: Window, pairs: Pairs, names: Mapping[int, str]) -> dict[str, Any]:
    """Return the words and the figures of one finding; other volunteers appear by the `names` of their ids."""
    figures = {key: value if value is None else round(float(value), 4) for key, value in finding.shown.items()}
    drawn: dict[str, Any] = {}
    if finding.kind in {Kind.CONSTANT, Kind.GUESSING}:
        drawn["answers"] = _answer_shares(finding, window)
    if finding.kind in {Kind.REGULAR, Kind.FAST}:
        drawn["times"] = _times(finding, window)
    if finding.kind is Kind.COPYING:
        drawn["pairs"] = _matrix(finding, window, pairs, names)
    return {"words": words_of(finding), "figures": figures, **drawn}


def words_of(finding: Finding) -> str:
    """Return the finding as a sentence or two."""
    shown = finding.shown
    if finding.kind is Kind.CONSTANT:
        return (
            f"{shown['share_of_favourite']:.0%} of {finding.answers} answers were the same set of choices. "
            f"Others would have given that set to {shown['share_due']:.0%} of these images."
        )
    if finding.kind is Kind.GUESSING:
        return (
            f"Over {finding.answers} answers, agreement with others beyond chance was {finding.statistic:.0%} "
            "of what it usually is: the answers hardly depend on the images."
        )
    if finding.kind is Kind.REGULAR:
        return (
            f"{shown['share_even']:.0%} of the times of {finding.answers} answers lie within a tenth of each "
            f"other, around {shown['median_seconds']:.1f} s. People's times vary several times as much."
        )
    if finding.kind is Kind.FAST:
        return (
            f"{shown['share_under_floor']:.0%} of {finding.answers} answers came faster than anybody looks, "
            f"half of them within {shown['median_seconds']:.1f} s. Speed alone never holds anybody back."
        )
    return (
        f"On {shown['shared']:.0f} images that both answered, {shown['matches']:.0f} unusual answers were the "
        f"same as another volunteer's; at most {shown['expected']:.1f} were expected."
    )


def _answer_shares(finding: Finding, window: Window) -> list[dict[str, float]]:
    """Return the shares of the volunteer's most frequent answer sets, and of others on the same images."""
    answers = window.answers
    own = answers.of(finding.volunteer)
    beside = np.isin(answers.subject, answers.subject[own]) & (answers.volunteer != finding.volunteer)
    sets, counts = np.unique(answers.answer_set[own], return_counts=True)
    shares = []
    for index in np.argsort(-counts, kind="stable")[:MOST_BARS]:
        others = float((answers.answer_set[beside] == sets[index]).mean()) if beside.any() else 0.0
        shares.append({"own": float(counts[index] / len(own)), "others": others})
    return shares


def _times(finding: Finding, window: Window) -> dict[str, list[float]]:
    answers = window.answers
    edges = np.array([*BINS_S, np.inf])
    told = np.isfinite(answers.seconds)
    is_own = answers.volunteer == finding.volunteer
    own, _ = np.histogram(answers.seconds[told & is_own], edges)
    others, _ = np.histogram(answers.seconds[told & ~is_own], edges)
    return {
        "from_seconds": list(BINS_S),
        "own": (own / max(1, own.sum())).tolist(),
        "others": (others / max(1, others.sum())).tolist(),
    }


def _matrix(finding: Finding, window: Window, pairs: Pairs, names: Mapping[int, str]) -> dict[str, Any]:
    """Return matches over what is expected among the volunteers found together, the suspect first."""
    together = [finding.volunteer, *finding.partners[: MOST_IN_MATRIX - 1]]
    square = np.ix_(together, together)
    return {
        "volunteers": [names.get(int(window.volunteer_ids[one]), "") for one in together],
        "matches": pairs.matches[square].tolist(),
        "expected": np.round(pairs.expected[square], 2).tolist(),
    }
