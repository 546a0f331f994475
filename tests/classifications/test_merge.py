from __future__ import annotations

import pytest

from quorum.accounts.volunteers import merge_guest
from quorum.classifications.models import Classification
from quorum.classifications.selectors import classifications_of_subject, classifications_of_volunteer
from tests.factories import make_user, make_volunteer
from tests.intake.conftest import Desk, desk, writer_stops

__all__ = ["desk", "writer_stops"]


def test_a_guests_answers_move_to_the_account(desk: Desk) -> None:
    guest, account = make_volunteer(), make_volunteer(user=make_user())
    for subject in desk.subjects[:3]:
        desk.submit(guest, desk.ticket(guest, subject))
    merge_guest(guest=guest, into=account)
    assert classifications_of_volunteer(volunteer_id=account.pk, project_id=desk.project.pk) == 3
    assert classifications_of_volunteer(volunteer_id=guest.pk, project_id=desk.project.pk) == 0
    assert desk.tally(desk.subjects[0]).n == 1


def test_an_answer_given_under_both_names_counts_once(desk: Desk) -> None:
    guest, account = make_volunteer(), make_volunteer(user=make_user())
    subject = desk.subjects[0]
    desk.submit(account, desk.ticket(account, subject), choices=["c1"])
    desk.submit(guest, desk.ticket(guest, subject), choices=["c2", "c3"])
    merge_guest(guest=guest, into=account)
    tally = desk.tally(subject)
    assert (tally.n, tally.counts) == (1, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    kept, repeat = classifications_of_subject(subject_id=subject.pk, round_id=desk.round.pk)
    assert (kept.volunteer_id, kept.counted) == (account.pk, True)
    assert (repeat.counted, repeat.not_counted_reason) == (False, "merged_repeat")
    assert repeat.superseded_by == kept.id


def test_a_decision_that_was_taken_stays_when_a_vote_behind_it_is_merged(desk: Desk) -> None:
    guest, account = make_volunteer(), make_volunteer(user=make_user())
    subject = desk.subjects[0]
    for volunteer in (guest, account, make_volunteer()):
        desk.submit(volunteer, desk.ticket(volunteer, subject))
    merge_guest(guest=guest, into=account)
    tally = desk.tally(subject)
    assert (tally.state, tally.n) == ("reached", 3)
    assert Classification.objects.filter(not_counted_reason="merged_repeat").count() == 1


def test_a_merged_volunteer_is_not_served_what_the_guest_has_answered(desk: Desk) -> None:
    guest, account = make_volunteer(), make_volunteer(user=make_user())
    for subject in desk.subjects[:3]:
        desk.submit(guest, desk.ticket(guest, subject))
    merge_guest(guest=guest, into=account)
    ticket = desk.ticket(account, desk.subjects[3])
    _, answer = desk.submit(account, ticket, want=1)
    assert answer["exhausted"] is True


@pytest.mark.parametrize("sent_by", ["guest", "account"])
def test_work_that_a_guest_had_in_hand_counts_for_the_account(desk: Desk, sent_by: str) -> None:
    guest, account = make_volunteer(), make_volunteer(user=make_user())
    ticket = desk.ticket(guest, desk.subjects[0])
    merge_guest(guest=guest, into=account)
    sender = guest if sent_by == "guest" else account
    status, _ = desk.submit(sender, ticket)
    assert status == 201
    assert Classification.objects.get().volunteer_id == account.pk
    again, answer = desk.submit(account, desk.ticket(account, desk.subjects[0]))
    assert (again, answer["error"]["code"]) == (409, "already_classified")
