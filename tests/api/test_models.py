"""Training tables and models over HTTP: freezing, training, comparing, promoting, the way back, the files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from quorum.audit.models import AuditEvent
from quorum.learning.catalogue import model_by_id
from quorum.learning.models import FeatureSet, Job, ModelVersion
from quorum.learning.tasks import measure_subjects
from quorum.projects.models import Project
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import make_member, make_project, make_user
from tests.learning.played import CLASSES, HELD, answer, make_labelled_project, train

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/projects/one"


@pytest.fixture
def project() -> Project:
    return make_labelled_project()


@pytest.fixture
def curator(project: Project) -> Client:
    return client_of(make_member(project, "curator"))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code_of(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


def freeze(client: Client, targets: str = "labels") -> Any:
    return client.post(f"{ROOT}/training-tables", {"targets": targets}, content_type="application/json")


def ask_for(client: Client, table: str, recipe: str = "loccat") -> Any:
    return client.post(f"{ROOT}/models", {"table": table, "recipe": recipe}, content_type="application/json")


def promote(client: Client, model: ModelVersion, reason: str = "It names too many Golgi.") -> Any:
    address = f"{ROOT}/models/{model.public_id}/promote"
    return client.post(address, {"reason": reason}, content_type="application/json")


def made(client: Client, *, wrong: float) -> ModelVersion:
    table = freeze(client).json()["id"]
    asked = ask_for(client, table).json()["id"]
    return answer(train(model_by_id(project=Project.objects.get(slug="one"), public_id=asked)), wrong=wrong)


def test_a_table_is_frozen_once_and_tells_what_is_in_it(curator: Client) -> None:
    frozen = freeze(curator)
    page = frozen.json()
    assert (frozen.status_code, page["subjects"], page["labelled"], page["holdout"]) == (201, 20, 20, HELD)
    assert [choice["holdout"] for choice in page["choices"]] == [HELD // CLASSES] * CLASSES
    assert (page["choices"][0]["training"], page["choices"][0]["votes"], len(page["digest"])) == (2, 0, 64)
    assert freeze(curator).json()["id"] == page["id"]
    [listed] = curator.get(f"{ROOT}/training-tables").json()
    assert (listed["digest"], listed["targets"], listed["models"]) == (page["digest"], "labels", 0)
    assert curator.get(f"{ROOT}/training-tables/{page['id']}").json() == page
    assert AuditEvent.objects.get(verb="training_table.frozen").actor_id is not None


def test_what_cannot_be_learnt_is_refused_by_its_code(curator: Client) -> None:
    assert code_of(freeze(curator, "consensus")) == (400, "nothing_to_learn")
    table = freeze(curator).json()["id"]
    assert code_of(ask_for(curator, table, "alchemy")) == (400, "invalid")
    FeatureSet.objects.all().delete()
    assert code_of(ask_for(curator, table)) == (400, "features_missing")
    ReferenceLabel.objects.filter(subject__external_id="f0").update(source="another")
    assert code_of(freeze(curator)) == (400, "reference_ambiguous")


def test_a_model_is_trained_judged_and_live_with_its_figures_and_where_it_comes_from(curator: Client) -> None:
    table = freeze(curator).json()["id"]
    asked = ask_for(curator, table)
    assert (asked.status_code, asked.json()["state"], asked.json()["number"]) == (201, "training", 1)
    model = model_by_id(project=Project.objects.get(), public_id=asked.json()["id"])
    address = f"{ROOT}/models/{model.public_id}"
    assert code_of(curator.get(f"{address}/holdout")) == (409, "model_not_ready")
    assert code_of(promote(curator, model)) == (409, "model_not_ready")
    answer(train(model), wrong=0.02)
    page = curator.get(address).json()
    assert (page["state"], page["judgement"]["verdict"], page["judgement"]["falls"]) == ("live", "first", [])
    assert (page["figures"]["subjects"], page["origin"]["training_cells"]) == (20, 180)
    assert (page["table"]["id"], page["learnt"][0]["kept"]) == (table, 9)
    [told] = page["promotions"]
    assert (told["by"], told["before"], told["reason"]) == (None, None, "The gate says: first.")
    [listed] = curator.get(f"{ROOT}/models").json()
    assert (listed["digest"], listed["job"]["state"]) == (page["digest"], "done")
    holdout = curator.get(f"{address}/holdout").json()
    assert (holdout["subjects"], holdout["other"]) == (HELD, None)
    macro = holdout["model"]["macro_f1"]
    assert macro["low"] <= macro["mean"] <= macro["high"]
    assert macro["mean"] == pytest.approx(page["judgement"]["macro_f1"])
    assert [one["positives"] for one in holdout["classes"]] == [HELD // CLASSES] * CLASSES


def test_two_models_are_compared_on_the_same_subjects(curator: Client) -> None:
    worse, better = made(curator, wrong=0.2), made(curator, wrong=0.01)
    address = f"{ROOT}/models/{better.public_id}/holdout"
    found = curator.get(f"{address}?beside={worse.public_id}").json()
    gained, one = found["differences"]["macro_f1"], found["classes"][0]
    assert 0 < gained["low"] <= gained["mean"] <= gained["high"]
    assert (found["model"]["number"], found["other"]["number"]) == (2, 1)
    assert one["difference"]["mean"] == pytest.approx(one["f1"]["mean"] - one["other_f1"]["mean"])
    mirrored = curator.get(f"{ROOT}/models/{worse.public_id}/holdout?beside={better.public_id}").json()
    assert mirrored["differences"]["macro_f1"]["mean"] == pytest.approx(-gained["mean"])
    assert code_of(curator.get(f"{address}?beside={better.table.public_id}")) == (404, "model_unknown")


def test_a_curator_goes_back_to_an_earlier_model_with_a_reason_that_stays_on_record(curator: Client) -> None:
    first, better = made(curator, wrong=0.1), made(curator, wrong=0.01)
    assert code_of(promote(curator, first, "  ")) == (400, "invalid")
    assert promote(curator, first).json()["state"] == "live"
    assert curator.get(f"{ROOT}/models/{better.public_id}").json()["state"] == "retired"
    last = curator.get(f"{ROOT}/models/{first.public_id}").json()["promotions"][0]
    assert (last["reason"], last["before"]) == ("It names too many Golgi.", 2)
    assert last["by"].endswith("@example.org")
    assert AuditEvent.objects.filter(verb="model.promoted", actor_id__isnull=False).count() == 1
    assert code_of(promote(curator, first)) == (409, "model_not_ready")


def test_a_scientist_trains_and_asks_but_does_not_decide_what_is_live(project: Project) -> None:
    scientist, outsider = client_of(make_member(project, "scientist")), client_of(make_user())
    model = made(scientist, wrong=0.1)
    retired, _ = model, made(scientist, wrong=0.01)
    assert code_of(promote(scientist, retired)) == (403, "not_allowed")
    assert promote(client_of(make_member(project, "owner")), retired).status_code == 200
    for person, status in ((Client(), 401), (outsider, 403)):
        assert freeze(person).status_code == status
        assert ask_for(person, str(model.table.public_id)).status_code == status
        assert promote(person, model).status_code == status
        for page in ("", "/holdout", "/artefact.zip", "/files/card.md"):
            assert person.get(f"{ROOT}/models/{model.public_id}{page}").status_code == status


def test_the_artefact_comes_as_a_zip_file_and_its_files_by_name_and_nothing_else(curator: Client) -> None:
    model = made(curator, wrong=0.1)
    address = f"{ROOT}/models/{model.public_id}"
    sent = curator.get(f"{address}/artefact.zip")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content)))
    assert sorted(archive.namelist()) == ["card.md", "learning.json", "model.json", "model.safetensors"]
    assert archive.testzip() is None
    assert archive.read("model.safetensors") == bytes(range(256)) * 8192
    files = {file["name"]: file for file in curator.get(address).json()["files"]}
    assert files["model.safetensors"]["size"] == 256 * 8192
    shown = curator.get(files["card.md"]["url"])
    assert shown["Content-Type"].startswith("text/plain")
    assert b"".join(shown.streaming_content).startswith(b"# Model 1")
    assert "attachment" in curator.get(files["model.json"]["url"])["Content-Disposition"]
    (settings.ML_STORAGE / model.folder / "link.md").symlink_to("/etc/hostname")
    for name in ("link.md", "../../jobs", "..%2f..%2fjobs", "card", "nothing.png"):
        assert code_of(curator.get(f"{address}/files/{name}"))[0] == 404, name


def test_models_and_tables_of_another_project_are_unknown(curator: Client) -> None:
    model = made(curator, wrong=0.1)
    other = client_of(make_member(make_project("other"), "owner"))
    root = "/api/v1/projects/other"
    assert code_of(other.get(f"{root}/models/{model.public_id}")) == (404, "model_unknown")
    table = f"{root}/training-tables/{model.table.public_id}"
    assert code_of(other.get(table)) == (404, "training_table_unknown")
    asked = other.post(f"{root}/training-tables", {"targets": "labels"}, content_type="application/json")
    assert code_of(asked) == (404, "task_unknown")


def test_the_live_models_are_asked_about_every_image(curator: Client) -> None:
    address = f"{ROOT}/predictions/ask"
    assert code_of(curator.post(address)) == (409, "model_not_ready")
    made(curator, wrong=0.1)
    asked = curator.post(address)
    assert (asked.status_code, asked.json()["subjects"], len(asked.json()["jobs"])) == (202, HELD + 20, 1)


def test_images_without_features_are_measured_by_the_worker_not_by_the_web(
    curator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    address = f"{ROOT}/features"
    assert curator.get(address).json() == {"measured": HELD + 20, "on_the_way": 0, "waiting": 0}
    assert code_of(curator.post(address)) == (400, "nothing_to_measure")
    FeatureSet.objects.update(subject_ids=[])
    with django_capture_on_commit_callbacks() as sent:
        assert curator.post(address).json()["waiting"] == HELD + 20
    assert len(sent) == 1
    Subject.objects.exclude(external_id="f0").update(state="withdrawn")
    project = Project.objects.get()
    measure_subjects(project.pk, 0)
    assert curator.get(address).json() == {"measured": 0, "on_the_way": 1, "waiting": 0}
    Job.objects.filter(feature_set__subject_ids__len=1).update(state="failed")
    measure_subjects(project.pk, 0)
    assert FeatureSet.objects.count() == 2


def test_somebody_with_two_roles_is_told_both(project: Project) -> None:
    person = make_member(project, "curator")
    project.memberships.create(user=person, role="scientist")
    mine = client_of(person).get(ROOT).json()["my"]
    assert (mine["role"], mine["roles"]) == ("curator", ["curator", "scientist"])
    assert client_of(make_member(project, "owner")).get(ROOT).json()["my"]["roles"] == [
        "owner", "curator", "scientist",
    ]  # fmt: skip
    assert Client().get(ROOT).json()["my"]["roles"] == []
