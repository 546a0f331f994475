from __future__ import annotations

import multiprocessing
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import override_settings

from quorum.classifications.models import Classification
from quorum.domain.errors import QuorumError
from quorum.intake.database import connect
from quorum.intake.standing import Connection
from quorum.intake.writer import Writer
from quorum.projects.models import Round
from tests.factories import make_volunteer
from tests.intake.conftest import Desk, make_desk
from tests.intake.test_fold import Answer, to_vote


@pytest.fixture
def make_writer() -> Iterator[Callable[[Callable[[], Connection]], Writer]]:
    made: list[Writer] = []

    def make(open_connection: Callable[[], Connection] = connect) -> Writer:
        made.append(Writer(open_connection))
        return made[-1]

    yield make
    for writer in made:
        writer.stop()


def in_threads(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls at the same time; return results, and the codes of Quorum's errors."""

    def guarded(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except QuorumError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(guarded, calls))


def test_duplicates_that_arrive_at_once_in_two_processes_worth_of_writers_are_one_vote(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    writers, volunteer, salt = [make_writer(), make_writer()], make_volunteer(), uuid.uuid4()
    answer = Answer(0, 0, ("c1",), False, False, 0)
    votes = [to_vote(desk, [volunteer], desk.subjects, salt, answer) for _ in range(16)]
    calls = [lambda vote=vote, n=n: writers[n % 2].submit(vote) for n, vote in enumerate(votes)]
    receipts = in_threads(calls)
    assert Counter(receipt.is_new for receipt in receipts) == {True: 1, False: 15}
    assert len({receipt.kept.public_id for receipt in receipts}) == 1
    assert desk.tally(desk.subjects[0]).n == 1


def test_one_subject_under_many_names_at_once_is_one_vote(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    writers, volunteer = [make_writer(), make_writer()], make_volunteer()
    answer = Answer(0, 0, ("c1",), False, False, 0)
    votes = [to_vote(desk, [volunteer], desk.subjects, uuid.uuid4(), answer) for _ in range(12)]
    calls = [lambda vote=vote, n=n: writers[n % 2].submit(vote) for n, vote in enumerate(votes)]
    outcomes = in_threads(calls)
    assert sum(outcome == "already_classified" for outcome in outcomes) == 11
    assert desk.tally(desk.subjects[0]).n == 1


def test_one_name_for_two_subjects_at_once_keeps_one_of_them(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    writers, volunteer, salt = [make_writer(), make_writer()], make_volunteer(), uuid.uuid4()
    votes = [
        to_vote(desk, [volunteer], desk.subjects, salt, Answer(0, n % 4, ("c1",), False, False, 0))
        for n in range(8)
    ]
    calls = [lambda vote=vote, n=n: writers[n % 2].submit(vote) for n, vote in enumerate(votes)]
    outcomes = in_threads(calls)
    assert sum(outcome == "client_uuid_reused" for outcome in outcomes) == 6
    assert Classification.objects.count() == 1
    assert sum(desk.tally(subject).n for subject in desk.subjects) == 1


def test_writers_that_lock_the_same_subjects_in_different_orders_do_not_block_each_other(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    writers, volunteers = [make_writer(), make_writer()], [make_volunteer() for _ in range(20)]
    answers = [Answer(v, s if v % 2 else 3 - s, ("c1",), False, False, s) for v in range(20) for s in range(4)]
    salt = uuid.uuid4()
    votes = [to_vote(desk, volunteers, desk.subjects, salt, answer) for answer in answers]
    calls = [lambda vote=vote, n=n: writers[n % 2].submit(vote) for n, vote in enumerate(votes)]
    receipts = in_threads(calls)
    assert all(receipt.is_new for receipt in receipts)
    for subject in desk.subjects:
        rows = Classification.objects.filter(subject_id=subject.pk)
        assert rows.count() == 20
        assert rows.filter(counted=True).count() == desk.tally(subject).n == 3


def test_a_vote_that_cannot_be_stored_does_not_sink_its_batch_mates(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    writer, volunteers, salt = make_writer(), [make_volunteer() for _ in range(12)], uuid.uuid4()
    # A round without partitions: nothing can be inserted for it.
    broken = Round.objects.create(
        project=desk.project, workflow_version_id=desk.task.workflow_version_id, number=99
    )
    answers = [Answer(number, number % 4, ("c1",), False, False, 0) for number in range(12)]
    votes = [to_vote(desk, volunteers, desk.subjects, salt, answer) for answer in answers]
    whole, desk.round = desk.round, broken
    poisoned = to_vote(desk, volunteers, desk.subjects, salt, Answer(0, 0, ("c1",), False, False, 3))
    desk.round = whole
    calls = [lambda vote=vote: writer.submit(vote) for vote in [*votes[:6], poisoned, *votes[6:]]]
    outcomes = in_threads(calls)
    assert outcomes.pop(6) == "internal_error"
    assert all(receipt.is_new for receipt in outcomes)
    assert Classification.objects.count() == 12


def test_a_lost_connection_is_opened_again_without_the_volunteer_noticing(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    writer, volunteers, salt = make_writer(), [make_volunteer() for _ in range(2)], uuid.uuid4()
    first, second = (
        to_vote(desk, volunteers, desk.subjects, salt, Answer(n, 0, ("c1",), False, False, 0)) for n in range(2)
    )
    writer.submit(first)
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'quorum intake' and datname = current_database()"
        )
        # At least this writer's own; a web server of the same test run may have some too.
        assert (True,) in cursor.fetchall()
    assert writer.submit(second).is_new
    assert desk.tally(desk.subjects[0]).n == 2


def test_without_a_database_every_waiting_request_hears_so(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    def refuse() -> Connection:
        return psycopg.connect(host="127.0.0.1", port=1, connect_timeout=2)

    writer, volunteers, salt = make_writer(refuse), [make_volunteer() for _ in range(6)], uuid.uuid4()
    votes = [
        to_vote(desk, volunteers, desk.subjects, salt, Answer(n, 0, ("c1",), False, False, 0)) for n in range(6)
    ]
    outcomes = in_threads([lambda vote=vote: writer.submit(vote) for vote in votes])
    assert outcomes == ["intake_unavailable"] * 6
    assert not Classification.objects.exists()


def test_a_request_does_not_wait_for_ever(desk: Desk, make_writer: Callable[..., Writer]) -> None:
    writer, volunteer, salt = make_writer(), make_volunteer(), uuid.uuid4()
    vote = to_vote(desk, [volunteer], desk.subjects, salt, Answer(0, 0, ("c1",), False, False, 0))
    with connect() as other, override_settings(INTAKE_TIMEOUT_S=0.3), other.transaction():
        other.execute("select 1 from classifications_subjectroundtask for update")
        [outcome] = in_threads([lambda: writer.submit(vote)])
        assert outcome == "intake_unavailable"
    # Sent again, it counts once, whether or not the first try was stored.
    assert writer.submit(vote).kept.client_uuid == vote.submission.client_uuid
    assert desk.tally(desk.subjects[0]).n == 1


def test_stopping_commits_what_waits(desk: Desk, make_writer: Callable[..., Writer]) -> None:
    writer, volunteers, salt = make_writer(), [make_volunteer() for _ in range(10)], uuid.uuid4()
    votes = [
        to_vote(desk, volunteers, desk.subjects, salt, Answer(n, n % 4, ("c1",), False, False, 0))
        for n in range(10)
    ]
    calls = [*(lambda vote=vote: writer.submit(vote) for vote in votes), writer.stop]
    outcomes = in_threads(calls)
    assert all(receipt.is_new for receipt in outcomes[:10])


def _submit_in_child(writer: Writer, vote: Any, answers: Any) -> None:
    answers.put(writer.submit(vote).is_new)
    writer.stop()


def test_a_forked_child_writes_on_a_connection_of_its_own(
    desk: Desk, make_writer: Callable[..., Writer]
) -> None:
    from quorum.intake.writer import shared_writer

    volunteers, salt = [make_volunteer() for _ in range(3)], uuid.uuid4()
    votes = [
        to_vote(desk, volunteers, desk.subjects, salt, Answer(n, 0, ("c2",), False, False, 0)) for n in range(3)
    ]
    assert shared_writer.submit(votes[0]).is_new
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    child = fork.Process(target=_submit_in_child, args=(shared_writer, votes[1], answers))
    child.start()
    assert answers.get() is True
    child.join()
    assert child.exitcode == 0
    assert shared_writer.submit(votes[2]).is_new
    assert desk.tally(desk.subjects[0]).n == 3


def test_rounds_of_two_projects_share_a_commit(desk: Desk, make_writer: Callable[..., Writer]) -> None:
    writer, other, volunteer, salt = make_writer(), make_desk(subjects=1), make_volunteer(), uuid.uuid4()
    answer = Answer(0, 0, ("c1",), False, False, 0)
    votes = [to_vote(each, [volunteer], each.subjects, salt, answer) for each in (desk, other)]
    receipts = in_threads([lambda vote=vote: writer.submit(vote) for vote in votes])
    assert all(receipt.is_new for receipt in receipts)
    assert desk.tally(desk.subjects[0]).n == other.tally(other.subjects[0]).n == 1
