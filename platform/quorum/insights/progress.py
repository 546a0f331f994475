"""How far a project has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.db import connection

# A subject with several tasks is open while any is, and disputed when any ended so, else settled when the loop
# ended any before its rule did. Yes-or-no questions are
# asked of some subjects only: they count where nothing else is asked.
_STATES = """
with latest as (
    select distinct on (project_id) project_id, id from projects_round
    where project_id = any(%s) order by project_id, (state = 'open') desc, opened_at desc, id desc
), subject_state as (
    select tally.project_id, bool_or(tally.state = 'open' and tally.retirement_reason <> 'settled') as is_open,
           bool_or(tally.state = 'disputed') as is_disputed,
           bool_or(tally.retirement_reason = 'settled') as is_settled
    from classifications_subjectroundtask tally
    join latest on latest.id = tally.round_id
    join projects_task task on task.id = tally.task_id and (task.kind <> 'yes_no' or not exists (
        select 1 from projects_task other
         where other.workflow_version_id = task.workflow_version_id and other.kind <> 'yes_no'))
    join subjects_subject subject on subject.id = tally.subject_id and subject.state = 'active'
   where tally.retirement_reason <> 'known_answer'
    group by tally.project_id, tally.subject_id
)
select project_id, count(*) filter (where is_open),
       count(*) filter (where not is_open and not is_disputed and not is_settled),
       count(*) filter (where not is_open and is_disputed),
       count(*) filter (where not is_open and not is_disputed and is_settled)
from subject_state group by project_id
"""
# A subject whose answer is known needs no votes; one that was decided before stays among the others.
_SUBJECTS = """
select subject.project_id, count(*) from subjects_subject subject
where subject.project_id = any(%s) and subject.state = 'active' and not exists (
    select 1 from onboarding_knownanswer known
    where known.subject_id = subject.id and not exists (
        select 1 from classifications_subjectroundtask tally
        where tally.subject_id = subject.id and tally.state <> 'open'))
group by subject.project_id
"""
_PARTICIPATION = """
select project_id, sum(classifications), sum(counted), count(distinct volunteer_id)
from insights_participationday where project_id = any(%s) group by project_id
"""


@dataclass(frozen=True)
class Progress:
    """Counts of one project: subject states of the present round, participation of all rounds.

    Participation is what the outbox has brought so far, a few seconds behind the votes.
    `settled` subjects get no more votes although the published rule has not decided. `share_retired` is
    (reached + disputed + settled) / subjects, 0 for a project without subjects.
    """

    subjects: int
    open: int
    reached: int
    disputed: int
    settled: int
    classifications: int
    counted: int
    volunteers: int

    @property
    def share_retired(self) -> float:
        """Return the share of subjects that need no more votes in this round, 0 to 1."""
        return (self.reached + self.disputed + self.settled) / self.subjects if self.subjects else 0.0


def progress_of(project_ids: Iterable[int]) -> dict[int, Progress]:
    """Return project id → progress for all given projects, at most `PROGRESS_LIFETIME_S` old.

    Counting takes 0.2 s for 60,000 subjects, and every visitor asks.
    """
    keys = {project_id: f"progress-{project_id}" for project_id in project_ids}
    cache = caches["process"]  # labelling goes on while Redis is away
    kept: dict[str, Progress] = cache.get_many(keys.values())
    missing = [project_id for project_id, key in keys.items() if key not in kept]
    if missing:
        fresh = {keys[project_id]: progress for project_id, progress in _count(missing).items()}
        cache.set_many(fresh, timeout=settings.PROGRESS_LIFETIME_S)
        kept |= fresh
    return {project_id: kept[key] for project_id, key in keys.items()}


def _count(ids: list[int]) -> dict[int, Progress]:
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [ids])
        subjects = dict(cursor.fetchall())
        cursor.execute(_STATES, [ids])
        states = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_PARTICIPATION, [ids])
        participation = {row[0]: row[1:] for row in cursor.fetchall()}
    return {
        project_id: Progress(
            subjects.get(project_id, 0),
            *states.get(project_id, (0, 0, 0, 0)),
            *participation.get(project_id, (0, 0, 0)),
        )
        for project_id in ids
    }
