"""What a task's rule says about any counts, whether or not a decision is due."""

from __future__ import annotations

from collections.abc import Sequence

from quorum.domain.binary import BinaryRule, p_no
from quorum.domain.consensus import ConsensusRule


def p_values_now(rule: ConsensusRule | BinaryRule, counts: Sequence[int], n: int) -> tuple[float, ...] | None:
    """Return one p-value per choice index for `counts` votes out of `n`; None without any vote."""
    if n == 0:
        return None
    if isinstance(rule, BinaryRule):
        return (p_no(counts[0], n),)
    return rule.table.p_values(counts, n)
