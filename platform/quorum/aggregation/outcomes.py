"""What a registered method makes of votes, ready to be stored.

Methods compile numeric code: for commands and workers, not for the web processes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from quorum.domain.aggregators.interface import (
    Aggregator,
    Decisions,
    Floats,
    Question,
    RatesVolunteers,
    Reference,
    Scale,
)
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.hypergeometric import Variant, p_values
from quorum.domain.votes import Tally, Votes, tally


@dataclass(frozen=True)
class Outcome:
    """Votes and decisions of every subject; arrays are (subjects, classes) unless said otherwise.

    `p_values` are those of the published test, whatever the method decides by. `posteriors` are None for
    methods that do not decide by them, `volunteer_quality` (volunteers,) for those that rate nobody.
    """

    settings: Mapping[str, Any]
    tally: Tally
    p_values: Floats
    posteriors: Floats | None
    decisions: Decisions
    volunteer_quality: Floats | None


def outcome_of(
    *, method: str, question: Question, votes: Votes, reference: Reference | None, seed: int
) -> Outcome:
    """Fit a method and decide; `seed` goes to methods that draw. Raises what the method raises."""
    aggregator = _seeded(make_aggregator(method, question), seed)
    fitted = aggregator.fit(votes, reference)
    decisions = fitted.decide(votes)
    counted = tally(votes)
    settings = _plain(aggregator)
    return Outcome(
        settings=settings,
        tally=counted,
        p_values=p_values(counted, question, settings.get("variant", Variant.TEXT)),
        posteriors=fitted.predict_proba(votes) if decisions.scale is Scale.POSTERIOR else None,
        decisions=decisions,
        volunteer_quality=fitted.volunteer_quality if isinstance(fitted, RatesVolunteers) else None,
    )


def _seeded(aggregator: Aggregator, seed: int) -> Aggregator:
    if not is_dataclass(aggregator) or "seed" not in {field.name for field in fields(aggregator)}:
        return aggregator
    return replace(aggregator, seed=seed)


def _plain(value: Any) -> Any:
    """Return a method's settings as JSON can hold them; the question is stored beside them."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != "question"}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
