"""Subjects that could serve as controls because volunteers agree on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quorum.classifications.models import SubjectRoundTask
from quorum.onboarding.models import KnownAnswer
from quorum.projects.models import Project
from quorum.projects.rounds import OfferedChoice, choices_of, first_task, present_round
from quorum.subjects.models import ReferenceLabel, Subject

# So many of the latest decisions are looked at.
LOOKED_AT = 3000
CLEAREST_FROM = 0.4


@dataclass(frozen=True)
class Proposal:
    """A decided subject.

    `margin` is the least share of votes for an accepted choice less the most for another.
    """

    subject: Subject
    choices: Sequence[OfferedChoice]
    n: int
    margin: float


def propose_controls(*, project: Project, limit: int) -> list[Proposal]:
    """Return clearly decided subjects, those with the choices that controls show least first.

    Left out are subjects with a known answer, withdrawn ones, and those whose expert label is held out.
    """
    round_ = present_round(project)
    if round_ is None:
        return []
    task = first_task(round_)
    by_index = {choice.index: choice for choice in choices_of(task)}
    reserved = ReferenceLabel.objects.filter(
        project=project,
        split__in=(ReferenceLabel.Split.CUTOFF_HOLDOUT, ReferenceLabel.Split.MODEL_HOLDOUT),
    )
    tallies = (
        SubjectRoundTask.objects.filter(
            round=round_,
            task=task,
            state=SubjectRoundTask.State.REACHED,
            subject__state=Subject.State.ACTIVE,
            subject__known_answer=None,
        )
        .exclude(subject__in=reserved.values("subject"))
        .select_related("subject")
        .order_by("-decided_at")[:LOOKED_AT]
    )
    proposals = [
        Proposal(tally.subject, [by_index[index] for index in tally.accepted], tally.n, margin)
        for tally in tallies
        if tally.accepted and (margin := _margin(tally)) >= CLEAREST_FROM
    ]
    return _balanced(proposals, _shown(project), limit)


def _margin(tally: SubjectRoundTask) -> float:
    accepted = [tally.counts[index] for index in tally.accepted]
    others = [votes for index, votes in enumerate(tally.counts) if index not in tally.accepted]
    return (min(accepted) - max(others, default=0)) / tally.n


def _shown(project: Project) -> Counter[int]:
    """Return choice id → how many controls show it."""
    controls = KnownAnswer.objects.filter(project=project, purpose=KnownAnswer.Purpose.CONTROL)
    return Counter(choice_id for ids in controls.values_list("choice_ids", flat=True) for choice_id in ids)


def _balanced(proposals: list[Proposal], shown: Counter[int], limit: int) -> list[Proposal]:
    """Return up to `limit` proposals, each time the clearest of those with the choice shown least."""
    waiting = sorted(proposals, key=lambda each: -each.margin)
    chosen: list[Proposal] = []
    while waiting and len(chosen) < limit:
        best = min(waiting, key=lambda each: min(shown[choice.id] for choice in each.choices))
        waiting.remove(best)
        chosen.append(best)
        shown.update(choice.id for choice in best.choices)
    return chosen
