"""What is known of the subjects of a queue: votes, the round's tallies, a model's word, experts' labels.

Reading votes compiles numeric code: for workers and commands, not for the web processes.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from quorum.aggregation.expert_labels import HoldoutPlan, expert_labels, hold_out_from
from quorum.aggregation.pooled_votes import read_pooled_votes
from quorum.domain.aggregators.interface import Reference
from quorum.domain.joined_evidence import Predictions
from quorum.domain.votes import Votes
from quorum.learning.errors import PredictionsReadVotes, TrainingTableLost
from quorum.learning.models import Loop, ModelVersion
from quorum.learning.predictions import NOT_KNOWN, KnownPredictions, known_predictions
from quorum.learning.tables import FIELDS
from quorum.projects.models import Round, Task
from quorum.projects.rounds import choices_of
from quorum.selection.orders import Queue
from quorum.selection.settling import REASON
from quorum.subjects.models import ReferenceLabel, Subject

Booleans = NDArray[np.bool_]
Ids = NDArray[np.int64]
Counts = NDArray[np.int32]
Split = ReferenceLabel.Split
HOLDOUTS = (Split.CONTROL, Split.CUTOFF_HOLDOUT, Split.MODEL_HOLDOUT)

_TALLIES = """
select tally.subject_id, tally.n, tally.counts, tally.retired_at is null, tally.retirement_reason = %s
  from classifications_subjectroundtask tally
  join subjects_subject s on s.id = tally.subject_id and s.state = 'active'
 where tally.round_id = %s and tally.task_id = %s
 order by tally.subject_id
"""


@dataclass(frozen=True)
class RoundTallies:
    """The active subjects of a queue, by rising `subject_ids` (subjects,).

    `n` (subjects,) and `counts` (subjects, classes) are the counted votes of the round; `waiting` subjects
    (subjects,) have not retired, and `settled` ones retired because more votes could not matter.
    """

    subject_ids: Ids
    n: Counts
    counts: Counts
    waiting: Booleans
    settled: Booleans


@dataclass(frozen=True)
class SubjectsKnown:
    """All that is known of the subjects of a queue, rows as in `tallies`.

    `votes` are of all rounds of the task, a volunteer's latest on each subject. A yes-or-no question has one
    class. `predictions` are of `model`, which reads no votes, or of none; `draws` (members, subjects, classes)
    are how unsure it is, where it is known. `embedding` (subjects, dimensions) is where subjects lie by their
    features, NaN for those that the model has not seen, None where it has seen nothing; labels have no part in
    it, so that those that the model learnt from have theirs. `held` (subjects,) belong to a hold-out.
    """

    task: Task
    codes: tuple[str, ...]
    tallies: RoundTallies
    votes: Votes
    model: ModelVersion | None
    predictions: Predictions
    draws: NDArray[np.float32] | None
    embedding: NDArray[np.float32] | None
    reference: Reference | None
    held: Booleans

    @property
    def subjects(self) -> int:
        """Return how many subjects there are."""
        return len(self.tallies.subject_ids)


def subjects_known(*, loop: Loop, of: Queue) -> SubjectsKnown:
    """Read what is known now; raises ReferenceAmbiguous, and PredictionsReadVotes."""
    task = loop.task
    codes = tuple(choice.code for choice in choices_of(task))
    tallies = read_tallies(of, classes=len(codes))
    said = known_predictions(task=task, plain=True)
    rows = joinable_rows(said, tallies.subject_ids)
    return SubjectsKnown(
        task=task,
        codes=codes,
        tallies=tallies,
        votes=_votes(task, tallies.subject_ids),
        model=said.model,
        predictions=_predictions(said, rows, classes=len(codes)),
        draws=None if said.draws is None else said.draws[:, np.maximum(rows, 0)],
        embedding=_embedding(said, tallies.subject_ids),
        reference=_reference(loop, tallies.subject_ids),
        held=np.isin(tallies.subject_ids, _held_ids(task)),
    )


def read_tallies(of: Queue, *, classes: int) -> RoundTallies:
    """Return the tallies of a queue's active subjects."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES, [REASON, of.round_id, of.task_id])
        rows = cursor.fetchall()
    ids, n, counts, waiting, settled = zip(*rows, strict=True) if rows else ((),) * 5
    return RoundTallies(
        np.array(ids, np.int64),
        np.array(n, np.int32),
        np.array(counts, np.int32).reshape(len(rows), classes),
        np.array(waiting, bool),
        np.array(settled, bool),
    )


