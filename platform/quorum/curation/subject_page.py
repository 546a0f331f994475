"""Everything known of one subject: votes with p-values, classifications, remarks, expert labels."""

from __future__ import annotations

from dataclasses import dataclass

from quorum.accounts.selectors import pseudonyms
from quorum.aggregation.rules import p_values_now
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.classifications.task_cards import task_card
from quorum.curation.models import Remark
from quorum.projects.models import Choice, Project, Round, Task
from quorum.projects.rounds import OfferedChoice, choices_of, first_task, present_round, yes_no_tasks
from quorum.subjects.models import ReferenceLabel, Subject


@dataclass(frozen=True)
class ChoiceVotes:
    """The votes for one choice; `p_value` is None without votes."""

    choice: OfferedChoice
    votes: int
    p_value: float | None
    in_consensus: bool


@dataclass(frozen=True)
class SubjectVotes:
    """A subject's tally in the present round."""

    round: Round | None
    decided_at_n: int | None
    votes: list[ChoiceVotes]


@dataclass(frozen=True)
class QuestionVotes:
    """The answers to one yes-or-no question; `p_value` is that of no, None without answers.

    `is_yes` is None until the answer is decided.
    """

    task: Task
    choice: OfferedChoice
    n: int
    yes: int
    p_value: float | None
    state: str
    is_yes: bool | None


@dataclass(frozen=True)
class TracedClassification:
    """One classification with names in place of ids."""

    classification: Classification
    volunteer: str
    choices: list[str]


@dataclass(frozen=True)
class SignedRemark:
    """One remark with its author's pseudonym."""

    remark: Remark
    volunteer: str


@dataclass(frozen=True)
class ExpertLabel:
    """One reference label with the choices in place of their ids."""

    source: str
    split: str
    choices: list[Choice]


def votes_on(*, project: Project, subject: Subject) -> SubjectVotes:
    """Return the votes per choice in task order, with the p-values at the decision or else as of now."""
    round_ = present_round(project)
    if round_ is None:
        return SubjectVotes(None, None, [])
    task = first_task(round_)
    choices = choices_of(task)
    tally = SubjectRoundTask.objects.filter(round=round_, task=task, subject=subject).first()
    if tally is None:
        return SubjectVotes(round_, None, [ChoiceVotes(choice, 0, None, False) for choice in choices])
    p_values = tally.p_values or p_values_now(task_card(task.pk).rule, tally.counts, tally.n)
    votes = [
        ChoiceVotes(
            choice=choice,
            votes=tally.counts[choice.index],
            p_value=p_values[choice.index] if p_values else None,
            in_consensus=choice.index in tally.accepted,
        )
        for choice in choices
    ]
    return SubjectVotes(round_, tally.decided_at_n, votes)


def questions_on(*, project: Project, subject: Subject) -> list[QuestionVotes]:
    """Return what the yes-or-no questions of the present round have come to, in order."""
    round_ = present_round(project)
    tasks = yes_no_tasks(round_) if round_ else []
    tallies = {tally.task_id: tally for tally in subject.tallies.filter(round=round_, task__in=tasks)}
    return [_question(task, tallies[task.pk]) for task in tasks if task.pk in tallies]


def _question(task: Task, tally: SubjectRoundTask) -> QuestionVotes:
    yes = tally.counts[0]
    p_values = tally.p_values or p_values_now(task_card(task.pk).rule, tally.counts, tally.n)
    return QuestionVotes(
        task=task,
        choice=choices_of(task)[0],
        n=tally.n,
        yes=yes,
        p_value=p_values[0] if p_values else None,
        state=tally.state,
        is_yes=bool(tally.accepted) if tally.state == SubjectRoundTask.State.REACHED else None,
    )


def classifications_of(subject: Subject) -> list[TracedClassification]:
    """Return all classifications of a subject over all rounds, oldest first."""
    found = list(Classification.objects.filter(subject_id=subject.pk).order_by("received_at", "id"))
    names = pseudonyms({one.volunteer_id for one in found})
    codes = _codes({choice_id for one in found for choice_id in one.choice_ids})
    return [
        TracedClassification(one, names[one.volunteer_id], [codes[choice] for choice in one.choice_ids])
        for one in found
    ]


def remarks_on(subject: Subject) -> list[SignedRemark]:
    """Return what volunteers remarked, oldest first."""
    found = list(Remark.objects.filter(subject=subject).order_by("created_at", "pk"))
    names = pseudonyms({remark.volunteer_id for remark in found})
    return [SignedRemark(remark, names[remark.volunteer_id]) for remark in found]


def reference_of(subject: Subject) -> list[ExpertLabel]:
    """Return the expert labels of a subject; never for volunteers' eyes."""
    found = list(ReferenceLabel.objects.filter(subject=subject).order_by("source"))
    choices = Choice.objects.in_bulk({choice_id for label in found for choice_id in label.choice_ids})
    return [
        ExpertLabel(label.source, label.split, [choices[choice_id] for choice_id in label.choice_ids])
        for label in found
    ]


def _codes(choice_ids: set[int]) -> dict[int, str]:
    return dict(Choice.objects.filter(pk__in=choice_ids).values_list("pk", "code"))
