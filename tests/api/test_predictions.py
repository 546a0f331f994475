"""Predictions over HTTP: whose word counts, what can be asked for, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quorum.classifications.models import SubjectRoundTask
from quorum.learning.models import ModelVersion
from quorum.projects.models import Project
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import make_member, make_project, make_subject, task_of, version_of
from tests.predicted import make_model, make_prediction, make_run

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/projects/one/predictions"
WORDS = {"a": [0.9, 0.2], "b": [0.3, 0.8], "c": [0.6, 0.7], "d": [0.1, 0.1]}


@pytest.fixture
def project() -> Project:
    """Four subjects with a live model's word; of a and b volunteers say class 0, on the others nothing yet."""
    project = make_project("one")
    subjects = {name: make_subject(project, name) for name in WORDS}
    open_round(workflow_version=version_of(project), actor=None)
    SubjectRoundTask.objects.filter(subject__external_id__in=["a", "b"]).update(state="reached", accepted=[0])
    run = make_run(make_model(project))
    for name, subject in subjects.items():
        make_prediction(run, subject, WORDS[name])
    return project


@pytest.fixture
def scientist(project: Project) -> Client:
    client = Client()
    client.force_login(make_member(project, "scientist"))
    return client


def asked(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get(ROOT, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(answer: dict[str, Any]) -> list[str]:
    return [one["external_id"] for one in answer["results"]]


def test_every_subject_s_word_comes_with_its_model_and_the_consensus_beside_it(scientist: Client) -> None:
    answer = asked(scientist)
    assert names(answer) == ["a", "b", "c", "d"]
    first, third = answer["results"][0], answer["results"][2]
    model = ModelVersion.objects.get()
    assert first["model"] == {"id": str(model.public_id), "number": 1, "recipe": "loccat"}
    assert first["choices"][0] == {
        "code": "c0", "name": "Class 0", "probability": pytest.approx(0.9), "named": True, "uncertainty": None,
        "in_consensus": True,
    }  # fmt: skip
    assert third["choices"][0]["in_consensus"] is None
    assert answer["task"] == str(task_of(model.project).public_id)
    assert scientist.get(first["page"]).json()["external_id"] == "a"


def test_a_class_and_a_range_of_its_probability_can_be_asked_for(scientist: Client) -> None:
    assert names(asked(scientist, choice="c0", at_least=0.5)) == ["a", "c"]
    assert names(asked(scientist, choice="c1", at_least=0.15, at_most=0.75)) == ["a", "c"]


def test_disagreement_means_all_classes_or_the_one_asked_for(scientist: Client) -> None:
    assert names(asked(scientist, disagrees="true")) == ["b"]
    assert names(asked(scientist, disagrees="false")) == ["a"]
    assert names(asked(scientist, disagrees="true", choice="c2")) == []


def test_pages_follow_each_other_without_gap_or_repeat(scientist: Client) -> None:
    found, cursor = [], None
    while True:
        page = asked(scientist, limit=3, **({"cursor": cursor} if cursor else {}))
        found += names(page)
        cursor = page["next"]
        if cursor is None:
            break
    assert found == ["a", "b", "c", "d"]
    assert names(asked(scientist, subject=asked(scientist)["results"][2]["subject"])) == ["c"]


def test_a_model_that_has_read_the_votes_speaks_in_place_of_the_other(
    project: Project, scientist: Client
) -> None:
    plain = ModelVersion.objects.get()
    reading = make_model(project, "ga-loccat", reads_crowd=True)
    make_prediction(make_run(reading), Subject.objects.get(external_id="b"), [0.99], votes=7)
    answer = asked(scientist)
    assert [one["model"]["number"] for one in answer["results"]] == [1, 2, 1, 1]
    assert answer["results"][1]["votes"] == 7
    assert len(asked(scientist, model=str(plain.public_id))["results"]) == 4
    ModelVersion.objects.update(state="retired")
    assert asked(scientist)["results"] == []
    assert names(asked(scientist, model=str(reading.public_id))) == ["b"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"choice": "c99"}, 400, "unknown_choice"),
        ({"at_least": 0.5}, 400, "invalid"),
        ({"choice": "c0", "at_least": 0.6, "at_most": 0.5}, 400, "invalid"),
        ({"cursor": "0198c0de-0000-7000-8000-000000000000"}, 400, "cursor_invalid"),
        ({"model": "0198c0de-0000-7000-8000-000000000000"}, 404, "model_unknown"),
        ({"task": "0198c0de-0000-7000-8000-000000000000"}, 404, "task_unknown"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    scientist: Client, query: dict[str, Any], status: int, code: str
) -> None:
    answer = scientist.get(ROOT, query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_before_the_first_round_there_is_no_question_to_ask_of(client: Client) -> None:
    client.force_login(make_member(make_project("one"), "curator"))
    assert client.get(ROOT).json()["error"]["code"] == "task_unknown"
