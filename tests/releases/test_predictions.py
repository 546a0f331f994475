"""Predictions and consensus together, read back from every format."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from quorum.aggregation.services import recompute_consensus
from quorum.classifications.models import SubjectRoundTask
from quorum.learning.models import ModelVersion, PredictionRun
from quorum.projects.models import Project
from quorum.releases.prediction_files import PROVENANCE
from quorum.releases.predictions import COLUMNS
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import (
    NOON,
    make_classification,
    make_member,
    make_project,
    make_subject,
    task_of,
    version_of,
)
from tests.predicted import make_arrangement, make_joined, make_model, make_prediction, make_run

pytestmark = pytest.mark.django_db
ASKED = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def project() -> Project:
    """Of "both" people and two models have spoken, of "seen" the plain model alone, of "voted" people alone.

    "late" came after the round was opened and is in none; a model has spoken of it.
    """
    project = make_project("one")
    both, seen, voted = (make_subject(project, name) for name in ("both", "seen", "voted"))
    round_ = open_round(workflow_version=version_of(project), actor=None)
    for _ in range(3):
        make_classification(both, ["c1"], round_=round_, blind=False)
    make_classification(voted, ["c2"], round_=round_)
    SubjectRoundTask.objects.filter(subject=both).update(
        state="reached", accepted=[1], decided_at=NOON, decided_at_n=3, p_values=[0.5, 0.008, *[1.0] * 8]
    )
    recompute_consensus(task=task_of(project), rounds=[round_], actor=None, reason="test")
    plain = make_model(project)
    reading = make_model(project, "ga-loccat", reads_crowd=True)
    retired = make_model(project, state=ModelVersion.State.RETIRED)
    late = make_subject(project, "late")
    run = make_run(plain)
    for subject in (both, seen, late):
        make_prediction(run, subject, [0.25, 0.75], uncertainty=[0.5, *[0.0] * 9])
    make_prediction(make_run(reading), both, [0.0, 0.9], votes=3)
    make_prediction(make_run(retired), voted, [1.0])
    PredictionRun.objects.update(created_at=ASKED)
    make_joined(make_arrangement(round_), both, [0.1, 0.99], model=plain, n=3, blind=True, computed_at=ASKED)
    return project


@pytest.fixture
def scientist(project: Project) -> Client:
    client = Client()
    client.force_login(make_member(project, "scientist"))
    return client


def body(client: Client, name: str) -> bytes:
    return b"".join(client.get(f"/api/v1/projects/one/downloads/{name}").streaming_content)


def rows(client: Client) -> dict[tuple[str, str], dict[str, str]]:
    found = csv.DictReader(io.StringIO(body(client, "predictions.csv").decode(), newline=""))
    assert found.fieldnames == list(COLUMNS)
    return {(row["external_id"], row["choice_code"]): row for row in found}


def test_all_that_is_said_of_a_subject_stands_in_its_row(scientist: Client, project: Project) -> None:
    row = rows(scientist)["both", "c1"]
    reading = ModelVersion.objects.get(recipe="ga-loccat")
    subject = Subject.objects.get(external_id="both")
    assert row == {
        "subject_id": str(subject.public_id),
        "external_id": "both",
        "workflow": version_of(project).workflow.slug,
        "workflow_version": "1",
        "round": "1",
        "task": str(task_of(project).public_id),
        "state": "reached",
        "n": "3",
        "choice_code": "c1",
        "choice_name": "Class 1",
        "votes": "3",
        "share_of_classifications": "1.0",
        "p_value": "0.008",
        "in_consensus": "true",
        "decided_at_n": "3",
        "decided_at": "2026-05-01T12:00:00.000Z",
        "corrected_run": "1",
        "corrected_method": "hypergeometric",
        "corrected_n": "3",
        "corrected_votes": "3",
        "corrected_p_value": row["corrected_p_value"],
        "corrected_posterior": "",
        "in_corrected_consensus": "true",
        "is_cutoff_holdout": "false",
        "joined_posterior": "0.99",
        "in_joined_consensus": "true",
        "joined_n": "3",
        "joined_model": "1",
        "joined_at": "2026-06-01T09:00:00.000Z",
        "is_blind": "true",
        "probability": "0.9",
        "named": "true",
        "uncertainty": "",
        "votes_read": "3",
        "predicted_at": "2026-06-01T09:00:00.000Z",
        "model_number": "2",
        "model_id": str(reading.public_id),
        "recipe": "ga-loccat",
        "model_digest": reading.digest,
        "training_table_digest": reading.table.digest,
    }
    assert float(row["corrected_p_value"]) == pytest.approx(0.2**3, rel=0.5)


def test_what_nobody_has_said_is_empty(scientist: Client) -> None:
    found = rows(scientist)
    assert len(found) == 40
    seen, voted, late = (found[name, "c0"] for name in ("seen", "voted", "late"))
    assert (seen["n"], seen["p_value"], seen["probability"], seen["named"]) == ("0", "", "0.25", "false")
    assert (seen["uncertainty"], seen["model_number"], seen["corrected_run"]) == ("0.5", "1", "")
    assert (voted["n"], voted["probability"], voted["model_id"]) == ("1", "", ""), "a retired model is silent"
    assert (voted["joined_posterior"], voted["is_blind"]) == ("", "")
    assert (late["round"], late["state"], late["votes"], late["probability"]) == ("", "", "", "0.25")


def test_parquet_holds_the_same_rows_with_types_and_says_what_they_are(scientist: Client) -> None:
    table = pq.read_table(io.BytesIO(body(scientist, "predictions.parquet")))
    told = {(row["external_id"], row["choice_code"]): row for row in table.to_pylist()}
    for key, row in rows(scientist).items():
        for name, text in row.items():
            assert _same(told[key][name], text), (key, name)
    assert table.schema.field("joined_posterior").metadata[b"description"].startswith(b"Probability by votes")
    about = json.loads(table.schema.metadata[PROVENANCE])
    beside = json.loads(body(scientist, "predictions-about.json"))
    assert about["tasks"] == beside["tasks"]
    assert set(about["columns"]) == set(table.column_names)


def _same(value: Any, text: str) -> bool:
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, datetime):
        return value == datetime.fromisoformat(text)
    return float(text) == pytest.approx(value, rel=1e-6) if isinstance(value, float) else str(value) == text


def test_what_is_behind_the_files_can_be_read_beside_them(scientist: Client, project: Project) -> None:
    about = json.loads(body(scientist, "predictions-about.json"))
    (task,) = about["tasks"]
    assert (about["project"], about["licence"], task["rule"]["minimum_votes"]) == ("one", "CC0", 3)
    assert [(one["number"], one["reads_votes"]) for one in task["models"]] == [(2, True), (1, False)]
    assert task["models"][1]["training_table"]["judged_by"] == "labels"
    assert (task["corrected"]["run"], task["joined"]["blind_share"]) == (1, 0.1)
    assert task["choices"][1] == {"code": "c1", "name": "Class 1"}


def test_an_empty_project_gives_files_without_rows(client: Client) -> None:
    project = make_project("one")
    client.force_login(make_member(project, "owner"))
    assert rows(client) == {}
    assert pq.read_table(io.BytesIO(body(client, "predictions.parquet"))).num_rows == 0


def test_classifications_name_the_model_that_helped_to_choose_by_its_number(
    scientist: Client, project: Project
) -> None:
    model = ModelVersion.objects.get(recipe="ga-loccat")
    late = Subject.objects.get(external_id="seen")
    round_ = project.rounds.get()
    make_classification(late, ["c1"], round_=round_, model_version_id=model.pk, blind=False)
    told = csv.DictReader(io.StringIO(body(scientist, "classifications.csv").decode(), newline=""))
    assert {row["model_version"] for row in told if row["external_id"] == "seen"} == {"2"}
