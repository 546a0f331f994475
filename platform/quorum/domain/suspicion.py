"""Whether a control has become known among volunteers: answered better, or faster, than it should be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import binom

FEWEST_ANSWERS = 8
SIGNIFICANCE = 0.01


def chance_of_so_many(rights: int, chances: Sequence[float]) -> float:
    """Return the probability of at least `rights` right answers, when answer i is right with `chances[i]`.

    The exact upper tail of the Poisson binomial distribution, by convolution (Hong 2013, section 2.3).
    """
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, (1.0 - chance, chance))
    return float(min(1.0, distribution[rights:].sum()))


def chance_of_so_fast(faster: int, answers: int) -> float:
    """Return the probability that at least `faster` of the answers beat their volunteer's own median time.

    The sign test: under the null each does so with probability one half.
    """
    return float(binom.sf(faster - 1, answers, 0.5)) if answers else 1.0


def is_suspected(chance: float, *, answers: int, controls: int) -> bool:
    """Return whether a tail probability stands out among so many controls (Bonferroni 1936)."""
    return answers >= FEWEST_ANSWERS and chance * max(1, controls) < SIGNIFICANCE
