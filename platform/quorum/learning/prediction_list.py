"""What models say of a task's subjects, page by page, beside the consensus: for those who run a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from quorum.curation.errors import CursorInvalid
from quorum.learning.catalogue import model_by_id, task_by_id
from quorum.learning.errors import ChoiceNotAsked, ModelUnknown
from quorum.learning.models import ModelVersion
from quorum.projects.models import Project, Task
from quorum.projects.rounds import OfferedChoice, choices_of
from quorum.subjects.models import Subject

# Of two live models, the one that has read the subject's votes speaks; so does the consensus of the
# latest round that reached one.
_WORDS = """
with consensus as (
    select distinct on (tally.subject_id) tally.subject_id, tally.accepted
      from classifications_subjectroundtask tally join projects_round r on r.id = tally.round_id
     where tally.task_id = %(task)s and tally.state = 'reached'
     order by tally.subject_id, r.number desc
)
select s.public_id, s.external_id, said.model_id, run.created_at, said.votes, said.probabilities, said.named,
       said.uncertainty, consensus.accepted
  from learning_prediction said
  join subjects_subject s on s.id = said.subject_id
  join learning_predictionrun run on run.id = said.run_id
  left join consensus on consensus.subject_id = said.subject_id
 where said.model_id = any(%(models)s::bigint[]) and s.id > %(after)s
   and (%(subject)s::uuid is null or s.public_id = %(subject)s)
   and not exists (
       select 1 from learning_prediction other
        where other.subject_id = said.subject_id
          and array_position(%(models)s::bigint[], other.model_id)
              < array_position(%(models)s::bigint[], said.model_id))
   and (%(place)s::int is null or said.probabilities[%(place)s::int] between %(at_least)s and %(at_most)s)
   and (%(disagrees)s::bool is null or %(disagrees)s::bool = case
       when consensus.accepted is null then null
       when %(place)s::int is null then not (said.named @> consensus.accepted
                                             and said.named <@ consensus.accepted)
       else (%(index)s::int = any(said.named)) <> (%(index)s::int = any(consensus.accepted)) end)
 order by s.id limit %(limit)s
"""


@dataclass(frozen=True)
class PredictionFilter:
    """Which predictions; None asks for all.

    `choice` is a code of the task: its probability lies from `at_least` to `at_most`, and where it is given,
    disagreement means this class alone. `disagrees` asks for subjects with a consensus that is another than
    what the model names, or the same. `model` asks for one model's latest word, live or not.
    """

    task: UUID | None = None
    model: UUID | None = None
    subject: UUID | None = None
    choice: str = ""
    at_least: float = 0.0
    at_most: float = 1.0
    disagrees: bool | None = None


@dataclass(frozen=True)
class ChoiceWord:
    """A model's word on one class; `in_consensus` is None where the subject has no consensus.

    `uncertainty` is what a label would tell of the model, in nats (BALD), None where that was not asked.
    """

    choice: OfferedChoice
    probability: float
    named: bool
    uncertainty: float | None
    in_consensus: bool | None


@dataclass(frozen=True)
class SubjectWord:
    """A model's latest word on one subject, given in a run asked for at `asked_at`; it had read `votes`."""

    subject_id: UUID
    external_id: str
    model: ModelVersion
    asked_at: datetime
    votes: int
    choices: list[ChoiceWord]


@dataclass(frozen=True)
class PredictionPage:
    """One page; `next` is the subject after which the next page begins, None at the end."""

    task: Task
    results: list[SubjectWord]
    next: UUID | None


def models_in_force(task: Task) -> list[ModelVersion]:
    """Return the live models of a task, first the one whose word goes before the other's."""
    live = ModelVersion.objects.filter(task=task, state=ModelVersion.State.LIVE)
    return list(live.select_related("table").order_by("-reads_crowd"))


def list_predictions(
    *, project: Project, asked: PredictionFilter, cursor: UUID | None, limit: int
) -> PredictionPage:
    """Return the page after the subject `cursor`, by keyset; without task or model, of the present round.

    Raises TaskUnknown, ModelUnknown, ChoiceNotAsked, CursorInvalid.
    """
    task, models = _task_and_models(project, asked)
    choices = choices_of(task)
    index = _index(choices, asked.choice)
    values: dict[str, Any] = {
        "task": task.pk,
        "models": [model.pk for model in models],
        "after": _after(project, cursor),
        "subject": asked.subject,
        "index": index,
        "place": None if index is None else index + 1,
        "at_least": asked.at_least,
        "at_most": asked.at_most,
        "disagrees": asked.disagrees,
        "limit": limit + 1,
    }
    with connection.cursor() as query:
        query.execute(_WORDS, values)
        rows = query.fetchall()
    by_id = {model.pk: model for model in models}
    found = [_word(row, by_id, choices) for row in rows[:limit]]
    return PredictionPage(task, found, found[-1].subject_id if len(rows) > limit else None)


def _word(
    row: tuple[Any, ...], models: dict[int, ModelVersion], choices: Sequence[OfferedChoice]
) -> SubjectWord:
    subject_id, external_id, model_id, asked_at, votes, probabilities, named, unsure, accepted = row
    words = [
        ChoiceWord(
            choice=choice,
            probability=probabilities[choice.index],
            named=choice.index in named,
            uncertainty=unsure[choice.index] if unsure else None,
            in_consensus=None if accepted is None else choice.index in accepted,
        )
        for choice in choices
    ]
    return SubjectWord(subject_id, external_id, models[model_id], asked_at, votes, words)


def _task_and_models(project: Project, asked: PredictionFilter) -> tuple[Task, list[ModelVersion]]:
    if asked.model is None:
        task = task_by_id(project, asked.task)
        return task, models_in_force(task)
    model = model_by_id(project=project, public_id=asked.model)
    if asked.task is not None and task_by_id(project, asked.task) != model.task:
        raise ModelUnknown("This model answers another question.")
    return model.task, [model]


def _index(choices: Sequence[OfferedChoice], code: str) -> int | None:
    if not code:
        return None
    index = next((choice.index for choice in choices if choice.code == code), None)
    if index is None:
        raise ChoiceNotAsked(f"The task does not ask about {code}.", choice=code)
    return index


def _after(project: Project, cursor: UUID | None) -> int:
    if cursor is None:
        return 0
    pk = Subject.objects.filter(project=project, public_id=cursor).values_list("pk", flat=True).first()
    if pk is None:
        raise CursorInvalid("This cursor does not fit the question; start again without it.")
    return pk
