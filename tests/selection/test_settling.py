"""Subjects on which more votes cannot matter."""

from __future__ import annotations

import pytest

from quorum.classifications.models import SubjectRoundTask
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import close_round
from quorum.selection.settling import reopen, settle
from tests.selection.test_orders import arrange, queue_of, served

pytestmark = pytest.mark.django_db


def test_a_settled_subject_retires_for_a_reason_of_its_own_and_its_tally_stays_open() -> None:
    _, of, ids = queue_of(4)
    arrange(of, ids)
    assert sorted(settle(of, subject_ids=ids[:2], n=[0, 0])) == ids[:2]
    assert [each.subject_id for each in served(of, 4)] == ids[2:]
    tally = SubjectRoundTask.objects.get(subject_id=ids[0])
    assert (tally.retirement_reason, tally.state, tally.accepted) == ("settled", "open", [])
    assert tally.retired_at is not None


def test_a_subject_with_votes_that_nobody_has_looked_at_goes_on() -> None:
    _, of, ids = queue_of(2)
    SubjectRoundTask.objects.filter(subject_id=ids[0]).update(n=1)
    assert settle(of, subject_ids=ids, n=[0, 0]) == ids[1:]
    assert [each.subject_id for each in served(of, 2)] == ids[:1]


def test_what_has_retired_otherwise_or_is_in_a_closed_round_is_left_alone() -> None:
    _, of, ids = queue_of(2)
    settle(of, subject_ids=ids[:1], n=[0])
    assert settle(of, subject_ids=ids[:1], n=[0]) == []
    close_round(round_id=of.round_id, actor=None)
    assert settle(of, subject_ids=ids[1:], n=[0]) == []
    assert reopen(of, subject_ids=ids) == []


def test_a_settled_subject_can_collect_votes_again_and_others_that_retired_cannot() -> None:
    _, of, ids = queue_of(3)
    settle(of, subject_ids=ids[:1], n=[0])
    SubjectRoundTask.objects.filter(subject_id=ids[1]).update(
        retired_at="2026-03-01T12:00Z", retirement_reason="consensus_reached"
    )
    QueueEntry.objects.filter(subject_id=ids[1]).delete()
    assert reopen(of, subject_ids=ids) == ids[:1]
    assert {each.subject_id for each in served(of, 3)} == {ids[0], ids[2]}
    tally = SubjectRoundTask.objects.get(subject_id=ids[0])
    assert (tally.retired_at, tally.retirement_reason) == (None, "")
