"""Downloads over HTTP: every format, from one small project whose content is known."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from quorum.accounts.models import Volunteer
from quorum.curation.models import Remark
from quorum.curation.withdrawal import withdraw_subject
from quorum.projects.models import Project, Round
from quorum.releases.rows import harmless
from quorum.releases.services import DOWNLOADS
from quorum.selection.rounds import open_round
from tests.factories import (
    NOON,
    make_classification,
    make_member,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    version_of,
)
from tests.real_data import real_data

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://example.org";"click")'


@pytest.fixture
def round_() -> Round:
    """Two subjects; ann says c1 and c2 with a remark, ben passes, a guest answers after retirement."""
    project = make_project("one")
    first, second = make_subject(project, "field-a"), make_subject(project, "field-b")
    round_ = open_round(workflow_version=version_of(project), actor=None)
    ann, ben = make_volunteer(user=make_user()), make_volunteer(user=make_user())
    Volunteer.objects.filter(pk=ann.pk).update(pseudonym="ann")
    Volunteer.objects.filter(pk=ben.pk).update(pseudonym="ben")
    answer = make_classification(
        first, ["c1", "c2"], round_=round_, volunteer=ann, client_at=NOON, duration_ms=4000
    )
    Remark.objects.create(
        project_id=project.pk,
        subject=first,
        volunteer_id=ann.pk,
        round_id=round_.pk,
        classification_id=answer.id,
        text=FORMULA,
    )
    make_classification(
        first, round_=round_, volunteer=ben, not_counted_reason="passed", pass_reason="bad_image"
    )
    make_classification(second, ["c1"], round_=round_, not_counted_reason="subject_retired")
    return round_


@pytest.fixture
def scientist(client: Client, round_: Round) -> Client:
    client.force_login(make_member(round_.project, "scientist"))
    return client


def body(client: Client, name: str) -> bytes:
    answer = client.get(f"/api/v1/projects/one/downloads/{name}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def table(client: Client, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client, name).decode(), newline="")))


def test_the_flat_file_has_one_row_per_classification_and_choice(scientist: Client) -> None:
    rows = table(scientist, "classifications.csv")
    told = [(row["external_id"], row["choice_code"], row["counted"], row["not_counted_reason"]) for row in rows]
    assert told == [
        ("field-a", "c1", "true", ""),
        ("field-a", "c2", "true", ""),
        ("field-a", "", "false", "passed"),
        ("field-b", "c1", "false", "subject_retired"),
    ]
    assert rows[0]["classification_id"] == rows[1]["classification_id"]
    assert rows[0]["received_at"] == "2026-05-01T12:00:00.000Z"
    assert (rows[0]["volunteer"], rows[0]["purpose"], rows[0]["duration_ms"]) == ("ann", "contribution", "4000")
    assert (rows[2]["passed"], rows[2]["pass_reason"]) == ("true", "bad_image")


def test_a_remark_that_looks_like_a_formula_is_disarmed_and_can_be_read_back(scientist: Client) -> None:
    assert table(scientist, "classifications.csv")[0]["remark"] == "'" + FORMULA


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "'x", "''", "plain", "", "a=b", "ü"])
def test_disarming_is_lossless(text: str) -> None:
    disarmed = harmless(text)
    assert disarmed.removeprefix("'") == text
    assert disarmed[:1] not in set("=+-@\t\r")


def test_parquet_holds_the_same_rows_with_types(scientist: Client) -> None:
    found = pq.read_table(io.BytesIO(body(scientist, "classifications.parquet")))
    assert found.num_rows == 4
    assert found.column("choice_code").to_pylist() == ["c1", "c2", None, "c1"]
    assert found.column("remark").to_pylist()[0] == FORMULA
    assert found.column("received_at").to_pylist()[0] == NOON
    assert str(found.schema.field("volunteer").type).startswith("dictionary")


def test_parquet_of_an_empty_project_can_be_read(client: Client) -> None:
    project = make_project("one")
    client.force_login(make_member(project, "owner"))
    assert pq.read_table(io.BytesIO(body(client, "classifications.parquet"))).num_rows == 0


def test_the_panoptes_file_brings_one_row_per_classification_with_json(scientist: Client) -> None:
    rows = table(scientist, "panoptes-classifications.csv")
    assert [row["user_name"] for row in rows][:2] == ["ann", "ben"]
    assert rows[2]["user_id"] == ""
    assert json.loads(rows[0]["annotations"]) == [
        {"task": "T0", "task_label": "What do you see?", "value": ["Class 1", "Class 2"]},
        {"task": "remark", "task_label": "Anything unusual?", "value": FORMULA},
    ]
    metadata = json.loads(rows[0]["metadata"])
    assert (metadata["started_at"], metadata["finished_at"]) == (
        "2026-05-01T11:59:56.000Z",
        "2026-05-01T12:00:00.000Z",
    )
    assert metadata["quorum"]["counted"] is True
    assert list(json.loads(rows[0]["subject_data"])) == [rows[0]["subject_ids"]]
    assert rows[0]["created_at"] == "2026-05-01 12:00:00 UTC"
    assert int(rows[0]["workflow_id"]) > 0


def test_the_panoptes_subject_file_points_to_the_images(scientist: Client) -> None:
    rows = table(scientist, "panoptes-subjects.csv")
    assert [json.loads(row["metadata"])["external_id"] for row in rows] == ["field-a", "field-b"]
    assert rows[0]["classifications_count"] == "1"
    address = json.loads(rows[0]["locations"])["0"]
    assert scientist.get(address)["Content-Type"] == "image/webp"


def test_panoptes_columns_are_those_of_real_exports(scientist: Client) -> None:
    folder = real_data("zooniverse_panoptes_export_sample")
    with (folder / "kenya-sample.csv").open(newline="") as file:
        real = csv.DictReader(file)
        columns, example = real.fieldnames, next(real)
    ours = table(scientist, "panoptes-classifications.csv")[0]
    assert list(ours) == columns
    for column in ("metadata", "annotations", "subject_data"):
        assert type(json.loads(ours[column])) is type(json.loads(example[column]))
    assert set(json.loads(ours["annotations"])[0]) == set(json.loads(example["annotations"])[0])


def test_consensus_has_one_row_per_subject_and_choice(scientist: Client) -> None:
    rows = table(scientist, "consensus.csv")
    assert len(rows) == 20
    row = rows[1]
    assert (row["external_id"], row["choice_code"], row["votes"], row["n"], row["state"]) == (
        "field-a",
        "c1",
        "1",
        "1",
        "open",
    )
    # One vote of one volunteer who may choose 2 of 10: chance 2 in 10.
    assert float(row["p_value"]) == pytest.approx(0.2)
    assert rows[10]["share_of_classifications"] == ""
    found = pq.read_table(io.BytesIO(body(scientist, "consensus.parquet")))
    assert found.num_rows == 20
    assert found.column("p_value").to_pylist()[1] == pytest.approx(0.2)


def test_a_subject_withdrawn_before_its_decision_is_not_called_open(scientist: Client, round_: Round) -> None:
    subject = round_.project.subjects.get(external_id="field-b")
    withdraw_subject(subject=subject, actor=make_user(), reason="Out of focus.")
    states = {row["external_id"]: row["state"] for row in table(scientist, "consensus.csv")}
    assert states == {"field-a": "open", "field-b": "withdrawn"}


def test_crowd_kit_gets_counted_votes_only(scientist: Client) -> None:
    rows = table(scientist, "votes.csv")
    assert [(row["worker"], row["label"]) for row in rows] == [("ann", "c1"), ("ann", "c2")]


def test_every_listed_download_can_be_fetched_under_a_name_of_its_own(scientist: Client) -> None:
    listed: list[dict[str, Any]] = scientist.get("/api/v1/projects/one/downloads").json()
    assert [one["name"] for one in listed] == list(DOWNLOADS)
    for one in listed:
        answer = scientist.get(one["url"], headers={"Accept": "text/csv"})
        assert answer.status_code == 200
        assert 'filename="one-' in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content)


def test_an_unknown_download_is_refused(scientist: Client) -> None:
    answer = scientist.get("/api/v1/projects/one/downloads/everything.zip")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "download_unknown")


def test_other_projects_stay_out(scientist: Client) -> None:
    other = make_project("other")
    subject = make_subject(other)
    make_classification(subject, ["c0"], round_=open_round(workflow_version=version_of(other), actor=None))
    assert Project.objects.count() == 2
    assert len(table(scientist, "classifications.csv")) == 4
