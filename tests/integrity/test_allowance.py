"""The allowance in a standing: only where there are controls, and never an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from quorum.domain.trust import Skill, TrustRule
from quorum.onboarding.stands import newcomer
from quorum.onboarding.trust_cards import Control, TrustCard

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
BARE = TrustCard(1, TrustRule())
MEASURED = TrustCard(1, TrustRule(), controls=(Control(1, 1, 1, frozenset({1}), 0),))


def within(card: TrustCard, skill: Skill, *, seconds: float, answers: int) -> int:
    """Return how many answers of one every so many seconds are within the allowance."""
    stand = newcomer(1, card)
    stand.skill = skill
    return sum(stand.spend(NOON + place * timedelta(seconds=seconds), card) for place in range(answers))


def test_without_controls_there_is_no_limit() -> None:
    assert within(BARE, Skill(), seconds=0.5, answers=2000) == 2000


def test_a_bot_that_fails_controls_has_most_of_its_answers_left_out() -> None:
    assert within(MEASURED, Skill(1.0, 20.0), seconds=1.0, answers=1000) < 250


def test_somebody_quick_and_accurate_loses_nothing() -> None:
    assert within(MEASURED, Skill(20.0, 4.0), seconds=1.0, answers=1000) == 1000


def test_somebody_slow_loses_nothing_however_inaccurate() -> None:
    assert within(MEASURED, Skill(1.0, 20.0), seconds=8.0, answers=1000) == 1000
