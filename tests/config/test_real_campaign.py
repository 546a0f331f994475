"""Real fields, labelled over HTTP by volunteers with the precision and recall of real players."""

from __future__ import annotations

import csv
import os
import subprocess

import pytest
import requests
from django.core.management import call_command
from django.db.models import Count, Q

from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.config import programs
from quorum.projects.models import Project
from quorum.subjects.models import Import
from quorum.subjects.options import ImportOptions
from quorum.subjects.services import run_import, start_import
from tests.browser.campaigns import make_account
from tests.factories import PASSWORD
from tests.fixtures_processes import WebServer
from tests.real_data import real_data

pytestmark = pytest.mark.slow
FIELDS = 60
# Everybody sees every field once, and none asks for more than 40 votes.
VOLUNTEERS = 44


@pytest.fixture
def atlas(web_server: WebServer) -> Project:
    """Return a project over the real fields, with the published rule and an open round."""
    call_command("create_project", "atlas", "--title", "Atlas", "--guests")
    project = Project.objects.get(slug="atlas")
    import_run = start_import(
        project=project,
        kind="kaggle",
        folder=real_data("hpa_fields"),
        subject_set="real",
        options=ImportOptions(credit="Human Protein Atlas", licence="CC BY-SA 4.0"),
    )
    run_import(import_run)
    assert Import.objects.get().rows_added == FIELDS
    return project


def play(web_server: WebServer, environment: dict[str, str]) -> str:
    """Let the volunteers play to the end; return what the command says."""
    skills = real_data("project_discovery", "player_precision_recall.csv")
    command = programs.manage(
        *("simulate_volunteers", "atlas", "--url", web_server.url, "--skills", str(skills)),
        *("--volunteers", str(VOLUNTEERS), "--clients", "4"),
    )
    answer = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def download(url: str, email: str) -> list[dict[str, str]]:
    """Log in with the form and download the consensus."""
    with requests.Session() as session:
        session.get(f"{url}/accounts/login/")
        token = session.cookies["csrftoken"]
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        session.post(f"{url}/accounts/login/", data=form).raise_for_status()
        answer = session.get(f"{url}/api/v1/projects/atlas/downloads/consensus.csv")
        answer.raise_for_status()
        return list(csv.DictReader(answer.text.splitlines()))


def test_sixty_real_fields_are_labelled_until_all_are_retired(
    atlas: Project, web_server: WebServer, process_environment: dict[str, str]
) -> None:
    assert "0 subjects still open." in play(web_server, process_environment)
    tallies = SubjectRoundTask.objects.filter(project_id=atlas.pk)
    assert tallies.count() == FIELDS
    assert set(tallies.values_list("state", flat=True)) <= {"reached", "disputed"}
    assert all(12 <= n <= 40 for n in tallies.values_list("n", flat=True))

    counted = dict(
        Classification.objects.values("subject_id")
        .annotate(rows=Count("pk", filter=Q(counted=True)))
        .values_list("subject_id", "rows")
    )
    assert dict(tallies.values_list("subject_id", "n")) == counted
    repeats = Classification.objects.values("subject_id", "volunteer_id").annotate(rows=Count("pk"))
    assert not repeats.filter(rows__gt=1).exists()

    rows = download(web_server.url, make_account(project=atlas, role="scientist").email)
    assert len(rows) == FIELDS * 29
    reached = {row["external_id"] for row in rows if row["in_consensus"] == "true"}
    # How many are reached depends on who came first; about half of them is usual with these skills.
    assert len(reached) == tallies.filter(state="reached").count() > FIELDS / 4
    total = Classification.objects.count()
    print(f"{total} answers, {len(reached)} of {FIELDS} fields reached")
