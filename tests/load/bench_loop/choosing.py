"""The ways of choosing whom to serve next: the platform's own strategies, given what the loop knows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quorum.domain.acquisition.candidates import Candidates, TypicalVolunteer
from quorum.domain.acquisition.mixture import Mixture, arrange, draw_blind
from quorum.domain.acquisition.registry import make_mixture, make_strategy
from quorum.domain.cutoffs import cutoffs_below
from quorum.domain.hypergeometric import p_values
from quorum.domain.votes import tally
from tests.load.bench_loop.rounds import Choose, Standing

Floats = NDArray[np.float64]
SMALLEST_BORDER = 1e-300
BLIND_SEED = 6


def at_random(standing: Standing, rng: np.random.Generator) -> Floats:
    """Serve each image equally often, in random order: a random round over all of them."""
    return -standing.n + rng.random(len(standing.n))


def by_strategy(name: str) -> Choose:
    """Choose by one strategy alone, without exploration."""
    strategy = make_strategy(name)

    def choose(standing: Standing, rng: np.random.Generator) -> Floats:
        candidates = candidates_of(standing)
        if any(not candidates.knows(need) for need in strategy.needs):
            return at_random(standing, rng)
        return strategy.scores(candidates, rng).values

    return choose


def by_mixture(mixture: Mixture | None = None) -> Choose:
    """Choose by a mixture: the platform's default, unless another is given."""
    mixed = mixture or make_mixture()

    def choose(standing: Standing, rng: np.random.Generator) -> Floats:
        # Images stay blind from round to round.
        blind = draw_blind(len(standing.n), mixed.exploration, np.random.default_rng(BLIND_SEED))
        order = arrange(candidates_of(standing), mixed, rng, blind=blind).order
        values = np.empty(len(order))
        values[order] = -np.arange(len(order), dtype=np.float64)
        return values

    return choose


def candidates_of(standing: Standing) -> Candidates:
    """Put what the loop knows into the form that strategies take; without a network its part is unknown."""
    ground, network = standing.ground, standing.ground.network
    p = p_values(tally(standing.votes), ground.question)
    border = cutoffs_below(p, ground.reference.frequencies)
    hit, slip = standing.fitted.vote_rates
    return Candidates(
        n=standing.n,
        posterior=standing.posterior,
        p_values=np.clip(p, 0.0, 1.0),
        border=np.maximum(border, SMALLEST_BORDER),
        prevalence=np.nan_to_num(ground.reference.frequencies, nan=0.0),
        predicted=None if network is None else standing.predictions.probabilities,
        draws=None if network is None else network.draws(standing.labelled),
        volunteer=TypicalVolunteer(
            hit, slip, independent_votes=float(np.median(standing.fitted.power.independent))
        ),
        cutoffs=np.clip(standing.fitted.cutoffs, 0.0, 1.0),
    )
