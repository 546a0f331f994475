"""One answer for everything: the same set of choices, whatever the image shows."""

from __future__ import annotations

import numpy as np

from quorum.domain.integrity.answers import Answers, Floats, Ids
from quorum.domain.integrity.finding import Finding, Kind, height_of
from quorum.domain.integrity.wager import wager_on_events

# The odds of a favourite answer may be so many times those of others: taste, caution, or half knowledge.
TASTE = 30.0
EXPECTED = 0.97


def find_constant(answers: Answers, volunteer: int) -> Finding:
    """Wager that each answer repeats the volunteer's most frequent one so far.

    What others answered to the same subjects says how often that set is due; honest volunteers may prefer
    it by `TASTE` times those odds. The favourite is taken from earlier answers alone.
    """
    own = answers.of(volunteer)
    sets = answers.answer_set[own]
    favourite = _favourite_before(sets)
    subject = answers.subject[own][1:]
    repeated = sets[1:] == favourite
    due = answers.chance_of_set(
        subject, favourite, without=np.ones_like(subject), own=repeated.astype(np.int64)
    )
    odds = TASTE * due / (1.0 - due).clip(1e-9)
    log_stake = np.cumsum(wager_on_events(repeated, odds / (1.0 + odds), EXPECTED))
    p, decided_at = height_of(log_stake)
    return Finding(
        Kind.CONSTANT,
        volunteer,
        statistic=float(repeated.mean()) if len(repeated) else 0.0,
        p=p,
        answers=len(own),
        decided_at=decided_at + 1,
        shown={
            "share_of_favourite": _share_of_favourite(sets),
            "share_due": float(due.mean()) if len(due) else 0.0,
            "entropy_bits": entropy_bits(sets),
        },
    )


def _favourite_before(sets: Ids) -> Ids:
    """Return before each answer but the first the set that was given most often, the latest of equals."""
    counts: dict[int, int] = {}
    best, favourites = -1, []
    for one in sets[:-1].tolist():
        counts[one] = counts.get(one, 0) + 1
        if best < 0 or counts[one] >= counts[best]:
            best = one
        favourites.append(best)
    return np.array(favourites, np.int64)


def _share_of_favourite(sets: Ids) -> float:
    return float(np.bincount(sets).max() / len(sets)) if len(sets) else 0.0


def entropy_bits(sets: Ids) -> float:
    """Return the Shannon entropy of the answer sets given, in bits."""
    shares: Floats = np.unique(sets, return_counts=True)[1] / max(1, len(sets))
    return float(-(shares * np.log2(shares)).sum()) + 0.0
