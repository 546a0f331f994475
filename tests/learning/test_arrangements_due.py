"""When a queue is put in order, by whom, and what becomes of it when that fails."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone

from quorum.learning.arrangements_due import arrange_queues, is_due
from quorum.learning.errors import ArrangementRunning
from quorum.learning.models import Arrangement, Loop, ModelVersion, PredictionRun
from quorum.selection.errors import NoRoundOpen
from quorum.selection.rounds import close_round, open_round
from tests.factories import make_project, make_subject, task_of, version_of
from tests.learning.arranged_field import (
    HOLDOUT,
    NOW,
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


def test_an_arrangement_that_is_killed_in_the_middle_leaves_the_old_order(field: Field) -> None:
    vote(field, list(range(HOLDOUT)))
    arrange(field, shares={"fewest-votes": 1.0})
    before = [each.subject_id for each in served(field)]
    with transaction.atomic():
        arrange(field, shares={"random": 1.0})
        transaction.set_rollback(True)
    assert [each.subject_id for each in served(field)] == before


def test_two_never_arrange_the_same_queue_at_once(field: Field, database_url: str) -> None:
    with psycopg.connect(database_url) as other:
        name = f"quorum.arranging.{task_of(field.project).pk}"
        other.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [name])
        with pytest.raises(ArrangementRunning):
            arrange(field)
        assert arrange_queues() == 0
    # It died, and the lock with it.
    assert arrange_queues() == 1


def test_a_queue_is_due_when_there_are_votes_models_answers_or_settings_that_are_new(field: Field) -> None:
    def is_due_now() -> bool:
        return is_due(field.loop)

    assert is_due_now()
    assert arrange_queues() == 1
    assert not is_due_now()
    vote(field, [0, 1, 2, 8])
    assert not is_due_now()
    vote(field, [9])
    assert is_due_now()
    arrange_queues()
    # As many places are served alike as votes came in since the last time.
    assert Arrangement.objects.latest("pk").front == 5
    model = predict(field)
    assert not is_due_now()
    ModelVersion.objects.filter(pk=model.pk).update(promoted_at=timezone.now())
    assert is_due_now()
    arrange_queues()
    job = PredictionRun.objects.get().job
    job.state, job.ended_at = "done", timezone.now() + timedelta(seconds=1)
    job.save()
    assert is_due_now()
    type(job).objects.filter(pk=job.pk).update(ended_at=NOW)
    assert not is_due_now()
    field.loop.save()
    assert is_due_now()


def test_a_loop_that_is_switched_off_leaves_a_random_queue(field: Field) -> None:
    vote(field, list(range(HOLDOUT)))
    arrange_queues()
    Loop.objects.update(is_on=False)
    assert arrange_queues() == 1
    assert {each.strategy for each in served(field)} == {"random"}
    assert arrange_queues() == 0


def test_a_queue_that_cannot_be_arranged_keeps_its_order_and_the_others_go_on(field: Field) -> None:
    other = make_project()
    make_subject(other)
    open_round(workflow_version=version_of(other), actor=None)
    Loop.objects.create(task=task_of(other), project=other, is_on=True)
    Loop.objects.filter(pk=field.loop.pk).update(shares={"no-such-strategy": 1.0})
    vote(field, [0])
    assert arrange_queues() == 1
    assert Arrangement.objects.get().project == other
    assert len(served(field)) == SUBJECTS


def test_only_the_queue_of_an_open_round_can_be_arranged(field: Field) -> None:
    close_round(round_id=field.round.pk, actor=None)
    with pytest.raises(NoRoundOpen):
        arrange(field)
    assert arrange_queues() == 0
