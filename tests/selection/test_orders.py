"""Putting a queue in a new order while it is served and votes are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.classifications.models import SubjectRoundTask
from quorum.classifications.services import VOLUNTEERS_LOCK
from quorum.projects.models import Project
from quorum.selection import queue
from quorum.selection.assignments import Assignment
from quorum.selection.errors import NoRoundOpen, OrderOvertaken
from quorum.selection.models import QueueEntry, QueueOrder
from quorum.selection.orders import Places, Queue, begin_order, put_in_force, sweep, write_order
from quorum.selection.queue import Ask, pick
from quorum.selection.rounds import close_round, open_round
from quorum.selection.services import next_assignments
from quorum.subjects.models import Subject
from quorum.subjects.signals import subjects_added, subjects_withdrawn
from tests.factories import make_project, make_subject, make_volunteer, task_of, version_of
from tests.waiting import eventually

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MODEL = 77


def queue_of(subjects: int) -> tuple[Project, Queue, list[int]]:
    """A project with an open round, its queue, and its subjects by rising id."""
    project = make_project()
    ids = [make_subject(project).pk for _ in range(subjects)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    return project, Queue(project.pk, round_.pk, task_of(project).pk), ids


def places_of(ids: Sequence[int], strategy: str = "error-reduction") -> Places:
    many = len(ids)
    return Places(ids, [strategy] * many, [MODEL] * many, [False] * many, ["Because of c1."] * many)


def arrange(of: Queue, ids: Sequence[int], *, front: int | None = 1, strategy: str = "error-reduction") -> int:
    generation = begin_order(of)
    write_order(of, generation, places_of(ids, strategy))
    return put_in_force(of, generation, front=front, places=len(ids))


def served(of: Queue, count: int, *, volunteer_id: int | None = None, seed: int = 0) -> list[Assignment]:
    return next_assignments(
        volunteer_id=volunteer_id or make_volunteer().pk,
        round_id=of.round_id,
        task_id=of.task_id,
        count=count,
        now=NOW,
        rng=Random(seed),
    )


def retire(of: Queue, subject_id: int) -> None:
    """Retire a subject as the commit of a vote does."""
    tally = SubjectRoundTask.objects.get(round_id=of.round_id, task_id=of.task_id, subject_id=subject_id)
    SubjectRoundTask.objects.filter(pk=tally.pk).update(retired_at=NOW, retirement_reason="consensus_reached")
    with connection.cursor() as cursor:
        cursor.execute(queue.REMOVE_RETIRED, [[tally.pk]])


@pytest.mark.django_db
def test_an_arranged_queue_is_served_in_its_order_and_tickets_say_how_it_came_about() -> None:
    _, of, ids = queue_of(8)
    order = [ids[place] for place in (3, 0, 7, 1, 6, 2, 5, 4)]
    assert arrange(of, order) == 8
    given_out = served(of, 8)
    assert [each.subject_id for each in given_out] == order
    assert {(each.strategy, each.model_version_id, each.blind) for each in given_out} == {
        ("error-reduction", MODEL, False)
    }
    assert set(QueueEntry.objects.values_list("why", flat=True)) == {"Because of c1."}


@pytest.mark.django_db
def test_volunteers_at_the_same_time_start_at_different_places_of_the_front_and_nowhere_else() -> None:
    _, of, ids = queue_of(12)
    arrange(of, ids, front=4)
    first = Counter(served(of, 1, seed=seed)[0].subject_id for seed in range(120))
    assert set(first) == set(ids[:4])
    assert min(first.values()) > 10


@pytest.mark.django_db
def test_the_front_moves_on_as_its_subjects_retire() -> None:
    _, of, ids = queue_of(6)
    arrange(of, ids)
    retire(of, ids[0])
    retire(of, ids[1])
    assert [each.subject_id for each in served(of, 4)] == ids[2:]


@pytest.mark.django_db
def test_an_order_without_a_front_is_served_from_anywhere() -> None:
    _, of, ids = queue_of(8)
    arrange(of, ids, front=None)
    assert len({served(of, 1, seed=seed)[0].subject_id for seed in range(40)}) > 4


@pytest.mark.django_db
def test_an_order_that_is_not_in_force_yet_changes_nothing_and_one_that_is_given_up_is_swept_away() -> None:
    _, of, ids = queue_of(5)
    arrange(of, ids, strategy="old")
    write_order(of, begin_order(of), places_of(ids[::-1]))
    assert [each.subject_id for each in served(of, 5)] == ids
    assert arrange(of, ids[1:] + ids[:1], strategy="newer") == 5
    assert set(QueueEntry.objects.values_list("strategy", flat=True)) == {"newer"}


@pytest.mark.django_db
def test_an_order_that_breaks_off_in_the_middle_leaves_the_old_one_in_force() -> None:
    _, of, ids = queue_of(5)
    arrange(of, ids, strategy="old")
    generation = begin_order(of)
    with transaction.atomic():
        write_order(of, generation, places_of(ids[::-1]))
        put_in_force(of, generation, front=1, places=5)
        transaction.set_rollback(True)
    assert [(each.subject_id, each.strategy) for each in served(of, 5)] == [(one, "old") for one in ids]


@pytest.mark.django_db
def test_a_subject_that_retires_while_the_order_is_written_does_not_come_back() -> None:
    _, of, ids = queue_of(5)
    generation = begin_order(of)
    retire(of, ids[0])
    write_order(of, generation, places_of(ids))
    retire(of, ids[1])
    assert put_in_force(of, generation, front=1, places=5) == 3
    assert [each.subject_id for each in served(of, 5)] == ids[2:]


@pytest.mark.django_db
def test_subjects_that_come_in_while_the_order_is_written_are_in_it_and_in_the_old_one() -> None:
    project, of, ids = queue_of(3)
    generation = begin_order(of)
    late = make_subject(project)
    subjects_added.send(sender=Subject, project_id=project.pk, subject_ids=[late.pk])
    assert {each.subject_id for each in served(of, 9)} == {*ids, late.pk}
    write_order(of, generation, places_of(ids))
    assert put_in_force(of, generation, front=1, places=3) == 4
    assert {each.subject_id for each in served(of, 9)} == {*ids, late.pk}


@pytest.mark.django_db
def test_a_subject_that_comes_into_an_arranged_queue_waits_somewhere_in_it() -> None:
    project, of, ids = queue_of(3)
    arrange(of, ids)
    late = make_subject(project)
    subjects_added.send(sender=Subject, project_id=project.pk, subject_ids=[late.pk])
    assert {each.subject_id for each in served(of, 9)} == {*ids, late.pk}


@pytest.mark.django_db
def test_a_withdrawn_subject_leaves_both_orders() -> None:
    project, of, ids = queue_of(3)
    generation = begin_order(of)
    write_order(of, generation, places_of(ids))
    Subject.objects.filter(pk=ids[1]).update(state=Subject.State.WITHDRAWN)
    subjects_withdrawn.send(sender=Subject, project_id=project.pk, subject_ids=[ids[1]])
    assert put_in_force(of, generation, front=1, places=3) == 2
    assert [each.subject_id for each in served(of, 9)] == [ids[0], ids[2]]


@pytest.mark.django_db
def test_the_later_of_two_orders_wins_and_the_earlier_one_is_told() -> None:
    _, of, ids = queue_of(3)
    earlier, later = begin_order(of), begin_order(of)
    with pytest.raises(OrderOvertaken):
        write_order(of, earlier, places_of(ids))
    write_order(of, later, places_of(ids))
    with pytest.raises(OrderOvertaken):
        put_in_force(of, earlier, front=1, places=3)
    assert put_in_force(of, later, front=1, places=3) == 3


@pytest.mark.django_db
def test_closing_the_round_ends_an_order_that_is_being_written() -> None:
    _, of, ids = queue_of(3)
    generation = begin_order(of)
    write_order(of, generation, places_of(ids))
    close_round(round_id=of.round_id, actor=None)
    with pytest.raises(OrderOvertaken):
        put_in_force(of, generation, front=1, places=3)
    assert not QueueEntry.objects.exists()
    assert not QueueOrder.objects.exists()
    with pytest.raises(NoRoundOpen):
        begin_order(of)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whoever_waits_is_in_the_queue_once_whatever_happens_meanwhile(data: st.DataObject) -> None:
    with transaction.atomic():
        project, of, ids = queue_of(6)
        gone: set[int] = set()
        order = data.draw(st.permutations(ids))
        generation = begin_order(of)
        for step in (None, lambda: write_order(of, generation, places_of(order))):
            if step is not None:
                step()
            for event in data.draw(st.lists(st.sampled_from(["retire", "add"]), max_size=2)):
                if event == "add":
                    ids.append(make_subject(project).pk)
                    subjects_added.send(sender=Subject, project_id=project.pk, subject_ids=ids[-1:])
                elif len(gone) < len(ids):
                    gone.add(data.draw(st.sampled_from([one for one in ids if one not in gone])))
                    for one in gone:
                        retire(of, one)
        put_in_force(of, generation, front=1, places=len(order))
        left = list(QueueEntry.objects.filter(round_id=of.round_id).values_list("subject_id", flat=True))
        assert sorted(left) == sorted(set(ids) - gone)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_vote_whose_commit_is_under_way_keeps_its_subject_out_of_the_new_order() -> None:
    _, of, ids = queue_of(3)
    generation = begin_order(of)
    has_removed, may_commit = Event(), Event()

    def vote() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock_shared(%s)", [VOLUNTEERS_LOCK])
            retire(of, ids[0])
            has_removed.set()
            may_commit.wait(20)
        connection.close()

    committing = Thread(target=vote)
    committing.start()
    assert has_removed.wait(20)
    # The commit has looked for entries already, and will not see these.
    write_order(of, generation, places_of(ids))
    waiting = Thread(target=lambda: (put_in_force(of, generation, front=1, places=3), connection.close()))
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive(), "The order came into force before the vote was stored."
    may_commit.set()
    committing.join(20)
    waiting.join(20)
    assert [each.subject_id for each in served(of, 3)] == ids[1:]


@pytest.mark.django_db(transaction=True)
def test_a_reader_meets_the_old_order_or_the_new_one_and_never_a_mixture_nor_an_empty_queue() -> None:
    _, of, ids = queue_of(40)
    arrange(of, ids, strategy="old")
    ask = Ask(0, make_volunteer().pk, of.round_id, of.task_id, 0.0, 40, project_id=of.project_id)
    is_over, met = Event(), []

    def read() -> None:
        while not is_over.is_set():
            with connection.cursor() as cursor:
                met.append([(each.strategy, each.subject_id) for each in pick(cursor, [ask])])
        connection.close()

    def reads_again() -> None:
        seen = len(met)
        eventually(lambda: len(met) > seen)

    reader = Thread(target=read)
    reader.start()
    reads_again()
    orders = {"old": ids}
    for number in range(6):
        name = f"order-{'abcdef'[number]}"
        orders[name] = Random(number).sample(ids, len(ids))
        arrange(of, orders[name], strategy=name)
        reads_again()
    is_over.set()
    reader.join(20)
    for picks in met:
        [name] = {strategy for strategy, _ in picks}
        assert [subject_id for _, subject_id in picks] == orders[name]
    assert sweep(of) == 0
