"""Standings in SQL: many locked and written at once, over a connection of Django or of psycopg."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from quorum.domain.trust import Skill
from quorum.onboarding.stands import Stand, newcomer
from quorum.onboarding.trust_cards import Cursor, TrustCard

_COLUMNS = """s.volunteer_id, s.project_id, s.level, s.trusted, s."right", s.wrong, s.choice_skill::text,
       s.controls_answered, s.controls_at_change, s.since_control, s.known_subject_ids, s.reason,
       s.held, s.watched, s.tokens, s.tokens_at"""
# In one order everywhere, and after the tallies: two transactions never wait for each other in a circle.
LOCK = f"""
select ask.volunteer_id, {_COLUMNS}
  from json_to_recordset(%s::json) as ask(volunteer_id bigint, project_id bigint)
  join accounts_volunteer v on v.id = ask.volunteer_id
  join onboarding_standing s
    on s.volunteer_id = coalesce(v.merged_into_id, v.id) and s.project_id = ask.project_id
 order by s.volunteer_id, s.project_id
   for no key update of s
"""
READ_TRUTHS = """
select subject_id, id, purpose, choice_ids, hints::text
  from onboarding_knownanswer where subject_id = any (%s::bigint[])
"""
WRITE = """
insert into onboarding_standing as kept
       (volunteer_id, project_id, level, trusted, tutorial_position, "right", wrong, choice_skill,
        controls_answered, controls_at_change, since_control, known_subject_ids, reason,
        tokens, tokens_at, changed_at)
select volunteer_id, project_id, level, trusted, 0, "right", wrong, choice_skill,
       controls_answered, controls_at_change, since_control, known_subject_ids, reason,
       tokens, tokens_at, now()
  from json_to_recordset(%s::json) as new(
       volunteer_id bigint, project_id bigint, level text, trusted boolean, "right" double precision,
       wrong double precision, choice_skill jsonb, controls_answered int, controls_at_change int,
       since_control int, known_subject_ids bigint[], reason text,
       tokens double precision, tokens_at timestamptz)
 order by volunteer_id, project_id
on conflict (volunteer_id, project_id) do update
   set level = excluded.level, trusted = excluded.trusted, "right" = excluded."right",
       wrong = excluded.wrong, choice_skill = excluded.choice_skill,
       controls_answered = excluded.controls_answered, controls_at_change = excluded.controls_at_change,
       since_control = excluded.since_control, known_subject_ids = excluded.known_subject_ids,
       reason = excluded.reason, tokens = excluded.tokens, tokens_at = excluded.tokens_at,
       stage_id = case when kept.level = excluded.level then kept.stage_id end,
       changed_at = case when kept.level = excluded.level then kept.changed_at else excluded.changed_at end
"""
# A known answer that was removed a moment ago leaves what its control showed.
WRITE_CONTROL_ANSWERS = """
insert into onboarding_controlanswer
       (project_id, volunteer_id, subject_id, known_answer_id, round_id, classification_id, truth_ids,
        choice_ids, score, expected, duration_ms, is_shown, answered_at)
select new.project_id, new.volunteer_id, new.subject_id, k.id, new.round_id, new.classification_id,
       new.truth_ids, new.choice_ids, new.score, new.expected, new.duration_ms,
       new.is_shown, new.answered_at
  from json_to_recordset(%s::json) as new(
       project_id bigint, volunteer_id bigint, subject_id bigint, known_answer_id bigint, round_id bigint,
       classification_id uuid, truth_ids bigint[], choice_ids bigint[], score double precision,
       expected double precision, duration_ms int, is_shown boolean, answered_at timestamptz)
  left join onboarding_knownanswer k on k.id = new.known_answer_id
on conflict (volunteer_id, subject_id) do nothing
"""


class Truth(msgspec.Struct, frozen=True):
    """What is known of a subject, and for which purpose; `hints` are by code."""

    known_answer_id: int
    purpose: str
    choice_ids: Sequence[int]
    hints: dict[str, str]


class ControlRow(msgspec.Struct, frozen=True):
    """A row of `ControlAnswer`, by the names of its columns; `score` is None for a pass, which is not shown."""

    project_id: int
    volunteer_id: int
    subject_id: int
    known_answer_id: int
    round_id: int
    classification_id: UUID
    truth_ids: Sequence[int]
    choice_ids: Sequence[int]
    score: float | None
    expected: float
    duration_ms: int | None
    is_shown: bool
    answered_at: datetime


def locked_stand(cursor: Cursor, volunteer_id: int, card: TrustCard) -> Stand:
    """Return a volunteer's standing, locked until the commit; a newcomer's where there is none yet."""
    cursor.execute(LOCK, lock_parameters([(volunteer_id, card.project_id)]))
    rows = cursor.fetchall()
    return read_stand(rows[0][1:]) if rows else newcomer(volunteer_id, card)


def lock_parameters(asked: Iterable[tuple[int, int]]) -> tuple[str]:
    """Return the parameters of LOCK for pairs of volunteer and project."""
    rows = [{"volunteer_id": volunteer, "project_id": project} for volunteer, project in sorted(set(asked))]
    return (_json(rows),)


def read_stand(row: Sequence[Any]) -> Stand:
    """Return the standing in a row of LOCK, less its first column, who was asked for."""
    volunteer_id, project_id, level, trusted, right, wrong, by_choice, *rest = row
    skills = msgspec.json.decode(by_choice, type=dict[str, tuple[float, float]])
    choice_skill = {int(choice_id): Skill(*evidence) for choice_id, evidence in skills.items()}
    return Stand(volunteer_id, project_id, level, trusted, Skill(right, wrong), choice_skill, *rest)


def read_truths(rows: Iterable[Sequence[Any]]) -> dict[int, Truth]:
    """Return subject id → what is known of it, from the rows of READ_TRUTHS."""
    return {
        subject_id: Truth(known_answer_id, purpose, choice_ids, msgspec.json.decode(hints))
        for subject_id, known_answer_id, purpose, choice_ids, hints in rows
    }


def write_parameters(stands: Collection[Stand]) -> tuple[str]:
    """Return the parameters of WRITE."""
    return (_json([_row(stand) for stand in stands]),)


def control_parameters(rows: Sequence[ControlRow]) -> tuple[str]:
    """Return the parameters of WRITE_CONTROL_ANSWERS."""
    return (_json(rows),)


def _row(stand: Stand) -> dict[str, Any]:
    return {
        "volunteer_id": stand.volunteer_id,
        "project_id": stand.project_id,
        "level": stand.level,
        "trusted": stand.trusted,
        "right": stand.skill.right,
        "wrong": stand.skill.wrong,
        "choice_skill": {
            str(choice_id): (skill.right, skill.wrong) for choice_id, skill in stand.choice_skill.items()
        },
        "controls_answered": stand.controls_answered,
        "controls_at_change": stand.controls_at_change,
        "since_control": stand.since_control,
        "known_subject_ids": stand.known_subject_ids,
        "reason": stand.reason,
        "tokens": stand.tokens,
        "tokens_at": stand.tokens_at,
    }


def _json(rows: object) -> str:
    return msgspec.json.encode(rows).decode()
