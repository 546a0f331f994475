"""The report on a model's influence: which subjects are in which group, and what is told of them."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client

from quorum.classifications.models import SubjectRoundTask
from quorum.insights.influence import InfluenceReport, influence_report
from quorum.learning.models import JoinedPosterior, Loop
from quorum.projects.models import Choice, Project
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import make_member, task_of, version_of
from tests.predicted import make_compared_project

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/one/influence"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches["process"].clear()


@pytest.fixture
def project() -> Project:
    return make_compared_project("one")


def report(project: Project) -> InfluenceReport:
    return influence_report(task_of(project))


def test_groups_are_those_that_chance_drew_and_only_ended_subjects_are_told_of(project: Project) -> None:
    SubjectRoundTask.objects.filter(subject__external_id="001").update(state="disputed", accepted=[])
    SubjectRoundTask.objects.filter(subject__external_id="002").update(
        state="open", accepted=[], retirement_reason="enough"
    )
    SubjectRoundTask.objects.filter(subject__external_id="004").update(retirement_reason="withdrawn")
    found = report(project)
    assert (found.blind.subjects, found.blind.ended, found.blind.reached, found.blind.stopped) == (
        40,
        39,
        39,
        0,
    )
    chosen = found.chosen
    assert (chosen.subjects, chosen.ended, chosen.reached, chosen.disputed, chosen.stopped) == (
        80,
        79,
        77,
        1,
        1,
    )


def test_what_the_choice_changed_stands_out_and_the_rest_does_not(project: Project) -> None:
    found = report(project).comparison
    same, changed, nobody, *_ = found.classes
    assert same.rate.blind.value == pytest.approx(20 / 39)
    assert not same.rate.beyond_chance
    assert (changed.rate.blind.value, changed.rate.chosen.value) == (0.0, 1.0)
    assert changed.rate.beyond_chance
    assert same.agreement.blind.value == pytest.approx(8 / 10)
    assert same.votes.difference.value == pytest.approx(2.0)
    assert (found.votes.blind.value, found.votes.chosen.value) == (10, 12)
    assert (nobody.rate.chosen.value, nobody.agreement.chosen) == (0.0, None)


def test_f1_is_against_experts_and_left_out_where_it_is_not_clear_whose(project: Project) -> None:
    assert report(project).comparison.classes[0].f1.blind is None
    version = version_of(project).label_set_version
    first = Choice.objects.get(label_set_version=version, code="c0")
    label = [
        ReferenceLabel(
            project=project, subject=subject, label_set_version=version, source="expert", split="train",
            choice_ids=[first.pk] if number % 2 or number < 6 else [],
        )
        for number, subject in enumerate(Subject.objects.order_by("external_id"))
    ]  # fmt: skip
    ReferenceLabel.objects.bulk_create(label)
    caches["process"].clear()
    found = report(project)
    assert (found.source, found.blind.labelled, found.chosen.labelled) == ("expert", 39, 80)
    # Of the even ones among the first six, which experts see and the consensus does not, one waits.
    assert found.comparison.classes[0].f1.chosen.value == pytest.approx(2 * 40 / (2 * 40 + 2))
    ReferenceLabel.objects.filter(subject__external_id="007").update(source="another")
    caches["process"].clear()
    assert report(project).source == ""
    Loop.objects.create(task=task_of(project), project=project, source="expert")
    caches["process"].clear()
    assert (report(project).source, report(project).chosen.labelled) == ("expert", 79)


def test_without_a_blind_subject_there_is_nothing_to_compare(project: Project) -> None:
    JoinedPosterior.objects.update(blind=False)
    client = Client()
    client.force_login(make_member(project, "curator"))
    answer = client.get(URL).json()
    assert (answer["choices"], answer["votes"], answer["blind"]["subjects"]) == ([], None, 0)


def test_the_report_is_sent_with_both_groups_and_every_choice(project: Project) -> None:
    client = Client()
    client.force_login(make_member(project, "scientist"))
    answer = client.get(URL).json()
    assert [one["code"] for one in answer["choices"]] == [f"c{index}" for index in range(10)]
    assert answer["choices"][1]["rate"]["beyond_chance"] is True
    assert answer["choices"][2]["agreement"] == {
        "blind": None, "chosen": None, "difference": None, "beyond_chance": False
    }  # fmt: skip
    assert answer["votes"]["difference"]["value"] == pytest.approx(2.0)
    assert (answer["chosen"]["stopped"], answer["label_source"]) == (0, "")
