"""Does a model's choice of subjects change consensus? Blind subjects beside those that models may choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.cache import caches
from django.db import connection

from quorum.aggregation.expert_labels import ANY_OF_SEVERAL, NOT_ASKED, meanings_in
from quorum.domain.influence import Arm, ClassFacts, Influence, Labelled, compare_arms, named_from
from quorum.learning.models import JoinedPosterior, Loop
from quorum.projects.models import Task
from quorum.projects.rounds import OfferedChoice, choices_of
from quorum.subjects.models import ReferenceLabel

SEED = 1995
LIFETIME_S = 300
# A subject counts once, as it ended in the latest arranged round. Whether it is blind was drawn by chance.
_ENDED = """
with ended as (
    select distinct on (tally.subject_id)
           tally.subject_id, joined.blind, tally.state, tally.n, tally.counts, tally.accepted
      from classifications_subjectroundtask tally
      join projects_round r on r.id = tally.round_id
      join learning_joinedposterior joined
        on joined.task_id = tally.task_id and joined.subject_id = tally.subject_id
     where tally.task_id = %(task)s and tally.retired_at is not null
       and tally.retirement_reason not in ('withdrawn', 'known_answer')
       and tally.round_id in (select arranged.round_id from learning_arrangement arranged
                               where arranged.task_id = %(task)s and arranged.in_force_at is not null)
     order by tally.subject_id, r.number desc)
"""
_BY_VOTES = f"{_ENDED} select blind, state, n, count(*) from ended group by blind, state, n"
_BY_CLASS = f"""{_ENDED}
select blind, index, counts[index + 1], n, count(*) from ended, unnest(accepted) as index
 where state = 'reached' group by blind, index, counts[index + 1], n
"""
_LABELLED = f"""{_ENDED}
select blind, subject_id, accepted from ended
 where state = 'reached' and subject_id = any(%(labelled)s::bigint[])
"""


@dataclass(frozen=True)
class Group:
    """One group of subjects.

    Of `subjects`, `ended` need no more votes: `reached` have a consensus by the task's rule, `disputed` have
    none after all votes, and of the others the loop wanted no more. `labelled` have a consensus and experts'
    labels.
    """

    subjects: int
    ended: int
    reached: int
    disputed: int
    labelled: int

    @property
    def stopped(self) -> int:
        """Return how many the loop wanted no more votes for, before the task's rule had decided."""
        return self.ended - self.reached - self.disputed


@dataclass(frozen=True)
class InfluenceReport:
    """Both groups and their comparison, by choice index; `comparison` is None without a blind subject.

    `source` names whose labels F1 is against, empty for none. Where several people labelled and the loop names
    none of them, there is no F1.
    """

    choices: tuple[OfferedChoice, ...]
    blind: Group
    chosen: Group
    comparison: Influence | None
    source: str


def influence_report(task: Task) -> InfluenceReport:
    """Return the report of a task, at most `LIFETIME_S` old.

    F1 is that of the published rule's consensus, which has seen no label, against experts' labels.
    """
    cache = caches["process"]
    kept: InfluenceReport | None = cache.get(f"influence-{task.pk}")
    if kept is None:
        kept = _report(task)
        cache.set(f"influence-{task.pk}", kept, timeout=LIFETIME_S)
    return kept


def _report(task: Task) -> InfluenceReport:
    choices = tuple(choices_of(task))
    source, labels = _expert_labels(task, choices)
    place = {"task": task.pk, "labelled": list(labels)}
    by_votes, by_class, judged = (_rows(query, place) for query in (_BY_VOTES, _BY_CLASS, _LABELLED))
    drawn = JoinedPosterior.objects.filter(task=task)
    groups, arms = {}, {}
    for is_blind in (True, False):
        known = [(accepted, labels[subject]) for blind, subject, accepted in judged if blind == is_blind]
        ended = [row[1:] for row in by_votes if row[0] == is_blind]
        groups[is_blind] = Group(
            subjects=drawn.filter(blind=is_blind).count(),
            ended=sum(subjects for _, _, subjects in ended),
            reached=sum(subjects for state, _, subjects in ended if state == "reached"),
            disputed=sum(subjects for state, _, subjects in ended if state == "disputed"),
            labelled=len(known),
        )
        patterns = [row[1:] for row in by_class if row[0] == is_blind]
        arms[is_blind] = _arm(
            groups[is_blind].reached, ended, patterns, known, choices, has_labels=bool(source)
        )
    blind, chosen = groups[True], groups[False]
    told = compare_arms(arms[True], arms[False], rng=np.random.default_rng(SEED)) if blind.subjects else None
    return InfluenceReport(choices, blind, chosen, told, source)


def _arm(
    reached: int,
    ended: Iterable[tuple[str, int, int]],
    patterns: Iterable[tuple[int, int, int, int]],
    known: list[tuple[list[int], frozenset[int]]],
    choices: tuple[OfferedChoice, ...],
    *,
    has_labels: bool,
) -> Arm:
    votes = [(n, subjects) for _, n, subjects in ended]
    ended_with = np.zeros(1 + max((n for n, _ in votes), default=0), np.int64)
    for n, subjects in votes:
        ended_with[n] += subjects
    named: dict[int, list[tuple[int, int, int]]] = {choice.index: [] for choice in choices}
    for index, k, n, subjects in patterns:
        named[index].append((k, n, subjects))
    return Arm(
        reached,
        ended_with,
        tuple(
            ClassFacts(named_from(named[choice.index]), _labelled(known, choice.index) if has_labels else None)
            for choice in choices
        ),
    )


def _labelled(known: list[tuple[list[int], frozenset[int]]], index: int) -> Labelled:
    both = [(index in accepted, index in label) for accepted, label in known]
    return Labelled(
        hits=both.count((True, True)),
        extra=both.count((True, False)),
        missed=both.count((False, True)),
        neither=both.count((False, False)),
    )


def _expert_labels(task: Task, choices: tuple[OfferedChoice, ...]) -> tuple[str, Mapping[int, frozenset[int]]]:
    """Return whose labels there are, and subject id → choice indices; nothing where it is not clear whose."""
    stored = ReferenceLabel.objects.filter(project_id=task.project_id)
    wanted = Loop.objects.filter(task=task).values_list("source", flat=True).first()
    if wanted:
        stored = stored.filter(source=wanted)
    labels = list(stored)
    sources = {label.source for label in labels}
    if len(sources) != 1:
        return "", {}
    said = {choice_id for label in labels for choice_id in label.choice_ids}
    index_of = meanings_in(task, [choice.id for choice in choices], said)
    found = {}
    for label in labels:
        meant = frozenset(index_of[choice_id] for choice_id in label.choice_ids)
        if ANY_OF_SEVERAL not in meant:
            found[label.subject_id] = meant - {NOT_ASKED}
    return sources.pop(), found


def _rows(query: str, place: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, place)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
