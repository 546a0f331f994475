"""How many votes: F1 after the first few of every image, and where it reaches a wanted one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from quorum.analysis.planner.measure import Score, Trial
from quorum.domain.errors import UserFault
from tests.load.bench_consensus.campaigns import FITTED, LARGE, Campaigns
from tests.load.bench_consensus.quality import BEFORE_OURS
from tests.load.bench_consensus.report import AtMost, Cell, Figure, Section, Table

AT = (5, 8, 10, 12, 15, 20, 25, 30, 40, 60, LARGE)
PUBLISHED = "corrected"
PUBLISHED_F1 = (0.527, 0.660)
"""Macro and micro F1 of the published method in the fitted world, at 78 votes and full size."""
VOTES_WANTED = 20.0


@dataclass(frozen=True)
class Wanted:
    """The F1 to be reached."""

    macro: float
    micro: float

    def __str__(self) -> str:
        return f"{self.macro:.3f}/{self.micro:.3f}"


def measure_curve(
    campaigns: Campaigns, seed: int, world: str, methods: Sequence[str]
) -> tuple[Section, list[Score]]:
    """Score the methods and the published one after so many votes, and tell how many the published F1 takes."""
    scores = scores_of(campaigns.large(seed, world), list(dict.fromkeys([PUBLISHED, *methods])))
    section = Section(f"Votes: the world {world}")
    measured = next(one for one in scores if one.method == PUBLISHED and one.votes == LARGE)
    wanted = {f"{PUBLISHED} at {LARGE} votes": Wanted(measured.macro, measured.micro)}
    if world == FITTED:
        wanted["the same at full size"] = Wanted(*PUBLISHED_F1)
    section.tables.append(_table(scores))
    section.tables.append(_needed_table(scores, wanted))
    section.figures.append(_fewest(scores, Wanted(measured.macro, measured.micro)))
    return section, scores


def scores_of(trial: Trial, methods: Sequence[str]) -> list[Score]:
    """Return the score of each method that takes such votes, at each number of votes."""
    scores: list[Score] = []
    refused: set[str] = set()
    for votes, method in tqdm([(n, m) for n in AT for m in methods], "curve", leave=False, disable=None):
        if method in refused:
            continue
        try:
            scores.append(trial.score(method, votes))
        except UserFault as fault:
            refused.add(method)
            print(f"{method} is left out: {fault.message} ({fault.code})", file=sys.stderr)
    return scores


def votes_to_reach(scores: Sequence[Score], wanted: Wanted) -> float | None:
    """Return the votes at which one method's macro and micro F1 are both reached; None if never.

    Between two numbers of votes F1 is taken to grow evenly; nothing is known below the first.
    """
    reached = [
        _crossing([one.votes for one in scores], [one.macro for one in scores], wanted.macro),
        _crossing([one.votes for one in scores], [one.micro for one in scores], wanted.micro),
    ]
    return None if None in reached else max(one for one in reached if one is not None)


def _crossing(votes: Sequence[int], values: Sequence[float], wanted: float) -> float | None:
    """Return from where on a curve stays at or above a value, (points,); None if its end is below."""
    below = [place for place, value in enumerate(values) if value < wanted]
    if not below:
        return float(votes[0])
    last = below[-1]
    if last == len(values) - 1:
        return None
    return float(np.interp(wanted, values[last : last + 2], votes[last : last + 2]))


def _of(scores: Sequence[Score], method: str) -> list[Score]:
    return [one for one in scores if one.method == method]


def _names(scores: Sequence[Score]) -> list[str]:
    return list(dict.fromkeys(one.method for one in scores))


def _table(scores: Sequence[Score]) -> Table:
    rows: list[list[Cell]] = [
        [method, *(f"{one.macro:.3f}/{one.micro:.3f}" for one in _of(scores, method))]
        for method in _names(scores)
    ]
    return Table("Macro/micro F1 by votes per image", ["method", *map(str, AT)], rows)


def _needed_table(scores: Sequence[Score], wanted: Mapping[str, Wanted]) -> Table:
    rows: list[list[Cell]] = []
    for method in _names(scores):
        needed = [votes_to_reach(_of(scores, method), one) for one in wanted.values()]
        rows.append([method, *("not reached" if one is None else f"{one:.1f}" for one in needed)])
    head = ["method", *(f"{words}, {one}" for words, one in wanted.items())]
    return Table(
        "Votes per image until the published method's F1 is reached for good, interpolated", head, rows
    )


def _fewest(scores: Sequence[Score], wanted: Wanted) -> Figure:
    needed = {
        method: votes_to_reach(_of(scores, method), wanted)
        for method in _names(scores)
        if method not in BEFORE_OURS
    }
    reached = {method: votes for method, votes in needed.items() if votes is not None}
    name = f"votes until ours reaches the published F1 at {LARGE} votes ({wanted})"
    if not reached:
        note = "not within these votes" if needed else "no method of ours was judged"
        return Figure(name, float("inf") if needed else None, "", AtMost(VOTES_WANTED), note=note)
    best = min(reached, key=lambda method: reached[method])
    return Figure(name, reached[best], "", AtMost(VOTES_WANTED), note=best)
