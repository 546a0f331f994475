"""Accounts on one device are listed for people, and nothing happens to them by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quorum.accounts.models import Volunteer
from quorum.classifications.models import Classification, DeviceAnswer
from quorum.integrity.models import Screening, Suspicion
from quorum.integrity.screenings import screen_project
from quorum.onboarding.models import Standing
from tests.integrity.test_suspicions import Played

pytestmark = pytest.mark.django_db
TABLET = 4711


@pytest.fixture
def family() -> Played:
    """Two honest volunteers who share a tablet, images each to themselves; screened."""
    played = Played()
    for place, volunteer in enumerate(played.honest[:2]):
        mark(played, volunteer, first=place * 20)
    mark(played, played.honest[2], first=40, count=3)
    screen_project(project=played.project, now=timezone.now())
    return played


def mark(played: Played, volunteer: Volunteer, *, first: int, count: int = 20) -> None:
    own = Classification.objects.filter(volunteer_id=volunteer.pk).order_by("subject_id")[first : first + count]
    DeviceAnswer.objects.bulk_create(
        DeviceAnswer(
            device=TABLET, project_id=one.project_id, round_id=one.round_id, task_id=one.task_id,
            subject_id=one.subject_id, volunteer_id=volunteer.pk, is_control=False, received_at=one.received_at,
        )
        for one in own
    )  # fmt: skip


def listed(played: Played) -> list[dict[str, Any]]:
    client = Client()
    client.force_login(played.curator)
    return client.get(f"/api/v1/projects/{played.project.slug}/suspicions").json()


def test_who_shares_a_device_is_listed_after_the_rest_with_whom_and_how_much(family: Played) -> None:
    kinds = [(one["kind"], one["measure"]) for one in listed(family)]
    assert kinds == [("constant", "held"), ("devices", "none"), ("devices", "none")]
    first, second = (one.pseudonym for one in family.honest[:2])
    evidence = {one["volunteer"]: one["evidence"]["devices"] for one in listed(family)[1:]}
    assert evidence == {
        first: {"volunteers": [first, second], "answers": [20, 20]},
        second: {"volunteers": [second, first], "answers": [20, 20]},
    }


def test_nobody_is_held_or_watched_over_a_shared_device(family: Played) -> None:
    for volunteer in family.honest:
        own = Classification.objects.filter(volunteer_id=volunteer.pk)
        assert own.filter(counted=False).count() == 0
        assert not Standing.objects.filter(volunteer_id=volunteer.pk, watched=True).exists()
        assert family.hold(volunteer).json()["held"] is False


def test_a_shared_device_protects_nobody_from_being_held_for_something_else(family: Played) -> None:
    Suspicion.objects.all().delete()
    Screening.objects.update(last_classification_id=0)
    mark(family, family.cheater, first=43, count=15)
    screen_project(project=family.project, now=timezone.now())
    shared = Suspicion.objects.filter(volunteer=family.cheater, kind="devices")
    shared.update(state=Suspicion.State.DISMISSED)
    Suspicion.objects.filter(kind="constant").delete()
    Screening.objects.update(last_classification_id=0)
    screen_project(project=family.project, now=timezone.now())
    assert shared.count() == 1
    assert Suspicion.objects.get(kind="constant").measure == "held"


def test_a_listing_lapses_when_the_device_is_shared_no_more(family: Played) -> None:
    later = timezone.now() + timedelta(days=31)
    screen_project(project=family.project, now=later)
    assert set(Suspicion.objects.filter(kind="devices").values_list("state", flat=True)) == {"expired"}
