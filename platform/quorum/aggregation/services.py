"""Computing consensus anew over stored votes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from quorum.accounts.models import User
from quorum.aggregation.errors import PoolInvalid
from quorum.aggregation.models import ConsensusRun
from quorum.aggregation.rules import p_values_now
from quorum.aggregation.selectors import latest_run
from quorum.audit.services import record
from quorum.classifications.task_cards import TaskCard, task_card
from quorum.domain.binary import BinaryRule
from quorum.projects.models import Round, Task

BATCH = 2000
# A volunteer who answered a subject in several rounds is counted once, with the latest counted answer.
REPEATS_POLICY = "latest_counted_per_volunteer"
_POOLED_COUNTS = """
with latest as (
    select distinct on (subject_id, volunteer_id) subject_id, volunteer_id, choice_ids
    from classification where round_id = any(%s) and task_id = %s and counted
    order by subject_id, volunteer_id, received_at desc, id desc
), voters as (
    select subject_id, count(*) as n from latest group by subject_id
), votes as (
    select subject_id, choice_id, count(*) as k from latest, unnest(choice_ids) as choice_id
    group by subject_id, choice_id
)
select voters.subject_id, voters.n, array_agg(coalesce(votes.k, 0)::int order by offered.index)
from voters cross join projects_taskchoice offered
left join votes on votes.subject_id = voters.subject_id and votes.choice_id = offered.choice_id
where offered.task_id = %s group by voters.subject_id, voters.n order by voters.subject_id
"""
# Results come by the ten thousand, and COPY takes a ninth of the time of batched inserts.
_STORE = """
copy aggregation_consensusresult (run_id, subject_id, n, counts, p_values, accepted, state) from stdin
"""


@transaction.atomic
def recompute_consensus(
    *, task: Task, rounds: Sequence[Round], actor: User | None, reason: str
) -> ConsensusRun:
    """Store a run of the task's rule over the pooled counted votes of rounds; nothing else changes.

    The rule is the one that decides live (hypergeometric for choose-many tasks: Sullivan et al. 2018,
    Nature Biotechnology 36:820); a volunteer's latest counted answer on a subject stands. Subjects
    without a counted vote get no result. Raises PoolInvalid.
    """
    pool = take_turn(task=task, rounds=rounds)
    card = task_card(task.pk)
    run = ConsensusRun.objects.create(
        project_id=task.project_id,
        task=task,
        number=next_number(task),
        method=_method(card),
        parameters=_parameters(task, card),
        pool=pool,
        cutoffs=[task.p_reached] * len(card.choices),
        cutoff_meanings=[ConsensusRun.CutoffMeaning.VALUE] * len(card.choices),
        created_by=actor,
    )
    for rows in _pooled_counts(run, task):
        with connection.cursor() as cursor, cursor.copy(_STORE) as copy:
            for subject_id, n, counts in rows:
                copy.write_row((run.pk, subject_id, *_outcome(card, n, counts)))
    record_run(run, rounds=rounds, actor=actor, reason=reason)
    return run


def take_turn(*, task: Task, rounds: Sequence[Round]) -> list[int]:
    """Hold back other runs of a task until the transaction ends; return the ids of the rounds to pool.

    Two runs at once would otherwise get one number. Raises PoolInvalid.
    """
    if not rounds or any(one.workflow_version_id != task.workflow_version_id for one in rounds):
        raise PoolInvalid("Pool at least one round, all of the task's own workflow version.")
    Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    return sorted(one.pk for one in rounds)


def next_number(task: Task) -> int:
    """Return the number of a task's next run, for whoever has taken the turn."""
    latest = latest_run(task)
    return latest.number + 1 if latest else 1


def record_run(run: ConsensusRun, *, rounds: Sequence[Round], actor: User | None, reason: str) -> None:
    """Write a run into the audit log."""
    record(
        "consensus.recomputed",
        run,
        actor=actor,
        reason=reason,
        rounds=[one.number for one in rounds],
        number=run.number,
        method=run.method,
        decided_by=run.decided_by,
    )


def _pooled_counts(run: ConsensusRun, task: Task) -> Iterator[list[tuple[int, int, list[int]]]]:
    """Yield batches of subject id, n, votes per choice index, without holding all of them in memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_POOLED_COUNTS, [run.pool, task.pk, task.pk])
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _outcome(card: TaskCard, n: int, counts: list[int]) -> tuple[Any, ...]:
    """Return n, counts, p-values, accepted indices and state, as `_STORE` wants them."""
    decision = card.decide(counts, n)
    p_values = p_values_now(card.rule, counts, n)
    return n, counts, p_values and list(p_values), list(decision.accepted), decision.state.value


def _method(card: TaskCard) -> str:
    return "binary_posterior" if isinstance(card.rule, BinaryRule) else "hypergeometric"


def _parameters(task: Task, card: TaskCard) -> dict[str, Any]:
    return {
        "classes": len(card.choices),
        "maximum_choices": task.maximum_choices,
        "minimum_votes": task.minimum_votes,
        "maximum_votes": task.maximum_votes,
        "p_reached": task.p_reached,
        "p_open": task.p_open,
        "repeats": REPEATS_POLICY,
    }
