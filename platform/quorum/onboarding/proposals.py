"""Subjects that could serve as controls: experts labelled them for that, or volunteers agree on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quorum.classifications.models import SubjectRoundTask
from quorum.onboarding.models import KnownAnswer
from quorum.projects.models import Project, Task
from quorum.projects.rounds import OfferedChoice, choices_of, first_task, present_round
from quorum.subjects.models import ReferenceLabel, Subject
from quorum.subjects.reference import translate

# So many of the latest decisions are looked at.
LOOKED_AT = 3000
CLEAREST_FROM = 0.4


@dataclass(frozen=True)
class Proposal:
    """A subject with what is likely right for it; `origin` is that of `KnownAnswer`.

    `margin` is the least share of votes for an accepted choice less the most for another, 1 for experts.
    """

    subject: Subject
    choices: Sequence[OfferedChoice]
    n: int
    margin: float
    origin: str


def propose_controls(*, project: Project, limit: int) -> list[Proposal]:
    """Return subjects, those with the choices that controls show least first, the clearest of those first.

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
        Proposal(
            tally.subject,
            [by_index[index] for index in tally.accepted],
            tally.n,
            margin,
            KnownAnswer.Origin.CONSENSUS,
        )
        for tally in tallies
        if tally.accepted and (margin := _margin(tally)) >= CLEAREST_FROM
    ]
    labelled = _labelled(project, task)
    ids = {proposal.subject.pk for proposal in labelled}
    return _balanced(
        labelled + [each for each in proposals if each.subject.pk not in ids], _shown(project), limit
    )


def _labelled(project: Project, task: Task) -> list[Proposal]:
    """Return the subjects whose imported label is set aside for controls, as far as the task can say it."""
    by_id = {choice.id: choice for choice in choices_of(task)}
    version = task.workflow_version.label_set_version
    labels = ReferenceLabel.objects.filter(
        project=project,
        split=ReferenceLabel.Split.CONTROL,
        subject__state=Subject.State.ACTIVE,
        subject__known_answer=None,
    ).select_related("subject")
    found: dict[int, Proposal] = {}
    for label in labels.order_by("pk")[:LOOKED_AT]:
        ids: Sequence[int] = label.choice_ids
        if label.label_set_version_id != version.pk:
            translated = translate(ids, version)
            ids = () if translated.untranslated else translated.choice_ids
        if ids and len(ids) <= task.maximum_choices and all(choice_id in by_id for choice_id in ids):
            choices = [by_id[choice_id] for choice_id in ids]
            found[label.subject_id] = Proposal(label.subject, choices, 0, 1.0, KnownAnswer.Origin.IMPORT)
    return list(found.values())


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
