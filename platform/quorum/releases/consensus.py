"""Consensus: one row per subject and choice, for every round, and over pooled rounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quorum.aggregation.rules import p_values_now
from quorum.aggregation.selectors import latest_run, results_of
from quorum.classifications.task_cards import task_card
from quorum.projects.models import Project
from quorum.projects.rounds import OfferedChoice, choices_of
from quorum.releases.classifications import Names
from quorum.releases.rows import csv_bytes, stream, truth, utc

HEADER = (
    "subject_id",
    "external_id",
    "round",
    "task",
    "state",
    "n",
    "choice_code",
    "choice_name",
    "votes",
    "share_of_classifications",
    "p_value",
    "in_consensus",
    "decided_at_n",
    "decided_at",
)
POOLED_HEADER = (
    "subject_id",
    "external_id",
    "run",
    "method",
    "rounds",
    "task",
    "state",
    "n",
    "choice_code",
    "choice_name",
    "votes",
    "share_of_volunteers",
    "p_value",
    "in_consensus",
    "decided_by",
    "scale",
    "posterior",
    "cutoff",
    "cutoff_meaning",
    "is_holdout",
)
# A subject that was withdrawn before its decision is not open any more.
_QUERY = """
select s.public_id, s.external_id, t.round_id, t.task_id,
       case t.retirement_reason when 'withdrawn' then 'withdrawn' else t.state end,
       t.n, t.counts, t.p_values, t.accepted, t.decided_at_n, t.decided_at
from classifications_subjectroundtask t join subjects_subject s on s.id = t.subject_id
where t.project_id = %(project)s order by t.round_id, t.task_id, t.subject_id
"""


def consensus_lines(project: Project) -> Iterator[tuple[Any, ...]]:
    """Yield rows in the order of HEADER; share and p-value are None without votes.

    The p-values are those of the decision; for open subjects those of the votes so far.
    """
    names = Names(project)
    choices = {task.pk: choices_of(task) for task in names.tasks.values()}
    for row in stream(_QUERY, {"project": project.pk}):
        yield from _lines(row, names, choices[row[3]])


def _lines(row: tuple[Any, ...], names: Names, choices: list[OfferedChoice]) -> Iterator[tuple[Any, ...]]:
    subject_id, external_id, round_id, task_id, state, n, counts, stored, accepted, at_n, at = row
    p_values = stored or p_values_now(task_card(task_id).rule, counts, n)
    for choice in choices:
        votes = counts[choice.index]
        yield (
            subject_id,
            external_id,
            names.rounds[round_id].number,
            names.tasks[task_id].public_id,
            state,
            n,
            choice.code,
            choice.name,
            votes,
            votes / n if n else None,
            p_values[choice.index] if p_values else None,
            choice.index in accepted,
            at_n,
            at,
        )


def pooled_lines(project: Project) -> Iterator[tuple[Any, ...]]:
    """Yield rows in the order of POOLED_HEADER: the newest run of every task that has one.

    The posterior is None for methods that do not decide by it, the cutoff where its meaning is no value.
    """
    names = Names(project)
    numbers = {round_.pk: round_.number for round_ in names.rounds.values()}
    for task in names.tasks.values():
        run = latest_run(task)
        if run is None:
            continue
        pool = " ".join(str(numbers[round_id]) for round_id in run.pool)
        choices = choices_of(task)
        for result in results_of(run):
            for choice in choices:
                votes = result.counts[choice.index]
                yield (
                    result.subject.public_id,
                    result.subject.external_id,
                    run.number,
                    run.method,
                    pool,
                    task.public_id,
                    result.state,
                    result.n,
                    choice.code,
                    choice.name,
                    votes,
                    votes / result.n,
                    result.p_values[choice.index] if result.p_values else None,
                    truth(choice.index in result.accepted),
                    run.decided_by,
                    run.scale,
                    result.posteriors[choice.index] if result.posteriors else None,
                    run.cutoffs[choice.index],
                    run.cutoff_meanings[choice.index],
                    truth(result.is_holdout),
                )


def write_pooled_csv(project: Project) -> Iterator[bytes]:
    """Yield the newest recomputed consensus as CSV; only the header when there is no run."""
    return csv_bytes(POOLED_HEADER, pooled_lines(project))


def write_csv(project: Project) -> Iterator[bytes]:
    """Yield the consensus as CSV."""
    return csv_bytes(
        HEADER,
        ((*line[:11], truth(line[11]), line[12], utc(line[13])) for line in consensus_lines(project)),
    )
