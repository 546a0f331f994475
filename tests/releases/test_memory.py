"""Exports of many rows: time per row and memory, in constant space."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import connection

from quorum.projects.models import Project
from quorum.releases.services import DOWNLOADS
from quorum.selection.rounds import open_round
from tests.factories import make_project, make_subject, task_of, version_of
from tests.predicted import make_model, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SUBJECTS, VOLUNTEERS = 1000, 200
ALLOWED_GROWTH_MIB = 96
_VOLUNTEERS = """
insert into accounts_volunteer (public_id, kind, pseudonym, partner, partner_player, created_at)
select gen_random_uuid(), 'guest', 'volunteer-' || n, '', '', now() from generate_series(1, %s) n
"""
_SUBJECTS = """
insert into subjects_subject
    (public_id, project_id, external_id, subject_set_id, state, metadata, width, height, credit, licence,
     source, thumbnail, created_at)
select gen_random_uuid(), project_id, 'drawn-' || n, subject_set_id, 'active', '{"plate": "P1"}', 10, 10, '',
       '', '', '', now()
from subjects_subject, generate_series(1, %s) n
"""
_CLASSIFICATIONS = """
insert into classification
    (round_id, volunteer_id, project_id, workflow_version_id, task_id, subject_id, public_id, client_uuid,
     choice_ids, purpose, counted, strategy, blind, duration_ms, issued_at, received_at)
select %(round)s, v.id, %(project)s, %(version)s, %(task)s, s.id, gen_random_uuid(), gen_random_uuid(),
       (select array_agg(choice_id order by index) from projects_taskchoice
        where task_id = %(task)s and index in ((s.id + v.id) %% 10, v.id %% 7)),
       0, true, 'random', true, 1000, now(), now()
from subjects_subject s, accounts_volunteer v where s.project_id = %(project)s
"""


_PREDICTIONS = """
insert into learning_prediction (model_id, subject_id, run_id, probabilities, named, uncertainty, votes)
select %(model)s, s.id, %(run)s, (select array_agg(random()::real) from generate_series(1, 10)
                                   where s.id is not null),
       '{3}', '{0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1}', 0
from subjects_subject s where s.project_id = %(project)s
"""


@pytest.fixture
def project() -> Project:
    """200,000 classifications, made inside the database."""
    project = make_project("big")
    make_subject(project)
    with connection.cursor() as cursor:
        cursor.execute(_VOLUNTEERS, [VOLUNTEERS])
        cursor.execute(_SUBJECTS, [SUBJECTS - 1])
        round_ = open_round(workflow_version=version_of(project), actor=None)
        place = {
            "round": round_.pk,
            "project": project.pk,
            "version": round_.workflow_version_id,
            "task": task_of(project).pk,
        }
        cursor.execute(_CLASSIFICATIONS, place)
        cursor.execute("analyze")
    return project


def resident_mib() -> float:
    """Return what this process holds in memory, libraries written in C included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def test_memory_stays_flat_over_two_hundred_thousand_classifications(project: Project) -> None:
    stays_flat(project, *DOWNLOADS)


@pytest.mark.timeout(900)
def test_memory_stays_flat_over_predictions_of_a_hundred_thousand_subjects() -> None:
    project = make_project("big")
    make_subject(project)
    run = make_run(make_model(project))
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [100_000 - 1])
        open_round(workflow_version=version_of(project), actor=None)
        place = {"model": run.model_id, "run": run.pk, "project": project.pk}
        cursor.execute(_PREDICTIONS, place)
        cursor.execute("analyze")
    stays_flat(project, "predictions.csv", "predictions.parquet")


def stays_flat(project: Project, *names: str) -> None:
    for name in names:
        pieces = DOWNLOADS[name].write(project)
        size = len(next(pieces))
        before, most, started = resident_mib(), 0.0, time.perf_counter()
        for piece in pieces:
            size += len(piece)
            most = max(most, resident_mib() - before)
        seconds = time.perf_counter() - started
        print(f"{name}: {size / 2**20:.1f} MiB in {seconds:.1f} s, memory +{most:.0f} MiB")
        assert most < ALLOWED_GROWTH_MIB, name