def joinable_rows(said: KnownPredictions, subject_ids: Ids) -> Ids:
    """Return the row of each subject's prediction, `NOT_KNOWN` where there is none to be joined with votes.

    That is where the model has said nothing, and where it learnt from the subject's own label: there it
    repeats what it was told, and how far it is to be believed was measured where it was not. Raises
    PredictionsReadVotes for a model that read the subjects' votes: they would count twice.
    """
    if said.model is None:
        return np.full(len(subject_ids), NOT_KNOWN)
    if said.model.reads_crowd:
        raise PredictionsReadVotes(
            f"{said.model} read the votes that its predictions would be joined with.", recipe=said.model.recipe
        )
    rows = said.rows_of(subject_ids)
    return np.where(np.isin(subject_ids, _learnt_from(said.model)), NOT_KNOWN, rows)


def _learnt_from(model: ModelVersion) -> Ids:
    """Return the subjects whose labels a model was trained on."""
    path = settings.ML_STORAGE / model.table.folder / FIELDS
    try:
        fields = pq.read_table(path, columns=["field", "labelled"])
    except FileNotFoundError as error:
        raise TrainingTableLost(f"The training table of {model} is gone.", folder=model.table.folder) from error
    names = fields.filter(fields["labelled"])["field"].to_pylist()
    subjects = Subject.objects.filter(project_id=model.project_id, public_id__in=names)
    return np.array(list(subjects.values_list("pk", flat=True)), np.int64)


def _votes(task: Task, subject_ids: Ids) -> Votes:
    """Return the counted votes of all rounds of a task on these subjects, in their order."""
    rounds = Round.objects.filter(workflow_version_id=task.workflow_version_id).values_list("pk", flat=True)
    choice_ids = [choice.id for choice in choices_of(task)]
    pooled = read_pooled_votes(task=task, pool=list(rounds), choice_ids=choice_ids)
    is_here = np.isin(pooled.subject_ids, subject_ids)
    place = np.searchsorted(subject_ids, pooled.subject_ids).astype(np.int32)
    kept = pooled.votes.where(is_here[pooled.votes.subject])
    is_yes_no = task.kind == task.Kind.YES_NO
    return dataclasses.replace(
        kept,
        subject=place[kept.subject],
        # The second class says no, which for one class is not to name it.
        chosen=kept.chosen & np.uint64(1) if is_yes_no else kept.chosen,
        subjects=len(subject_ids),
        # Before anybody has voted there is somebody of whom nothing is known.
        volunteers=max(kept.volunteers, 1),
        classes=1 if is_yes_no else kept.classes,
    )


def _predictions(said: KnownPredictions, rows: Ids, *, classes: int) -> Predictions:
    if said.model is None or not len(said.subject_ids):
        return Predictions.none(len(rows), classes)
    return Predictions(said.probabilities[np.maximum(rows, 0)], rows != NOT_KNOWN)


def _embedding(said: KnownPredictions, subject_ids: Ids) -> NDArray[np.float32] | None:
    if said.embedding is None:
        return None
    rows = said.rows_of(subject_ids)
    is_seen = (rows != NOT_KNOWN)[:, None]
    return np.where(is_seen, said.embedding[np.maximum(rows, 0)], np.float32(np.nan))


def _reference(loop: Loop, subject_ids: Ids) -> Reference | None:
    """Return the experts' labels of the cutoff hold-out; None where there are none."""
    task, choice_ids = loop.task, [choice.id for choice in choices_of(loop.task)]
    experts = expert_labels(task=task, subject_ids=subject_ids, choice_ids=choice_ids, source=loop.source)
    found = hold_out_from(experts, HoldoutPlan())
    if found is None or task.kind != task.Kind.YES_NO:
        return found
    return Reference(found.known, found.labels[:, :1], found.frequencies[:1])


def _held_ids(task: Task) -> Ids:
    held = ReferenceLabel.objects.filter(project_id=task.project_id, split__in=HOLDOUTS)
    return np.array(list(held.values_list("subject_id", flat=True)), np.int64)
