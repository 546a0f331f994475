"""Owners set the ladder of their project as one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quorum.audit.models import AuditEvent
from quorum.onboarding.models import KnownAnswer, Standing, TrainingStage, TrustRule
from quorum.projects.models import Project
from tests.factories import make_member
from tests.onboarding.ladders import Learner, make_ladder

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/projects/one/ladder-setup"


@pytest.fixture
def project() -> Project:
    """A project with a ladder of two steps and two stages."""
    return make_ladder()


@pytest.fixture
def owner(project: Project) -> Client:
    """The project's owner, logged in."""
    client = Client()
    client.force_login(make_member(project, "owner"))
    return client


def put(client: Client, setup: dict[str, Any]) -> Any:
    return client.put(ADDRESS, setup, content_type="application/json")


def test_what_is_read_can_be_written_back_and_changes_nothing(owner: Client) -> None:
    setup = owner.get(ADDRESS).json()
    assert [stage["was"] for stage in setup["stages"]] == [0, 1]
    assert setup["images"] == [{"fitting": 3, "unfit": 0}] * 2
    assert setup["rule"]["threshold"] == 0.5
    stages = list(TrainingStage.objects.values_list("pk", flat=True))
    assert put(owner, setup).json() == setup
    assert list(TrainingStage.objects.values_list("pk", flat=True)) == stages


def test_a_stage_that_moves_takes_its_images_and_its_volunteers_along(owner: Client) -> None:
    learner = Learner()
    learner.skip_tutorial()
    learner.practise([("c1",), ("c1",)])
    assert Standing.objects.get().stage == TrainingStage.objects.get(position=1)
    setup = owner.get(ADDRESS).json()
    first, second = setup["stages"]
    new = {"title": "Artefacts", "kind": "artefacts", "window": 4, "needed": 4}
    answer = put(
        owner, setup | {"stages": [second, new, first | {"title": "Again"}], "reason": "Harder first."}
    )
    assert [stage["title"] for stage in answer.json()["stages"]] == ["Stage 2", "Artefacts", "Again"]
    assert [image["fitting"] for image in answer.json()["images"]] == [3, 0, 3]
    assert Standing.objects.get().stage == TrainingStage.objects.get(position=0)
    event = AuditEvent.objects.get(verb="ladder.replaced")
    assert (event.reason, len(event.details["before"]["stages"])) == ("Harder first.", 2)


def test_images_of_a_stage_that_goes_wait_for_another(owner: Client) -> None:
    setup = owner.get(ADDRESS).json()
    put(owner, setup | {"stages": setup["stages"][1:]})
    assert KnownAnswer.objects.filter(purpose="training", stage=None).count() == 3
    assert TrainingStage.objects.get().position == 0


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"steps": [{"title": " "}]}, None),
        ({"steps": [{"title": "A", "offered": ["c99"]}]}, "steps[0].offered"),
        (
            {"steps": [{"title": "A", "known_answer": "0190b7f4-0000-7000-8000-000000000000"}]},
            "steps[0].known_answer",
        ),
        ({"stages": [{"title": "A", "window": 2, "needed": 3}]}, "stages[0].needed"),
        ({"stages": [{"title": "A", "was": 9}]}, "stages[0].was"),
        ({"stages": [{"title": "A", "was": 1}, {"title": "B", "was": 1}]}, "stages"),
        ({"rule": {"threshold": 0.9, "recovery_threshold": 0.6}}, "rule"),
    ],
)
def test_what_cannot_work_is_refused_by_its_place_and_nothing_changes(
    owner: Client, change: dict[str, Any], where: str | None
) -> None:
    setup = owner.get(ADDRESS).json()
    answer = put(owner, setup | change)
    assert answer.status_code == 400
    if where is not None:
        assert answer.json()["error"]["details"]["where"] == where
    assert owner.get(ADDRESS).json() == setup
    assert not AuditEvent.objects.filter(verb="ladder.replaced").exists()


def test_the_rule_of_trust_is_set_with_the_ladder(project: Project, owner: Client) -> None:
    setup = owner.get(ADDRESS).json()
    put(owner, setup | {"rule": {"threshold": 0.4, "feedback_on_controls": True}})
    rule = TrustRule.objects.get(project=project)
    assert (rule.threshold, rule.feedback_on_controls, rule.minimum_controls) == (0.4, True, 6)


def test_only_owners_set_the_ladder(project: Project) -> None:
    curator = Client()
    curator.force_login(make_member(project, "curator"))
    assert curator.get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code == 401
