"""The skill method that fits a question: one class is true of a subject, or several may be."""

from __future__ import annotations

from typing import Any

from quorum.domain.aggregators.exclusive import ExclusiveSkillAggregator
from quorum.domain.aggregators.interface import Question
from quorum.domain.aggregators.skill import SkillAggregator


def skill_aggregator(question: Question, **settings: Any) -> ExclusiveSkillAggregator | SkillAggregator:
    """Return the method for exclusive questions (m = 1), or the one for multi-label questions."""
    if question.is_exclusive:
        return ExclusiveSkillAggregator(question, **settings)
    return SkillAggregator(question, **settings)
