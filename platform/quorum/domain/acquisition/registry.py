"""The strategies by name, and the mixture that a task starts with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quorum.domain.acquisition.consensus_border import ConsensusBorder
from quorum.domain.acquisition.coverage import Coverage
from quorum.domain.acquisition.disagreement import Bald, ModelAgainstCrowd, UnsettledBald
from quorum.domain.acquisition.error_reduction import DecisionFlip, ErrorReduction
from quorum.domain.acquisition.fewest_votes import FewestVotes
from quorum.domain.acquisition.mixture import Mixture
from quorum.domain.acquisition.random_order import RandomOrder
from quorum.domain.acquisition.rare_classes import RareClasses
from quorum.domain.acquisition.strategy import AcquisitionStrategy
from quorum.domain.acquisition.uncertainty import PosteriorEntropy
from quorum.domain.errors import UserFault


class StrategyUnknown(UserFault):
    """No strategy goes by that name."""

    code = "acquisition_strategy_unknown"


STRATEGIES: Mapping[str, Callable[..., AcquisitionStrategy]] = {
    "random": RandomOrder,
    "fewest-votes": FewestVotes,
    "consensus-border": ConsensusBorder,
    "posterior-entropy": PosteriorEntropy,
    "decision-flip": DecisionFlip,
    "error-reduction": ErrorReduction,
    "rare-classes": RareClasses,
    "bald": Bald,
    "unsettled-bald": UnsettledBald,
    "model-against-crowd": ModelAgainstCrowd,
    "coverage": Coverage,
}
"""What makes each strategy, from keyword settings."""

DEFAULT_SHARES: Mapping[str, float] = {
    "error-reduction": 0.75,
    "rare-classes": 0.1,
    "unsettled-bald": 0.05,
    "model-against-crowd": 0.05,
    "coverage": 0.05,
}
"""Most turns mend decisions; the others find what the next training and the curators need."""
DEFAULT_EXPLORATION = 0.1
DEFAULT_FALLBACK = "decision-flip"
"""Needs nothing but votes and a posterior."""


def make_strategy(name: str, **settings: Any) -> AcquisitionStrategy:
    """Return the strategy `name`; raises StrategyUnknown.

    Settings are those of the strategy's class; one that it does not have is a TypeError.
    """
    make = STRATEGIES.get(name)
    if make is None:
        raise StrategyUnknown(f"There is no strategy {name!r}; there are {', '.join(STRATEGIES)}.", name=name)
    return make(**settings)


def make_mixture(
    shares: Mapping[str, float] = DEFAULT_SHARES,
    *,
    exploration: float = DEFAULT_EXPLORATION,
    fallback: str | None = DEFAULT_FALLBACK,
) -> Mixture:
    """Return a mixture of strategies by name with their usual settings; the default without arguments.

    Raises StrategyUnknown and MixtureInvalid.
    """
    return Mixture(
        shares=tuple((make_strategy(name), share) for name, share in shares.items()),
        exploration=exploration,
        fallback=None if fallback is None else make_strategy(fallback),
    )
