"""What the hot path must know of trust in a project: rule and controls, kept for moments per process."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

from django.conf import settings

from quorum.classifications.task_cards import TaskCard
from quorum.domain.trust import TrustRule

# Half of the controls are in use at a time, but never fewer than this; the half changes every week, so
# that a collection of their pictures is out of date by the time it is complete.
FEWEST_IN_USE = 40
PERIOD_S = 7 * 24 * 3600


class Cursor(Protocol):
    """A cursor of Django or of psycopg."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run one statement."""

    def fetchall(self) -> list[Any]:
        """Return the rows of the last statement."""


@dataclass(frozen=True, slots=True)
class Control:
    """A subject with a known answer; `exposures` counts the answers that it has had.

    `choice_ids` are of the label set version named, and all of its choices that are there.
    """

    known_answer_id: int
    subject_id: int
    label_set_version_id: int
    choice_ids: frozenset[int]
    exposures: int

    def fits(self, task: TaskCard) -> bool:
        """Return whether it can be answered rightly with what a task offers.

        Whether one of the choices is there or not can be asked of any control that was told about it.
        """
        if task.is_yes_no:
            return task.is_taught and self.label_set_version_id == task.label_set_version_id
        return (
            len(task.asked(self.choice_ids)) == len(self.choice_ids) <= task.maximum_choices
            and (bool(self.choice_ids) or task.empty_allowed)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrustCard:
    """How a project trusts. `trains` says whether it has training images; `controls` are those in use."""

    project_id: int
    rule: TrustRule = field(default_factory=TrustRule)
    trains: bool = False
    controls: Sequence[Control] = ()
    _by_task: dict[int, tuple[Control, ...]] = field(default_factory=dict, compare=False)

    def controls_for(self, task: TaskCard) -> tuple[Control, ...]:
        """Return the controls that can be answered rightly with what a task offers."""
        if task.id not in self._by_task:
            self._by_task[task.id] = tuple(control for control in self.controls if control.fits(task))
        return self._by_task[task.id]


_RULE_COLUMNS = (
    "threshold",
    "recovery_threshold",
    "prior_mean",
    "prior_strength",
    "half_life",
    "control_share_most",
    "control_share_least",
    "minimum_controls",
    "feedback_on_controls",
)
_READ_RULES = f"""
select p.id, exists (
           select 1 from onboarding_knownanswer k
            where k.project_id = p.id and k.purpose = 'training' and k.state = 'active'),
       {", ".join(f"r.{name}" for name in _RULE_COLUMNS)}
  from projects_project p left join onboarding_trustrule r on r.project_id = p.id
 where p.id = any (%s::bigint[])
"""
_READ_CONTROLS = """
select k.project_id, k.id, k.subject_id, k.label_set_version_id, k.choice_ids,
       (select count(*) from onboarding_controlanswer a where a.known_answer_id = k.id)
  from onboarding_knownanswer k join subjects_subject s on s.id = k.subject_id and s.state = 'active'
 where k.project_id = any (%s::bigint[]) and k.purpose = 'control' and k.state = 'active'
 order by k.id
"""

_cards: dict[int, tuple[float, TrustCard]] = {}
_lock = Lock()


def trust_cards(cursor: Cursor, project_ids: Iterable[int]) -> dict[int, TrustCard]:
    """Return the cards of projects, at most `TRUST_CARD_LIFETIME_S` old; reads those that are missing."""
    wanted, now = set(project_ids), time.monotonic()
    with _lock:
        found = {
            project_id: kept[1]
            for project_id in wanted
            if (kept := _cards.get(project_id)) and now - kept[0] < settings.TRUST_CARD_LIFETIME_S
        }
    missing = sorted(wanted - found.keys())
    if missing:
        fresh = _read(cursor, missing)
        with _lock:
            _cards.update({project_id: (now, card) for project_id, card in fresh.items()})
        found |= fresh
    return found


def forget_trust_cards() -> None:
    """Let this process read all cards anew: known answers or rules have changed."""
    with _lock:
        _cards.clear()


def in_use(controls: Sequence[Control], period: int) -> list[Control]:
    """Return the controls that are shown in a period: half of them, chosen by a hash of both."""

    def draw(control: Control) -> bytes:
        return hashlib.blake2b(f"{period}:{control.known_answer_id}".encode(), digest_size=8).digest()

    return sorted(controls, key=draw)[: max(FEWEST_IN_USE, -(-len(controls) // 2))]


def _read(cursor: Cursor, project_ids: list[int]) -> dict[int, TrustCard]:
    cursor.execute(_READ_RULES, (project_ids,))
    rules = cursor.fetchall()
    cursor.execute(_READ_CONTROLS, (project_ids,))
    controls: dict[int, list[Control]] = {}
    for project_id, known_answer_id, subject_id, version_id, choice_ids, exposures in cursor.fetchall():
        control = Control(known_answer_id, subject_id, version_id, frozenset(choice_ids), exposures)
        controls.setdefault(project_id, []).append(control)
    period = int(time.time()) // PERIOD_S
    return {
        project_id: TrustCard(
            project_id,
            TrustRule() if values[0] is None else TrustRule(**dict(zip(_RULE_COLUMNS, values, strict=True))),
            trains,
            in_use(controls.get(project_id, ()), period),
        )
        for project_id, trains, *values in rules
    }
