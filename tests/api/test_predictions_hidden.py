"""No volunteer is told what a model says: every address that can be read is read, with predictions there."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from quorum.classifications.models import SubjectRoundTask
from quorum.curation.models import ReviewItem
from quorum.curation.reviews import open_review
from quorum.learning.models import Arrangement, Job, Loop, ModelVersion, TrainingTable
from quorum.projects.models import Project
from quorum.releases.services import DOWNLOADS
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from quorum.talk.addresses import address_of
from tests.factories import (
    make_classification,
    make_member,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    task_of,
    version_of,
)
from tests.predicted import make_arrangement, make_joined, make_model, make_prediction, make_run

pytestmark = pytest.mark.django_db
RECIPE, STRATEGY, WHY, DIGEST = "telltale-recipe", "telltale-strategy", "telltale-why", "telltale-digest"
PREDICTED, JOINED = 0.7312951, 0.8641973
ROOT = "/api/v1/"


@pytest.fixture
def project() -> Project:
    """Three subjects that a model has spoken of and that stand in an arranged queue, one of them answered."""
    project = make_project("one")
    subjects = [make_subject(project, name) for name in ("answered", "waiting", "disputed")]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    model = make_model(project, RECIPE, digest=DIGEST)
    run, arrangement = make_run(model), make_arrangement(round_)
    Loop.objects.create(task=task_of(project), project=project, is_on=True, recipe=RECIPE)
    for subject in subjects:
        make_prediction(run, subject, [PREDICTED])
        make_joined(arrangement, subject, [JOINED], model=model, n=1)
    QueueEntry.objects.update(strategy=STRATEGY, why=WHY, model_version_id=model.pk, blind=False)
    SubjectRoundTask.objects.filter(subject=subjects[2]).update(state="disputed")
    open_review(subject=subjects[2], reason=ReviewItem.Reason.FLAG)
    return project


@pytest.fixture
def volunteer(project: Project) -> Client:
    """Somebody who takes part and has answered one of the subjects."""
    user = make_user()
    volunteer = make_volunteer(user=user, project=project)
    make_classification(
        Subject.objects.get(external_id="answered"), ["c1"], round_=project.rounds.get(), volunteer=volunteer,
        strategy=STRATEGY, model_version_id=ModelVersion.objects.get().pk, blind=False,
    )  # fmt: skip
    client = Client()
    client.force_login(user)
    return client


def telling() -> list[str]:
    """Return all that would say what a model says, or that it had a say."""
    ids = [*ModelVersion.objects.all(), *TrainingTable.objects.all(), *Arrangement.objects.all()]
    return [RECIPE, STRATEGY, WHY, DIGEST, "0.73129", "0.86419", *(str(one.public_id) for one in ids)]


def addresses(project: Project) -> Iterator[tuple[str, str]]:
    """Yield name and address of every route of the API, of each subject and file where it speaks of one."""
    resolver = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/")
    for pattern in resolver.url_patterns:
        if pattern.name is not None:
            for values in _values(pattern, project):
                yield pattern.name, reverse(pattern.name, kwargs=values)


def _values(pattern: URLPattern, project: Project) -> Iterator[dict[str, Any]]:
    wanted = pattern.pattern.converters
    model, table, job = ModelVersion.objects.get(), TrainingTable.objects.get(), Job.objects.first()
    known = {
        "slug": project.slug, "key": "green", "level": 0, "x": 0, "y": 0, "token_id": "none",
        "model_id": model.public_id, "table_id": table.public_id, "job_id": job.public_id,
        "task_id": task_of(project).public_id, "review_id": ReviewItem.objects.get().public_id,
    }  # fmt: skip
    of_files = [*DOWNLOADS] if pattern.name == "download" else ["model.json"]
    for subject in (
        Subject.objects.all() if {"subject_id", "address"} & set(wanted) else [Subject.objects.first()]
    ):
        for name in of_files if "name" in wanted else [""]:
            one = known | {"subject_id": subject.public_id, "address": address_of(subject.pk), "name": name}
            yield {key: one.get(key, model.public_id) for key in wanted}


def everything_in(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as files:
            body = b"".join(files.read(name) for name in files.namelist())
    return body.decode(errors="replace") + str(answer.headers)


def test_no_address_tells_a_volunteer_what_a_model_says(project: Project, volunteer: Client) -> None:
    secrets, seen = telling(), 0
    for client in (volunteer, Client()):
        for name, address in addresses(project):
            if name == "schema":
                continue
            text = everything_in(client.get(address))
            assert not [one for one in secrets if one in text], f"{name}: {address}"
            seen += 1
    assert seen > 150


def test_the_same_walk_does_meet_the_model_s_word_where_people_have_a_role(project: Project) -> None:
    client, secrets = Client(), telling()
    client.force_login(make_member(project, "scientist"))
    told = {
        name
        for name, address in addresses(project)
        if name in {"predictions", "download", "models", "model"}
        and any(one in everything_in(client.get(address)) for one in secrets)
    }
    assert told == {"predictions", "download", "models", "model"}


def test_an_assignment_chosen_by_a_model_looks_like_any_other(project: Project, volunteer: Client) -> None:
    answer = volunteer.post(f"{ROOT}projects/one/assignments", {"count": 3}, content_type="application/json")
    work = answer.json()["assignments"]
    assert work
    sealed = "".join(base64.urlsafe_b64decode(one["ticket"]).decode("latin-1") for one in work)
    text = everything_in(answer) + sealed
    assert not [one for one in telling() if one in text]
    for word in ("strategy", "model", "blind", "why", "prediction", "posterior"):
        assert word not in everything_in(answer)


def test_pages_where_people_answer_review_or_discuss_show_no_model_s_word_to_anybody(project: Project) -> None:
    client, secrets = Client(), telling()
    client.force_login(make_member(project, "owner"))
    shown = {"subject", "subjects", "reviews", "talk", "talk-discussion", "known-answers", "preview", "ladder"}
    for name, address in addresses(project):
        if name in shown:
            text = everything_in(client.get(address))
            assert not [one for one in secrets if one in text], f"{name}: {address}"
