"""What a guest learned comes along to the account."""

from __future__ import annotations

import pytest

from quorum.accounts.models import Volunteer
from quorum.accounts.volunteers import merge_guest
from quorum.onboarding.models import Standing, TrainingAnswer
from tests.factories import make_user, make_volunteer
from tests.onboarding.ladders import Learner, make_ladder

pytestmark = pytest.mark.django_db


def climbed_guest() -> Volunteer:
    Learner().climb()
    return Volunteer.objects.latest("pk")


def test_a_guest_who_has_passed_is_a_contributor_under_the_account() -> None:
    project = make_ladder()
    guest, own = climbed_guest(), make_volunteer(user=make_user(), project=project)
    Standing.objects.create(volunteer_id=own.pk, project=project, level="training", tutorial_position=1)
    merge_guest(guest=guest, into=own)
    standing = Standing.objects.get()
    assert (standing.volunteer_id, standing.level, standing.trusted) == (own.pk, "contributor", True)
    assert standing.tutorial_position == 2
    assert TrainingAnswer.objects.filter(volunteer_id=own.pk).count() == 4


def test_a_standing_moves_where_the_account_has_none() -> None:
    project = make_ladder()
    guest, own = climbed_guest(), make_volunteer(user=make_user(), project=project)
    merge_guest(guest=guest, into=own)
    assert Standing.objects.get().volunteer_id == own.pk


def test_a_new_guest_is_no_way_around_practice() -> None:
    project = make_ladder()
    guest, own = climbed_guest(), make_volunteer(user=make_user(), project=project)
    Standing.objects.create(
        volunteer_id=own.pk,
        project=project,
        level="returned",
        reason="Of late.",
        right=2.0,
        wrong=5.0,
        choice_skill={"7": [1.0, 2.0]},
        controls_answered=7,
        known_subject_ids=[3],
    )
    Standing.objects.filter(volunteer_id=guest.pk).update(
        right=1.0, choice_skill={"7": [1.0, 0.0]}, known_subject_ids=[4]
    )
    merge_guest(guest=guest, into=own)
    standing = Standing.objects.get()
    assert (standing.level, standing.trusted, standing.reason) == ("returned", False, "Of late.")
    assert (standing.right, standing.wrong, standing.choice_skill) == (3.0, 5.0, {"7": [2.0, 2.0]})
    assert standing.known_subject_ids == [3, 4]
