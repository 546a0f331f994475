"""The evidence behind a suspicion as figures that a page can draw, put into plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from quorum.domain.integrity.copying import Pairs
from quorum.domain.integrity.finding import Finding, Kind
from quorum.integrity.window import Window
from quorum.projects.models import Choice

BINS_S = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0, 40.0)
MOST_BARS = 8
MOST_IN_MATRIX = 8


def evidence_of(finding: Finding, window: Window, pairs: Pairs, names: Mapping[int, str]) -> dict[str, Any]:
    """Return the figures of one finding, and the same in English words.

    Choices appear by their codes, other volunteers by the `names` of their ids.
    """
    figures = {key: value if value is None else round(float(value), 4) for key, value in finding.shown.items()}
    drawn: dict[str, Any] = {}
    if finding.kind in {Kind.CONSTANT, Kind.GUESSING}:
        drawn["answers"] = _answer_shares(finding, window)
    if finding.kind in {Kind.REGULAR, Kind.FAST}:
        drawn["times"] = _times(finding, window)
    if finding.kind is Kind.COPYING:
        drawn["pairs"] = _matrix(finding, window, pairs, names)
    favourite = drawn["answers"][0]["choices"] if finding.kind is Kind.CONSTANT else []
    return {"words": words_of(finding, favourite), "figures": figures, **drawn}


def words_of(finding: Finding, favourite: Sequence[str] = ()) -> str:
    """Return the finding as a sentence or two in English; `favourite` are codes of the commonest answer."""
    shown = finding.shown
    if finding.kind is Kind.CONSTANT:
        return (
            f"{shown['share_of_favourite']:.0%} of {finding.answers} answers were the same set of choices "
            f"({', '.join(favourite) or 'none'}). "
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


def _answer_shares(finding: Finding, window: Window) -> list[dict[str, Any]]:
    """Return the volunteer's most frequent sets of choices: their shares, and of others on the same images."""
    answers = window.answers
    own = answers.of(finding.volunteer)
    beside = np.isin(answers.subject, answers.subject[own]) & (answers.volunteer != finding.volunteer)
    sets, first, counts = np.unique(answers.answer_set[own], return_index=True, return_counts=True)
    most = np.argsort(-counts, kind="stable")[:MOST_BARS]
    named = [window.choice_ids[np.flatnonzero(answers.chosen[own[first[index]]])].tolist() for index in most]
    codes = dict(
        Choice.objects.filter(id__in={one for each in named for one in each}).values_list("id", "code")
    )
    return [
        {
            "choices": [codes[one] for one in choices if one in codes],
            "own": float(counts[index] / len(own)),
            "others": float((answers.answer_set[beside] == sets[index]).mean()) if beside.any() else 0.0,
        }
        for index, choices in zip(most, named, strict=True)
    ]


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
