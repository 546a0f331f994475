"""Figures of a whole project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Sum

from quorum.insights.models import ParticipationDay
from quorum.projects.models import Project, Task
from quorum.projects.rounds import choices_of, first_task, present_round, yes_no_tasks


@dataclass(frozen=True)
class DayFigures:
    """One day (UTC); volunteers who took part that day."""

    day: date
    classifications: int
    counted: int
    volunteers: int


@dataclass(frozen=True)
class ChoiceFigures:
    """Counted votes for one choice, and subjects that have it in their consensus."""

    code: str
    name: str
    votes: int
    consensus: int


@dataclass(frozen=True)
class VotesBin:
    """How many subjects have n counted classifications."""

    n: int
    subjects: int


@dataclass(frozen=True)
class QuestionFigures:
    """What a yes-or-no question has come to: subjects by answer, and those whose turn is still to come.

    `waiting` stand in the queue; of others nobody is asked.
    """

    task: Task
    code: str
    name: str
    answers: int
    yes: int
    no: int
    disputed: int
    waiting: int


# Arrays are unnested with their place, so that every figure is one pass over the tallies.
_PER_CHOICE = """
select place - 1, sum(votes) from classifications_subjectroundtask tally,
       unnest(tally.counts) with ordinality as counted(votes, place)
where tally.round_id = %s and tally.task_id = %s group by place
"""
_PER_ACCEPTED = """
select index, count(*) from classifications_subjectroundtask tally, unnest(tally.accepted) as index
where tally.round_id = %s and tally.task_id = %s group by index
"""
_HISTOGRAM = """
select tally.n, count(*) from classifications_subjectroundtask tally
where tally.round_id = %s and tally.task_id = %s group by tally.n order by tally.n
"""
_ANSWERS = """
select coalesce(sum(n), 0),
       count(*) filter (where state = 'reached' and accepted <> '{}'),
       count(*) filter (where state = 'reached' and accepted = '{}'),
       count(*) filter (where state = 'disputed'),
       (select count(distinct subject_id) from selection_queueentry entry
         where entry.round_id = %(round)s and entry.task_id = %(task)s)
from classifications_subjectroundtask where round_id = %(round)s and task_id = %(task)s
"""


def per_day(project: Project) -> list[DayFigures]:
    """Return figures for every day with any participation, in order."""
    days = (
        ParticipationDay.objects.filter(project_id=project.pk)
        .values("day")
        .annotate(all=Sum("classifications"), sum_counted=Sum("counted"), people=Count("volunteer_id"))
        .order_by("day")
    )
    return [DayFigures(day["day"], day["all"], day["sum_counted"], day["people"]) for day in days]


def per_choice(project: Project) -> list[ChoiceFigures]:
    """Return figures of the present round for every choice, in task order."""
    round_ = present_round(project)
    if round_ is None:
        return []
    task = first_task(round_)
    votes = _pairs(_PER_CHOICE, round_.pk, task.pk)
    consensus = _pairs(_PER_ACCEPTED, round_.pk, task.pk)
    return [
        ChoiceFigures(one.code, one.name, votes.get(one.index, 0), consensus.get(one.index, 0))
        for one in choices_of(task)
    ]


def votes_histogram(project: Project) -> list[VotesBin]:
    """Return how many subjects have how many counted classifications in the present round."""
    round_ = present_round(project)
    if round_ is None:
        return []
    return [VotesBin(*pair) for pair in _pairs(_HISTOGRAM, round_.pk, first_task(round_).pk).items()]


def per_question(project: Project) -> list[QuestionFigures]:
    """Return figures of the present round for every yes-or-no question, in order."""
    round_ = present_round(project)
    return [] if round_ is None else [_figures(task, round_.pk) for task in yes_no_tasks(round_)]


def _figures(task: Task, round_id: int) -> QuestionFigures:
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, {"round": round_id, "task": task.pk})
        counted = cursor.fetchone()
    choice = choices_of(task)[0]
    return QuestionFigures(task, choice.code, choice.name, *counted)


def _pairs(query: str, round_id: int, task_id: int) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(query, [round_id, task_id])
        return {int(key): int(value) for key, value in cursor.fetchall()}
