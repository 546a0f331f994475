"""Changing who holds classifications."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

# The intake holds this lock in share mode during every commit; merging holds it alone, so that no
# vote is written under a volunteer's name while that name is being given up.
VOLUNTEERS_LOCK = 7_160_001
# Whoever hands on facts about classifications holds this in share mode, so that a merge never meets facts
# of the old name half written. Taken before VOLUNTEERS_LOCK: votes go on while a merge waits for it.
FACTS_LOCK = 7_160_002

_MOVE_FIRST_ANSWERS = """
update classification moving set volunteer_id = %(to)s
 where moving.volunteer_id = %(from)s
   and not exists (
       select 1 from classification kept
        where kept.round_id = moving.round_id and kept.volunteer_id = %(to)s
          and (kept.client_uuid = moving.client_uuid
               or (kept.subject_id = moving.subject_id and kept.task_id = moving.task_id)))
"""
# What is left are repeats: the volunteer answered the subject under both names. They stay under the
# old name, because the new one has its row for that subject already.
_UNCOUNT_REPEATS = """
update classification repeat
   set counted = false, not_counted_reason = 'merged_repeat',
       superseded_by = (
           select kept.id from classification kept
            where kept.round_id = repeat.round_id and kept.volunteer_id = %(to)s
              and kept.subject_id = repeat.subject_id and kept.task_id = repeat.task_id)
 where repeat.volunteer_id = %(from)s and repeat.counted
returning repeat.round_id, repeat.task_id, repeat.subject_id, repeat.choice_ids
"""
_LOCK_TALLIES = """
select id from classifications_subjectroundtask tally
 where (round_id, task_id, subject_id) in (
       select round_id, task_id, subject_id from classification
        where volunteer_id = %(from)s and counted)
 order by id for no key update
"""
# A decision that was taken stays: reached is final. Only what still collects votes loses one.
_TAKE_BACK = """
update classifications_subjectroundtask tally
   set n = tally.n - 1,
       counts = (
           select array_agg(tally.counts[choice.index + 1] - (choice.choice_id = any (%s::bigint[]))::int
                            order by choice.index)
             from projects_taskchoice choice where choice.task_id = tally.task_id)
 where tally.round_id = %s and tally.task_id = %s and tally.subject_id = %s and tally.state = 'open'
"""


@transaction.atomic
def move_classifications(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> int:
    """Give one volunteer's classifications to another and return how many moved; receives guest_merging.

    Where both answered the same subject in a round, the receiver's answer stands; the other stays
    with the old volunteer, uncounted as `merged_repeat`, and its vote is taken back unless the
    subject's decision has been taken.
    """
    names = {"from": from_volunteer_id, "to": to_volunteer_id}
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [FACTS_LOCK])
        cursor.execute("select pg_advisory_xact_lock(%s)", [VOLUNTEERS_LOCK])
        cursor.execute(_LOCK_TALLIES, names)
        cursor.execute(_MOVE_FIRST_ANSWERS, names)
        moved = int(cursor.rowcount)
        cursor.execute(_UNCOUNT_REPEATS, names)
        for round_id, task_id, subject_id, choice_ids in cursor.fetchall():
            cursor.execute(_TAKE_BACK, [choice_ids, round_id, task_id, subject_id])
    return moved
