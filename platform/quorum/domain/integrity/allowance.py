"""How fast answers may come and still count: a token bucket whose rate grows with accuracy.

A flat limit annoys the able and does not stop a patient bot. Here an answer costs one token. Tokens come by
the clock of the server, so that a phone that was offline has earned its tokens meanwhile, up to what the
bucket holds. What exceeds the allowance is taken and stored, and neither counts nor pays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# The lower bound of the accuracy is set beside the threshold under which the project withdraws trust.
LOW_SHARE, HIGH_SHARE = 0.4, 1.0
LEAST_PER_MINUTE, MOST_PER_MINUTE = 8.0, 90.0
# The bucket holds so many minutes' worth of tokens, and at least `LEAST_HELD` of them.
MINUTES_HELD = 5.0
LEAST_HELD = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """A bucket: `tokens` at the time `at`, seconds since any fixed moment."""

    tokens: float
    at: float


def per_minute(low: float, threshold: float) -> float:
    """Return the answers per minute that count in the long run, for the lower bound of the accuracy.

    8, which is one every 7.5 s, up to 0.4 of the project's threshold of trust; 90, which nobody exceeds,
    from the threshold on; a straight line of the logarithm between.
    """
    share = (low / threshold - LOW_SHARE) / (HIGH_SHARE - LOW_SHARE)
    return LEAST_PER_MINUTE * math.exp(min(1.0, max(0.0, share)) * math.log(MOST_PER_MINUTE / LEAST_PER_MINUTE))


def capacity(rate: float) -> float:
    """Return how many tokens a bucket holds that fills at a rate per minute."""
    return max(LEAST_HELD, MINUTES_HELD * rate)


def full(rate: float, at: float) -> Allowance:
    """Return the bucket of somebody who has not answered for long."""
    return Allowance(capacity(rate), at)


def spend(allowance: Allowance, *, rate: float, at: float) -> tuple[Allowance, bool]:
    """Return the bucket after one more answer at the time `at`, seconds, and whether the answer is within it.

    `rate` is in answers per minute. A clock that goes back fills nothing. An answer beyond the allowance
    costs no token.
    """
    passed = max(0.0, at - allowance.at)
    tokens = min(capacity(rate), allowance.tokens + passed * rate / 60.0)
    later = max(at, allowance.at)
    if tokens < 1.0:
        return Allowance(tokens, later), False
    return Allowance(tokens - 1.0, later), True
