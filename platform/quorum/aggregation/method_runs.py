"""Consensus computed anew by a method of the domain's registry.

Methods compile numeric code: for commands and workers, not for the web processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import repeat
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from quorum.accounts.models import User
from quorum.aggregation.errors import VotesMissing
from quorum.aggregation.expert_labels import ExpertLabels, HoldoutPlan, expert_labels, hold_out_from
from quorum.aggregation.models import ConsensusRun
from quorum.aggregation.outcomes import Outcome, outcome_of
from quorum.aggregation.pooled_votes import PooledVotes, read_pooled_votes
from quorum.aggregation.services import REPEATS_POLICY, next_number, record_run, take_turn
from quorum.domain.aggregators.interface import Decisions, Floats, Question, Reference, Scale
from quorum.domain.consensus import ConsensusState
from quorum.projects.models import Round, Task
from quorum.projects.rounds import OfferedChoice, choices_of

_PACKAGES = ("quorum", "numpy", "scipy", "numba")
_STORE_RESULTS = """
copy aggregation_consensusresult
    (run_id, subject_id, n, counts, p_values, posteriors, accepted, state, is_holdout) from stdin
"""
_STORE_SKILLS = "copy aggregation_volunteerskill (run_id, volunteer_id, n, quality) from stdin"


@transaction.atomic
def recompute_by_method(
    *,
    task: Task,
    rounds: Sequence[Round],
    method: str,
    plan: HoldoutPlan,
    actor: User | None,
    reason: str,
) -> ConsensusRun:
    """Store a run of a registered method over the pooled counted votes of rounds; nothing else changes.

    A volunteer's latest counted answer on a subject stands. Expert labels of the cutoff hold-out go in as
    `plan` says. A yes-or-no task is an exclusive question with the classes yes and no; its results are
    those of the one choice. Raises PoolInvalid, VotesMissing, ReferenceAmbiguous, and what the method
    raises; then nothing is stored.
    """
    pool = take_turn(task=task, rounds=rounds)
    offered = choices_of(task)
    choice_ids = [choice.id for choice in offered]
    pooled = read_pooled_votes(task=task, pool=pool, choice_ids=choice_ids)
    if not len(pooled.votes):
        raise VotesMissing("There is no counted vote in these rounds.")
    experts = expert_labels(
        task=task, subject_ids=pooled.subject_ids, choice_ids=choice_ids, source=plan.source
    )
    reference = hold_out_from(experts, plan)
    question = Question(pooled.votes.classes, task.maximum_choices)
    outcome = outcome_of(
        method=method, question=question, votes=pooled.votes, reference=reference, seed=plan.seed
    )
    cutoffs, meanings = _cutoffs(outcome.decisions, len(offered))
    run = ConsensusRun.objects.create(
        project_id=task.project_id,
        task=task,
        number=next_number(task),
        method=method,
        decided_by=ConsensusRun.DecidedBy.METHOD,
        parameters=_parameters(question, task, outcome, plan)
        | {"reference": _reference_facts(offered, experts, reference)},
        pool=pool,
        scale=outcome.decisions.scale.value,
        cutoffs=cutoffs,
        cutoff_meanings=meanings,
        created_by=actor,
    )
    _store(_STORE_RESULTS, _results(run, pooled, outcome, reference, choices=len(offered)))
    if outcome.volunteer_quality is not None:
        _store(_STORE_SKILLS, _skills(run, pooled, outcome.volunteer_quality))
    record_run(run, rounds=rounds, actor=actor, reason=reason)
    return run


def _parameters(question: Question, task: Task, outcome: Outcome, plan: HoldoutPlan) -> dict[str, Any]:
    return {
        "classes": question.classes,
        "maximum_choices": question.maximum_choices,
        "maximum_votes": task.maximum_votes,
        "settings": outcome.settings,
        "repeats": REPEATS_POLICY,
        "seed": plan.seed,
        "versions": {package: version(package) for package in _PACKAGES},
    }


def _reference_facts(
    offered: Sequence[OfferedChoice], experts: ExpertLabels | None, reference: Reference | None
) -> dict[str, Any] | None:
    """Return which expert labels went in; a frequency is null for a novel class."""
    if experts is None or reference is None:
        return None
    frequencies = reference.frequencies[: len(offered)]
    return {
        "source": experts.source,
        "labelled": int(experts.known.sum()),
        "held_out": int(reference.known.sum()),
        "left_out_as_ambiguous": experts.left_out,
        "frequencies": [None if np.isnan(share) else share for share in frequencies.tolist()],
        "novel": [choice.code for choice in offered if np.isnan(frequencies[choice.index])],
    }


def _cutoffs(decisions: Decisions, choices: int) -> tuple[list[float | None], list[str]]:
    """Return the cutoff of each choice index, None where it is no number, and what that means."""
    cutoffs = decisions.cutoffs[:choices]
    meaning = ConsensusRun.CutoffMeaning
    # Accepted are p-values below the cutoff, but shares and posteriors above it.
    reach = cutoffs if decisions.scale is Scale.P else -cutoffs
    meanings = np.select(
        [np.isnan(cutoffs), reach == np.inf, reach == -np.inf],
        [meaning.HIGHEST_SCORE.value, meaning.EVERY_SUBJECT.value, meaning.NO_SUBJECT.value],
        meaning.VALUE.value,
    )
    numbers = [cutoff if np.isfinite(cutoff) else None for cutoff in cutoffs.tolist()]
    return numbers, meanings.tolist()


def _results(
    run: ConsensusRun, pooled: PooledVotes, outcome: Outcome, reference: Reference | None, *, choices: int
) -> Iterator[tuple[Any, ...]]:
    """Yield rows as `_STORE_RESULTS` wants them; of a yes-or-no task only yes is a choice."""
    n = outcome.tally.n
    is_decided = outcome.decisions.accepted.any(axis=1)
    is_at_maximum = n >= run.task.maximum_votes
    states = np.select(
        [is_decided, is_at_maximum],
        [ConsensusState.REACHED.value, ConsensusState.DISPUTED.value],
        ConsensusState.OPEN.value,
    )
    posteriors = outcome.posteriors
    return zip(
        repeat(run.pk),
        pooled.subject_ids.tolist(),
        n.tolist(),
        _arrays(outcome.tally.counts[:, :choices]),
        _arrays(outcome.p_values[:, :choices]),
        repeat(None) if posteriors is None else _arrays(posteriors[:, :choices]),
        _arrays(np.flatnonzero(row) for row in outcome.decisions.accepted[:, :choices]),
        states.tolist(),
        np.zeros(len(n), bool).tolist() if reference is None else reference.known.tolist(),
        strict=False,
    )


def _arrays(rows: Iterable[NDArray[np.generic]]) -> Iterator[str]:
    """Yield rows of numbers as PostgreSQL reads arrays: a fifth of psycopg's time for lists."""
    return (f"{{{str(row.tolist())[1:-1]}}}" for row in rows)


def _skills(run: ConsensusRun, pooled: PooledVotes, quality: Floats) -> Iterator[tuple[Any, ...]]:
    n = np.bincount(pooled.votes.volunteer, minlength=pooled.votes.volunteers)
    rated = np.flatnonzero(np.isfinite(quality) & (n > 0))
    return zip(
        repeat(run.pk),
        pooled.volunteer_ids[rated].tolist(),
        n[rated].tolist(),
        quality[rated].tolist(),
        strict=False,
    )


def _store(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
