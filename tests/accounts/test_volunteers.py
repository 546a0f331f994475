"""Volunteers: pseudonyms, and guests who become somebody."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError

from quorum.accounts.models import Consent, Volunteer
from quorum.accounts.volunteers import (
    adopt_guest,
    create_guest,
    create_volunteer,
    draw_pseudonym,
    volunteer_for_user,
)
from quorum.accounts.words import ADJECTIVES, ANIMALS
from quorum.curation.models import Remark
from quorum.insights.models import ParticipationDay
from quorum.selection.rounds import open_round
from tests.factories import (
    NOON,
    make_classification,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    version_of,
)

pytestmark = pytest.mark.django_db


def test_pseudonyms_can_be_read_aloud_and_fit_the_column() -> None:
    assert re.fullmatch(r"[a-z]+-[a-z]+-[1-9]\d{3}", draw_pseudonym())
    longest = max(map(len, ADJECTIVES)) + max(map(len, ANIMALS)) + len("--0000")
    assert longest <= Volunteer._meta.get_field("pseudonym").max_length
    assert len(set(ADJECTIVES)) * len(set(ANIMALS)) * 9000 > 100_000_000


def test_a_hundred_guests_have_a_hundred_names() -> None:
    assert len({create_guest().pseudonym for _ in range(100)}) == 100


def test_a_user_has_one_volunteer() -> None:
    user = make_user()
    assert volunteer_for_user(user=user) == volunteer_for_user(user=user)
    with pytest.raises(IntegrityError):
        create_volunteer(kind=Volunteer.Kind.ACCOUNT, user=user)


def test_a_guest_who_gets_an_account_keeps_the_name() -> None:
    guest, user = make_volunteer(), make_user()
    assert adopt_guest(user=user, guest_id=guest.pk) == guest
    guest.refresh_from_db()
    assert (guest.kind, guest.user) == ("account", user)


def test_somebody_else_s_account_is_never_adopted() -> None:
    other = make_volunteer(user=make_user())
    assert adopt_guest(user=make_user(), guest_id=other.pk) is None
    other.refresh_from_db()
    assert other.merged_into is None


def test_everything_of_a_guest_moves_to_the_account_that_was_there_already() -> None:
    project = make_project()
    subjects = [make_subject(project) for _ in range(2)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    user = make_user()
    own, guest = make_volunteer(user=user), make_volunteer(project=project)
    answer = make_classification(subjects[0], ["c1"], round_=round_, volunteer=guest)
    make_classification(subjects[1], ["c1"], round_=round_, volunteer=guest)
    make_classification(subjects[1], ["c2"], round_=round_, volunteer=own)
    Remark.objects.create(
        project_id=project.pk,
        subject=subjects[0],
        volunteer_id=guest.pk,
        round_id=round_.pk,
        classification_id=answer.id,
        text="odd",
    )
    for volunteer, n in ((guest, 2), (own, 1)):
        ParticipationDay.objects.create(
            project_id=project.pk, volunteer=volunteer, day=NOON.date(), classifications=n, counted=n
        )
    assert adopt_guest(user=user, guest_id=guest.pk) == own
    guest.refresh_from_db()
    assert guest.merged_into == own
    assert Consent.objects.get().volunteer == own
    assert Remark.objects.get().volunteer_id == own.pk
    assert ParticipationDay.objects.get().classifications == 3
    held = {
        (row.subject_id, row.volunteer_id): row.not_counted_reason
        for row in type(answer).objects.filter(round_id=round_.pk)
    }
    assert held == {
        (subjects[0].pk, own.pk): "",
        (subjects[1].pk, own.pk): "",
        (subjects[1].pk, guest.pk): "merged_repeat",
    }
