"""Imports over HTTP: upload, watch, resume."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from quorum.audit.models import AuditEvent
from quorum.projects.models import Project
from quorum.projects.services import FLUORESCENCE_CHANNELS, create_project
from quorum.subjects.models import Import, Subject
from quorum.subjects.services import run_import, start_import
from tests.factories import make_member, make_user
from tests.fixtures_processes import Worker
from tests.subjects.drawn import CHANNELS, write_field, write_table

ADDRESS = "/api/v1/projects/cells/imports"


@pytest.fixture
def curator(project: Project) -> Client:
    client = Client()
    client.force_login(make_member(project, "curator"))
    return client


def upload(client: Client, *files: Path, **fields: object) -> Any:
    content = [SimpleUploadedFile(path.name, path.read_bytes()) for path in files]
    form = {"kind": "kaggle", "subject_set": "first", "files": content, **fields}
    return client.post(ADDRESS, form)


def code_of(response: Any) -> str:
    return str(response.json()["error"]["code"])


def fields_in(folder: Path, *external_ids: str) -> list[Path]:
    for number, external_id in enumerate(external_ids):
        write_field(folder, external_id, seed=number)
    return sorted(folder.glob("*.png"))


def test_uploaded_images_are_kept_and_wait_for_a_worker(tmp_path: Path, curator: Client) -> None:
    response = upload(curator, *fields_in(tmp_path, "a"), credit="Me", licence="CC0", source="my lab")
    assert response.status_code == 202
    body = response.json()
    assert (body["state"], body["stale"], body["subject_set"]) == ("waiting", False, "first")
    import_run = run_import(Import.objects.get(public_id=body["id"]))
    subject = Subject.objects.get()
    assert (subject.credit, subject.licence, subject.source) == ("Me", "CC0", "my lab")
    body = curator.get(f"{ADDRESS}/{import_run.public_id}").json()
    assert (body["state"], body["rows_total"], body["rows_added"]) == ("done", 1, 1)
    assert curator.get(ADDRESS).json() == [body]
    assert not Path(import_run.source).exists()
    assert AuditEvent.objects.filter(verb="import.started").count() == 1


def test_a_zip_with_a_manifest_is_unpacked_and_its_problems_can_be_read(
    tmp_path: Path, curator: Client
) -> None:
    files = fields_in(tmp_path, "a")
    rows = [["a", *(f"a_{channel}.png" for channel in CHANNELS)], ["b", "b.png", "", "", ""]]
    columns = ["external_id", *(f"location:{channel}" for channel in CHANNELS)]
    table = write_table(tmp_path / "manifest.csv", columns, *rows)
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (*files, table):
            packed.write(path, path.name)
    public_id = upload(curator, archive, kind="manifest").json()["id"]
    import_run = run_import(Import.objects.get(public_id=public_id))
    assert (import_run.state, import_run.failure) == ("done", "")
    assert (import_run.rows_added, import_run.rows_refused) == (1, 1)
    page = curator.get(f"{ADDRESS}/{public_id}/problems").json()
    assert page["next"] is None
    assert page["results"][0] == {
        "row": 3,
        "external_id": "b",
        "field": "location:green",
        "code": "file_missing",
        "reason": "There is no file b.png.",
    }
    answer = curator.get(f"{ADDRESS}/{public_id}/problems.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    content = b"".join(answer.streaming_content).decode()
    assert next(iter(csv.DictReader(io.StringIO(content))))["code"] == "file_missing"


def test_a_manifest_beside_its_zip_and_a_kaggle_folder_within_one_are_found(
    tmp_path: Path, curator: Client
) -> None:
    files = fields_in(tmp_path, "a")
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in files:
            packed.write(path, f"plate/{path.name}")
        packed.writestr("plate/train.csv", "Id,Target\na,5\n")
    columns = ["external_id", *(f"location:{channel}" for channel in CHANNELS)]
    row = ["b", *(f"plate/a_{channel}.png" for channel in CHANNELS)]
    table = write_table(tmp_path / "list.csv", columns, row)
    upload(curator, archive, table, kind="manifest")
    upload(curator, archive)
    for import_run in Import.objects.all():
        run_import(import_run)
    assert list(Import.objects.order_by("pk").values_list("rows_added", "failure")) == [(1, ""), (1, "")]
    assert Subject.objects.get(external_id="a").reference_labels.count() == 1


def test_many_problems_come_in_pages(tmp_path: Path, project: Project, curator: Client) -> None:
    write_field(tmp_path, "good")
    write_table(tmp_path / "train.csv", ["Id", "Target"], *([f"f{number}", "0"] for number in range(250)))
    import_run = start_import(project=project, kind="kaggle", folder=tmp_path, subject_set="first")
    run_import(import_run)
    rows: list[int] = []
    cursor: str | None = "0"
    while cursor is not None:
        page = curator.get(f"{ADDRESS}/{import_run.public_id}/problems", {"cursor": cursor}).json()
        rows += [problem["row"] for problem in page["results"]]
        cursor = page["next"]
    assert rows == list(range(2, 252))


def test_uploads_that_cannot_be_used_are_refused_with_codes(
    tmp_path: Path, curator: Client, settings: Any
) -> None:
    image = fields_in(tmp_path, "a")[0]
    (tmp_path / "a.exe").write_bytes(b"x")
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (first, second):
        path.write_text("external_id\n")
    assert code_of(upload(curator)) == "invalid"
    assert code_of(upload(curator, image, kind="zenodo")) == "invalid"
    assert code_of(upload(curator, tmp_path / "a.exe")) == "file_kind_unknown"
    assert code_of(upload(curator, image, image)) == "duplicate_file"
    assert code_of(upload(curator, first, second)) == "two_tables"
    settings.IMPORT_UPLOAD_LIMIT_BYTES = 1000
    response = upload(curator, image)
    assert (response.status_code, code_of(response)) == (413, "upload_too_large")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())
    # Nothing of it was read: neither the missing token nor the missing role was found out.
    assert upload(browser, image).status_code == 413
    settings.IMPORT_UPLOAD_LIMIT_BYTES = 10_000_000
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = upload(curator, *fields_in(tmp_path, "a"))
    assert (response.status_code, code_of(response)) == (413, "too_many_files")
    assert not Import.objects.exists()


def test_names_of_uploaded_files_cannot_leave_their_folder(
    tmp_path: Path, curator: Client, settings: Any
) -> None:
    content = fields_in(tmp_path, "a")[0].read_bytes()
    file = SimpleUploadedFile("a.png", content)
    file._name = "../../a_green.png"  # what a browser never sends
    response = curator.post(ADDRESS, {"kind": "kaggle", "subject_set": "first", "files": [file]})
    assert response.status_code == 202
    folder = Path(Import.objects.get().source)
    assert folder.parent == Path(settings.UPLOADS_FOLDER).resolve()
    assert [path.name for path in folder.iterdir()] == ["a_green.png"]


def test_only_owners_curators_and_operators_may_import(project: Project) -> None:
    def status(user: Any) -> int:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client.get(ADDRESS).status_code

    assert status(None) == 404  # a draft looks like nothing
    assert status(make_user()) == 404
    assert status(make_member(project, "scientist")) == 403
    assert status(make_member(project, "owner")) == 200
    assert status(make_user(operator=True)) == 200


def test_imports_of_other_projects_are_unknown(tmp_path: Path, curator: Client) -> None:
    other = create_project(slug="other", title="Other", channels=FLUORESCENCE_CHANNELS)
    import_run = start_import(project=other, kind="kaggle", folder=tmp_path, subject_set="first")
    response = curator.get(f"{ADDRESS}/{import_run.public_id}")
    assert (response.status_code, code_of(response)) == (404, "import_unknown")


def test_an_import_whose_worker_died_shows_as_stale_and_can_be_resumed_once(
    tmp_path: Path, curator: Client
) -> None:
    public_id = upload(curator, *fields_in(tmp_path, "a", "b")).json()["id"]
    long_ago = timezone.now() - timedelta(hours=1)
    Import.objects.update(state=Import.State.RUNNING, heartbeat_at=long_ago)
    assert curator.get(f"{ADDRESS}/{public_id}").json()["stale"] is True
    response = curator.post(f"{ADDRESS}/{public_id}/resume")
    assert (response.status_code, response.json()["state"]) == (202, "waiting")
    run_import(Import.objects.get())
    response = curator.post(f"{ADDRESS}/{public_id}/resume")
    assert (response.status_code, code_of(response)) == (409, "import_finished")


def test_a_real_worker_imports_an_upload(
    tmp_path: Path, celery_worker: Worker, process_environment: dict[str, str]
) -> None:
    project = create_project(slug="cells", title="Cells", channels=FLUORESCENCE_CHANNELS)
    client = Client()
    client.force_login(make_member(project, "owner"))
    public_id = upload(client, *fields_in(tmp_path, "a", "b")).json()["id"]
    deadline = time.monotonic() + 60
    while (body := client.get(f"{ADDRESS}/{public_id}").json())["state"] != "done":
        assert time.monotonic() < deadline, body
        time.sleep(0.1)
    assert body["rows_added"] == 2
