"""Arranging the queue of a task by what votes and a model say of its subjects."""

from __future__ import annotations

import numpy as np
import pytest

from quorum.audit.models import AuditEvent
from quorum.classifications.models import SubjectRoundTask
from quorum.learning.arranging import arrange_queue
from quorum.learning.errors import PredictionsReadVotes
from quorum.learning.models import Arrangement, JoinedPosterior, Loop
from quorum.learning.placing import why
from quorum.learning.predictions import known_predictions
from quorum.learning.subjects_known import joinable_rows
from quorum.projects.models import Task
from quorum.projects.services import TaskSpec, publish_workflow_version
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel, Subject
from quorum.subjects.signals import subjects_added
from tests.factories import make_classification, make_project, make_subject, task_of, version_of
from tests.learning.arranged_field import (
    CLASSES,
    HOLDOUT,
    SUBJECTS,
    Field,
    arrange,
    make_field,
    predict,
    served,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def field() -> Field:
    return make_field()


def test_what_is_served_first_is_what_votes_can_mend_most(field: Field) -> None:
    model = predict(field, sure=0.97, unsure=(10, 13, 18))
    vote(field, list(range(HOLDOUT)), times=3)
    arrangement = arrange(field, shares={"error-reduction": 1.0})
    assert (arrangement.method, arrangement.model) == (Arrangement.Method.JOINED, model)
    first = served(field, 4)
    # The model learnt from the last subject, so that its word on it does not count.
    assert {each.subject_id for each in first} == set(field.ids(10, 13, 18, 23))
    assert {(each.strategy, each.model_version_id, each.blind) for each in first} == {
        ("error-reduction", model.pk, False)
    }
    assert arrangement.in_force_at is not None
    assert arrangement.counts == {"exploration": 0, "error-reduction": SUBJECTS}
    reasons = QueueEntry.objects.values_list("why", flat=True)
    assert all("A vote is expected to mend" in reason and " c" in reason for reason in reasons)
    event = AuditEvent.objects.get(verb="queue.arranged")
    assert (event.actor_id, event.details["entries"]) == (None, SUBJECTS)


def test_both_figures_are_kept_for_every_subject(field: Field) -> None:
    model = predict(field)
    vote(field, [0, 1, 9])
    arrange(field)
    assert JoinedPosterior.objects.count() == SUBJECTS
    kept = JoinedPosterior.objects.get(subject=field.subjects[9])
    assert (kept.n, kept.model_id, kept.accepted, kept.blind) == (1, model.pk, [1], False)
    assert len(kept.probabilities) == CLASSES
    assert max(kept.probabilities) == kept.probabilities[1] < 1
    assert JoinedPosterior.objects.get(subject=field.subjects[-1]).model_id is None
    tally = SubjectRoundTask.objects.get(subject=field.subjects[9])
    assert (tally.n, tally.counts, tally.state) == (1, [0, 1, 0, 0], "open")


def test_predictions_of_a_model_that_read_the_votes_are_never_joined_with_them(field: Field) -> None:
    predict(field, reads_crowd=True)
    vote(field, list(range(10)))
    assert arrange(field).model is None
    assert not JoinedPosterior.objects.exclude(model=None).exists()
    said = known_predictions(task=task_of(field.project), plain=False)
    with pytest.raises(PredictionsReadVotes):
        joinable_rows(said, np.array(field.ids(0, 1)))


def test_without_a_hold_out_no_model_is_believed_and_votes_alone_arrange(field: Field) -> None:
    ReferenceLabel.objects.all().delete()
    predict(field)
    vote(field, [0, 1, 2, 8, 9], times=2)
    arrangement = arrange(field, stops_early=True, tolerated=5.0)
    assert (arrangement.method, arrangement.model, arrangement.settled) == ("votes", None, 0)
    assert {one["strategy"] for one in arrangement.replaced} == {
        "error-reduction", "unsettled-bald", "model-against-crowd", "coverage",
    }  # fmt: skip
    # No model had a hand in it, so that every pick is a blind one.
    assert arrangement.blind == arrangement.entries == SUBJECTS
    assert {(each.model_version_id, each.blind) for each in served(field)} == {(None, True)}


def test_with_neither_a_hold_out_nor_votes_the_queue_is_random(field: Field) -> None:
    ReferenceLabel.objects.all().delete()
    arrangement = arrange(field)
    assert (arrangement.method, arrangement.entries) == ("random", SUBJECTS)
    assert not JoinedPosterior.objects.exists()
    assert {each.strategy for each in served(field)} == {"random"}


def test_subjects_are_drawn_blind_once_and_no_model_ever_chooses_them_or_stops_them(field: Field) -> None:
    predict(field, sure=0.999)
    vote(field, list(range(SUBJECTS)), times=2)
    arrange(field, exploration=0.5, stops_early=True, tolerated=5.0)
    blind = set(JoinedPosterior.objects.filter(blind=True).values_list("subject_id", flat=True))
    assert len(blind) == SUBJECTS / 2
    late = make_subject(field.project)
    subjects_added.send(sender=Subject, project_id=field.project.pk, subject_ids=[late.pk])
    arrange(field, exploration=0.0)
    marks = dict(JoinedPosterior.objects.values_list("subject_id", "blind"))
    assert {subject_id for subject_id, is_blind in marks.items() if is_blind} == blind
    assert marks[late.pk] is False
    waiting = {each.subject_id: each for each in served(field, SUBJECTS + 1)}
    assert blind <= waiting.keys()
    assert {(waiting[pk].strategy, waiting[pk].model_version_id, waiting[pk].blind) for pk in blind} == {
        ("exploration", None, True)
    }


def test_subjects_that_need_no_more_votes_retire_but_not_those_of_a_hold_out(field: Field) -> None:
    predict(field, sure=0.999)
    vote(field, list(range(SUBJECTS)), times=2)
    assert arrange(field, tolerated=0.05).settled == 0
    arrangement = arrange(field, stops_early=True)
    settled = SubjectRoundTask.objects.filter(retirement_reason="settled")
    assert arrangement.settled == settled.count() > 0
    assert not settled.filter(subject__in=field.subjects[:HOLDOUT]).exists()
    assert set(settled.values_list("state", "n")) == {("open", 2)}
    gone = set(settled.values_list("subject_id", flat=True))
    assert not gone & {each.subject_id for each in served(field)}
    assert JoinedPosterior.objects.filter(subject__in=gone, enough=True).count() == len(gone)
    # Whoever takes it back has the subjects collect votes again.
    assert arrange(field, stops_early=False).entries == SUBJECTS
    assert not settled.exists()


def test_the_loop_s_own_minimum_of_votes_holds(field: Field) -> None:
    predict(field, sure=0.999)
    vote(field, list(range(SUBJECTS)), times=2)
    assert arrange(field, stops_early=True, tolerated=0.05, minimum_votes=3).settled == 0


def test_a_yes_or_no_question_is_joined_as_one_class() -> None:
    project = make_project()
    question = TaskSpec(
        question="Any c7?", kind=Task.Kind.YES_NO, choice_codes=["c7"], minimum_votes=7, maximum_votes=12
    )
    label_sets = version_of(project).label_set_version
    publish_workflow_version(project=project, label_set_version=label_sets, tasks=[question])
    task = task_of(project)
    subjects = [make_subject(project) for _ in range(8)]
    choice_id = task.task_choices.get().choice_id
    for number, subject in enumerate(subjects[:4]):
        ReferenceLabel.objects.create(
            project=project, subject=subject, label_set_version=label_sets,
            source="expert", split="cutoff_holdout", choice_ids=[choice_id] if number % 2 else [],
        )  # fmt: skip
    round_ = open_round(workflow_version=version_of(project), actor=None)
    Loop.objects.create(task=task, project=project, is_on=True, front=1)
    for _ in range(3):
        for number, subject in enumerate(subjects[:7]):
            make_classification(subject, ["c7"] if number % 2 else [], round_=round_)
    arrangement = arrange_queue(task=task_of(project), by=None)
    assert arrangement.method == "joined"
    said = {one.subject_id: one.probabilities for one in JoinedPosterior.objects.all()}
    assert len(said[subjects[5].pk]) == 1
    assert said[subjects[5].pk][0] > said[subjects[6].pk][0]


def test_a_reason_fits_its_column_whatever_a_class_is_called() -> None:
    assert len(why("error-reduction", "c" * 200, 0.123456)) == 120
    assert why("rare-classes", None, 0.5) == "May show no class in particular, of which few are known."
    assert why("exploration", None, 0.0) == "Drawn blind: no network has a say."
