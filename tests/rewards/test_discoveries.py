from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from quorum.accounts.models import Volunteer
from quorum.curation.models import Remark
from quorum.curation.remarks import mark_helpful
from quorum.projects.models import Project
from quorum.rewards.discoveries import find_discoveries
from quorum.rewards.models import Discovery, LedgerEntry
from quorum.subjects.models import Subject
from tests.factories import make_project, make_subject, make_user, make_volunteer
from tests.rewards.facts import account_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project()


def remark(subject: Subject, volunteer: Volunteer) -> Remark:
    return Remark.objects.create(
        project_id=subject.project_id,
        subject=subject,
        volunteer_id=volunteer.pk,
        round_id=1,
        classification_id=1,
        text="Look here!",
    )


def search(*, minutes: float = 5) -> int:
    return find_discoveries(now=timezone.now() + timedelta(minutes=minutes))


def test_the_first_remark_that_a_curator_finds_helpful_is_a_paid_discovery(project: Project) -> None:
    subject, first, second, curator = make_subject(project), make_volunteer(), make_volunteer(), make_user()
    one, two = remark(subject, first), remark(subject, second)
    mark_helpful(remark=two, helpful=True, actor=curator)
    assert not Discovery.objects.exists()
    mark_helpful(remark=one, helpful=True, actor=curator)
    [discovery] = Discovery.objects.all()
    assert (discovery.volunteer, discovery.subject, discovery.is_helpful) == (first, subject, True)
    # The remark 15, the discovery 30, the badges for the first of each 10.
    assert account_of(first, project.pk).credits == 65
    assert account_of(second, project.pk).credits == 25


def test_taking_a_mark_back_and_giving_it_again_pays_nothing_more(project: Project) -> None:
    volunteer, curator = make_volunteer(), make_user()
    made = remark(make_subject(project), volunteer)
    for helpful in (True, False, True):
        mark_helpful(remark=made, helpful=helpful, actor=curator)
    assert account_of(volunteer, project.pk).credits == 65


def test_being_first_where_others_remarked_too_is_told_and_pays_no_credits_of_its_own(project: Project) -> None:
    subject, people = make_subject(project), [make_volunteer() for _ in range(3)]
    for person in (people[0], people[0], people[1]):
        remark(subject, person)
    assert search() == 0
    remark(subject, people[2])
    assert search() == 1
    assert search() == 0
    assert (Discovery.objects.get().volunteer, Discovery.objects.get().is_helpful) == (people[0], False)
    assert not LedgerEntry.objects.filter(kind="discovery").exists()


def test_only_subjects_with_new_remarks_are_looked_at(project: Project) -> None:
    subject, other = make_subject(project), make_subject(project)
    for one in (subject, other):
        for _ in range(3):
            remark(one, make_volunteer())
    assert search() == 2
    Discovery.objects.all().delete()
    assert search() == 0
    remark(other, make_volunteer())
    assert search() == 1
    assert Discovery.objects.get().subject == other


def test_a_remark_that_is_too_young_is_looked_at_later_and_not_passed_over(project: Project) -> None:
    subject = make_subject(project)
    first, *_ = made = [remark(subject, make_volunteer()) for _ in range(3)]
    Remark.objects.filter(pk=made[2].pk).update(created_at=timezone.now() - timedelta(hours=1))
    assert search(minutes=0) == 0
    assert search() == 1
    assert Discovery.objects.get().volunteer_id == first.volunteer_id
