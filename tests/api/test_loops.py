"""Loops over HTTP: how they are set, by whom, what is refused, and what they have done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quorum.audit.models import AuditEvent
from quorum.learning.models import Arrangement, Loop
from quorum.projects.models import Project, Round
from tests.factories import make_member, task_of
from tests.learning.played import make_labelled_project

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/projects/one/loops"


@pytest.fixture
def project() -> Project:
    return make_labelled_project(held=4)


@pytest.fixture
def curator(project: Project) -> Client:
    return client_of(make_member(project, "curator"))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def put(client: Client, **changes: Any) -> Any:
    [page] = client.get(ROOT).json()
    wanted = page["settings"] | changes
    return client.put(f"{ROOT}/{page['task']['id']}", wanted, content_type="application/json")


def test_a_loop_is_off_until_a_curator_switches_it_on_and_the_audit_says_what_changed(curator: Client) -> None:
    [page] = curator.get(ROOT).json()
    assert (page["settings"]["is_on"], page["state"]["waits"][0]["wait"]) == (False, "switched_off")
    assert Loop.objects.count() == 0
    changed = put(curator, is_on=True, exploration=0.2, shares={"error-reduction": 1.0}).json()
    assert (changed["settings"]["is_on"], changed["settings"]["exploration"]) == (True, 0.2)
    event = AuditEvent.objects.get(verb="loop.changed")
    assert event.details == {"is_on": True, "exploration": 0.2, "shares": {"error-reduction": 1.0}}
    assert "switched_off" not in [one["wait"] for one in changed["state"]["waits"]]
    put(curator)
    assert AuditEvent.objects.filter(verb="loop.changed").count() == 1


def test_settings_that_make_no_sense_are_refused_by_their_code(curator: Client) -> None:
    refused = {
        "recipe_unfit": {"recipe": "ga-loccat"},
        "targets_are_inputs": {"crowd_recipe": "ga-loccat", "targets": "consensus"},
        "acquisition_strategy_unknown": {"shares": {"tea leaves": 1.0}},
        "mixture_invalid": {"shares": {}},
        "invalid": {"exploration": 1.5},
    }
    for code, changes in refused.items():
        answered = put(curator, **changes)
        assert (answered.status_code, answered.json()["error"]["code"]) == (400, code)
    assert put(curator, crowd_recipe="loccat", targets="labels").json()["error"]["code"] == "recipe_unfit"
    assert Loop.objects.count() == 0


def test_a_scientist_sees_the_loop_and_does_not_set_it(project: Project) -> None:
    scientist = client_of(make_member(project, "scientist"))
    assert put(scientist, is_on=True).status_code == 403
    task = task_of(project)
    for votes in (100, 300):
        Arrangement.objects.create(
            project=project, task=task, round=Round.objects.get(), generation=votes, method="joined",
            shares={}, exploration=0.1, seed=1, front=20, votes=votes, entries=24, blind=2, settled=1,
            counts={"error-reduction": 18}, in_force_at=timezone.now(),
            replaced=[{"strategy": "unsettled-bald", "by": "decision-flip", "lacking": ["uncertainty"]}],
        )  # fmt: skip
    [page] = scientist.get(ROOT).json()
    assert [one["votes"] for one in page["arrangements"]] == [300, 100]
    last = page["arrangements"][0]
    assert (last["counts"], last["model"], last["blind"]) == ({"error-reduction": 18}, None, 2)
    assert last["replaced"][0]["by"] == "decision-flip"
    assert "ga-loccat" in page["choices"]["crowd_recipes"]
