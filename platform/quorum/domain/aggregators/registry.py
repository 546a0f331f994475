"""The methods by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quorum.domain.aggregators.corrected import CorrectedAggregator
from quorum.domain.aggregators.dawid_skene import DawidSkeneAggregator
from quorum.domain.aggregators.hypergeometric import HypergeometricAggregator
from quorum.domain.aggregators.interface import Aggregator, Question
from quorum.domain.aggregators.skill_by_question import skill_aggregator
from quorum.domain.aggregators.stacked import StackedAggregator
from quorum.domain.errors import UserFault


class AggregatorUnknown(UserFault):
    """No method goes by that name."""

    code = "aggregator_unknown"


AGGREGATORS: Mapping[str, Callable[..., Aggregator]] = {
    "hypergeometric": HypergeometricAggregator,
    "corrected": CorrectedAggregator,
    "dawid_skene": DawidSkeneAggregator,
    "skill": skill_aggregator,
    "stacked": StackedAggregator,
}
"""What makes each method, from a question and keyword settings."""


def make_aggregator(name: str, question: Question, **settings: Any) -> Aggregator:
    """Return the method `name` for a question; raises AggregatorUnknown.

    Settings are those of the method's class; one that it does not have is a TypeError.
    """
    make = AGGREGATORS.get(name)
    if make is None:
        raise AggregatorUnknown(f"There is no method {name!r}; there are {', '.join(AGGREGATORS)}.", name=name)
    return make(question, **settings)
