"""Answers that come faster than anybody looks, or as evenly as a clock ticks."""

from __future__ import annotations

from bisect import insort

import numpy as np

from quorum.domain.integrity.answers import Answers, Floats
from quorum.domain.integrity.finding import Finding, Kind, height_of
from quorum.domain.integrity.wager import wager_on_events

# Nobody sees an image, decides and submits in less than this, but now and then.
FLOOR_S = 1.2
FASTEST_SHARE = 0.25
# Honest and quick: up to this share of answers may be under the floor.
QUICK = 0.35
EXPECTED = 0.9
# Times within this factor of the volunteer's own median are called even.
EVEN = 1.1
# Up to this share of an honest volunteer's times is even, as of a log-normal with a spread of 0.14; people's is
# 0.3 or more.
HONEST_EVEN = 0.5
FEWEST_BEFORE = 5


def floors(answers: Answers) -> Floats:
    """Return per number of choices named the seconds under which an answer is implausible.

    The `FASTEST_SHARE` quantile of the volunteers' median times for so many choices, and at most `FLOOR_S`:
    of medians, for a bot with most of the answers is still one volunteer.
    """
    named = answers.chosen.sum(axis=1)
    floor = np.full(answers.chosen.shape[1] + 1, FLOOR_S)
    for count in np.unique(named):
        rows = np.flatnonzero((named == count) & np.isfinite(answers.seconds))
        rows = rows[np.argsort(answers.volunteer[rows], kind="stable")]
        each = np.split(answers.seconds[rows], np.flatnonzero(np.diff(answers.volunteer[rows])) + 1)
        medians = [np.median(seconds) for seconds in each if len(seconds)]
        if medians:
            floor[count] = min(FLOOR_S, max(FLOOR_S / 2.0, float(np.quantile(medians, FASTEST_SHARE))))
    return floor


def find_fast(answers: Answers, volunteer: int, floor: Floats) -> Finding:
    """Wager that answers take fewer seconds than `floor`, by number of choices, oftener than people's do."""
    own = answers.of(volunteer)
    own = own[np.isfinite(answers.seconds[own])]
    under = answers.seconds[own] <= floor[answers.chosen[own].sum(axis=1)]
    log_stake = np.cumsum(wager_on_events(under, np.full(len(own), QUICK), EXPECTED))
    p, decided_at = height_of(log_stake)
    return Finding(
        Kind.FAST,
        volunteer,
        statistic=float(under.mean()) if len(own) else 0.0,
        p=p,
        answers=len(own),
        decided_at=decided_at,
        shown={
            "median_seconds": _median(answers.seconds[own]),
            "share_under_floor": float(under.mean()) if len(own) else 0.0,
        },
    )


def find_regular(answers: Answers, volunteer: int) -> Finding:
    """Wager that each time lies within `EVEN` of the median of the volunteer's times before."""
    own = answers.of(volunteer)
    logs = np.log(np.maximum(answers.seconds[own][np.isfinite(answers.seconds[own])], 1e-3))
    even = np.abs(logs[FEWEST_BEFORE:] - _medians_before(logs)) <= np.log(EVEN)
    log_stake = np.cumsum(wager_on_events(even, np.full(len(even), HONEST_EVEN), EXPECTED))
    p, decided_at = height_of(log_stake)
    return Finding(
        Kind.REGULAR,
        volunteer,
        statistic=float(even.mean()) if len(even) else 0.0,
        p=p,
        answers=len(logs),
        decided_at=decided_at + FEWEST_BEFORE if decided_at else 0,
        shown={"median_seconds": _median(np.exp(logs)), "share_even": float(even.mean()) if len(even) else 0.0},
    )


def _medians_before(logs: Floats) -> Floats:
    """Return the median of the values before each, from the one at `FEWEST_BEFORE` on."""
    ordered: list[float] = []
    medians = []
    for at, value in enumerate(logs.tolist()):
        if at >= FEWEST_BEFORE:
            medians.append((ordered[at // 2] + ordered[(at - 1) // 2]) / 2.0)
        insort(ordered, value)
    return np.array(medians)


def _median(seconds: Floats) -> float | None:
    return float(np.median(seconds)) if len(seconds) else None
