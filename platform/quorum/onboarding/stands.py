"""A standing at hand: how an answer to a control changes it. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from quorum.domain.feedback import Feedback, compare
from quorum.domain.integrity.allowance import Allowance, full, per_minute, spend
from quorum.domain.trust import Skill, Verdict, accuracy_of, judge, learn, mean_accuracy
from quorum.onboarding.models import Standing
from quorum.onboarding.trust_cards import TrustCard

Level = Standing.Level


@dataclass(slots=True)
class Stand:
    """A volunteer's standing in one project, by the names of `Standing`; `choice_skill` is by choice id.

    `has_changed` says whether anything is to be written.
    """

    volunteer_id: int
    project_id: int
    level: str
    trusted: bool
    skill: Skill = field(default_factory=Skill)
    choice_skill: dict[int, Skill] = field(default_factory=dict)
    controls_answered: int = 0
    controls_at_change: int = 0
    since_control: int = 0
    known_subject_ids: list[int] = field(default_factory=list)
    reason: str = ""
    held: bool = False
    watched: bool = False
    tokens: float | None = None
    tokens_at: datetime | None = None
    has_changed: bool = False

    def expected_accuracy(self, card: TrustCard) -> float:
        """Return the share of right answers that is expected of the volunteer."""
        return mean_accuracy(self.skill, card.rule)

    def may_work(self, card: TrustCard) -> bool:
        """Return whether more work is handed out: not to somebody whom training waits for."""
        return self.trusted or not card.trains

    def meet(self, subject_id: int) -> None:
        """Never show the subject as a control to this volunteer any more."""
        if subject_id not in self.known_subject_ids:
            self.known_subject_ids.append(subject_id)
            self.has_changed = True

    def spend(self, at: datetime, card: TrustCard) -> bool:
        """Count one answer at the time `at` against the allowance; return whether it is within it.

        Only controls tell who is accurate, so a project without any sets no limit.
        """
        if not card.controls:
            return True
        rate = per_minute(accuracy_of(self.skill, card.rule).low, card.rule.threshold)
        now = at.timestamp()
        if self.tokens is None or self.tokens_at is None:
            bucket = full(rate, now)
        else:
            bucket = Allowance(self.tokens, self.tokens_at.timestamp())
        bucket, is_within = spend(bucket, rate=rate, at=now)
        self.tokens, self.tokens_at = bucket.tokens, datetime.fromtimestamp(bucket.at, UTC)
        self.has_changed = True
        return is_within

    def take_control(self, truth: Collection[int], chosen: Collection[int], card: TrustCard) -> Feedback[int]:
        """Learn from one answer to a control, and withdraw or give back trust as it follows.

        Only in a project without training do good answers to controls alone bring trust back.
        """
        feedback = compare(truth, chosen)
        self.skill = learn(self.skill, feedback.score, card.rule)
        for choice_ids, score in ((feedback.hits, 1.0), (feedback.missed, 0.0), (feedback.extra, 0.0)):
            for choice_id in choice_ids:
                known = self.choice_skill.get(choice_id, Skill())
                self.choice_skill[choice_id] = learn(known, score, card.rule)
        self.controls_answered += 1
        self.since_control = 0
        self.has_changed = True
        controls = self.controls_answered - self.controls_at_change
        verdict = judge(self.skill, trusted=self.trusted, controls=controls, rule=card.rule)
        if verdict is Verdict.RETURNS:
            self._move(Level.RETURNED, trusted=False, reason=self._why(card))
        elif verdict is Verdict.RECOVERS and self.level == Level.RETURNED and not card.trains:
            self._move(Level.CONTRIBUTOR, trusted=True, reason="")
        return feedback

    def _move(self, level: str, *, trusted: bool, reason: str) -> None:
        self.level, self.trusted, self.reason = level, trusted, reason
        self.controls_at_change = self.controls_answered

    def _why(self, card: TrustCard) -> str:
        accuracy = accuracy_of(self.skill, card.rule)
        return (
            f"Of late about {accuracy.mean:.0%} of your answers to images with a known answer were right, "
            f"and this project needs {card.rule.threshold:.0%}. A little practice brings you back; "
            "everything you did before stays."
        )


def newcomer(volunteer_id: int, card: TrustCard) -> Stand:
    """Return the standing of somebody without one: untrusted where the project trains."""
    if card.trains:
        return Stand(volunteer_id, card.project_id, Level.NEWCOMER, trusted=False)
    return Stand(volunteer_id, card.project_id, Level.CONTRIBUTOR, trusted=True)
