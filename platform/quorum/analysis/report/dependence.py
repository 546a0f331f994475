"""Workers who answer alike more often than their skills explain: to be looked at, not judged."""

from __future__ import annotations

from typing import Any

from quorum.analysis.aggregate import Aggregation
from quorum.domain.aggregators.exclusive_answers import answers_of
from quorum.domain.aggregators.exclusive_dependence import dependence_in


def dependent_workers(aggregation: Aggregation) -> list[dict[str, Any]] | None:
    """Return the pairs of workers that stand out, the strongest first; None where answers may name several.

    `excess_agreement` is the correlation that their skills leave unexplained, 0 to 1.
    """
    if not aggregation.question.is_exclusive:
        return None
    found = dependence_in(answers_of(aggregation.votes))
    pairs = sorted(zip(found.excess.tolist(), found.pairs.tolist(), strict=True), reverse=True)
    return [
        {"workers": [aggregation.workers[who].as_py() for who in pair], "excess_agreement": excess}
        for excess, pair in pairs
    ]
