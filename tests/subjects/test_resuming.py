"""Imports that are killed, stopped or run twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from quorum.projects.models import Project
from quorum.projects.services import FLUORESCENCE_CHANNELS, create_project
from quorum.subjects.errors import ImportRunning
from quorum.subjects.importing import lock_name
from quorum.subjects.models import Channel, Import, Subject
from quorum.subjects.selectors import is_stale
from quorum.subjects.services import run_import, start_import
from quorum.subjects.storage import verify
from tests.subjects.drawn import draw, write_field, write_png

ROWS = 60


@pytest.fixture
def shared_project(transactional_db: None) -> Project:
    """Return a project that other processes can see."""
    return create_project(slug="cells", title="Cells", channels=FLUORESCENCE_CHANNELS)


def start_command(folder: Path, environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    manage = str(settings.REPOSITORY / "manage.py")
    command = [sys.executable, manage, "import_subjects", "cells", str(folder), *options]
    return subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def wait_for_rows(number: int) -> None:
    deadline = time.monotonic() + 60
    while Subject.objects.count() < number:
        assert time.monotonic() < deadline, "the import does not get on"
        time.sleep(0.02)


def wait_until_let_go(import_run: Import) -> None:
    """Wait until PostgreSQL has noticed that the process is gone."""
    deadline = time.monotonic() + 30
    while not _lock_is_free(import_run):
        assert time.monotonic() < deadline, "the lock of a dead process stays"
        time.sleep(0.05)


def _lock_is_free(import_run: Import) -> bool:
    with other_session() as session:
        query = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
        row = session.execute(query, [lock_name(import_run)]).fetchone()
        return bool(row and row[0])


@contextmanager
def other_session() -> Iterator[psycopg.Connection]:
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        password=database["PASSWORD"],
        dbname=database["NAME"],
    ) as session:
        yield session


@pytest.mark.slow
def test_an_import_killed_twice_goes_on_and_loses_and_doubles_nothing(
    tmp_path: Path, shared_project: Project, process_environment: dict[str, str]
) -> None:
    for number in range(ROWS):
        write_field(tmp_path, f"f{number:03}", seed=number)
    (tmp_path / "f001_red.png").write_bytes(b"broken")
    for enough in (5, 20):
        process = start_command(tmp_path, process_environment)
        wait_for_rows(enough)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        [import_run] = Import.objects.all()
        assert import_run.state == "running"
        assert Subject.objects.count() < ROWS - 1
        wait_until_let_go(import_run)
    process = start_command(tmp_path, process_environment)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()
    [import_run] = Import.objects.all()
    assert (import_run.state, import_run.rows_total) == ("done", ROWS)
    assert (import_run.rows_added, import_run.rows_unchanged, import_run.rows_refused) == (ROWS - 1, 0, 1)
    assert import_run.problems.count() == 1
    assert Subject.objects.count() == ROWS - 1
    assert Channel.objects.count() == 4 * (ROWS - 1)
    for channel in Channel.objects.all():
        for name in (channel.original, channel.display, channel.thumbnail):
            verify(name)
    assert f"added{ROWS - 1:>15}" in output.decode()


def test_two_imports_of_the_same_images_at_once_add_each_of_them_once(
    tmp_path: Path, shared_project: Project, process_environment: dict[str, str]
) -> None:
    for number in range(ROWS):
        write_field(tmp_path, f"f{number:03}", seed=number)
    processes = [start_command(tmp_path, process_environment, "--subject-set", name) for name in ("one", "two")]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    runs = list(Import.objects.all())
    assert [import_run.state for import_run in runs] == ["done", "done"]
    assert sum(import_run.rows_added for import_run in runs) == ROWS
    assert sum(import_run.rows_unchanged for import_run in runs) == ROWS
    assert Subject.objects.count() == ROWS


def test_an_import_that_another_process_holds_is_left_alone(tmp_path: Path, shared_project: Project) -> None:
    write_field(tmp_path, "f")
    import_run = start_import(project=shared_project, kind="kaggle", folder=tmp_path, subject_set="first")
    with other_session() as session:
        session.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [lock_name(import_run)])
        with pytest.raises(ImportRunning):
            run_import(import_run)
        session.execute("SELECT pg_advisory_unlock_all()")
    assert run_import(import_run).rows_added == 1


@pytest.mark.django_db
def test_a_folder_that_changed_is_looked_at_from_the_start(tmp_path: Path, project: Project) -> None:
    write_field(tmp_path, "b")
    import_run = start_import(project=project, kind="kaggle", folder=tmp_path, subject_set="first")
    run_import(import_run)
    write_field(tmp_path, "a", seed=1)
    again = run_import(import_run)
    assert (again.rows_total, again.rows_added, again.rows_unchanged) == (2, 1, 1)


@pytest.mark.django_db
def test_running_a_finished_import_again_counts_nothing_twice(tmp_path: Path, project: Project) -> None:
    write_field(tmp_path, "a")
    write_png(tmp_path / "b_green.png", draw())
    import_run = start_import(project=project, kind="kaggle", folder=tmp_path, subject_set="first")
    first, second = run_import(import_run), run_import(import_run)
    assert (second.rows_added, second.rows_refused) == (first.rows_added, first.rows_refused) == (1, 1)
    assert second.problems.count() == 2


@pytest.mark.django_db
def test_an_import_without_a_sign_of_life_is_stale(tmp_path: Path, project: Project) -> None:
    import_run = start_import(project=project, kind="kaggle", folder=tmp_path, subject_set="first")
    import_run.state = Import.State.RUNNING
    import_run.heartbeat_at = timezone.now()
    assert not is_stale(import_run, now=timezone.now())
    assert is_stale(import_run, now=timezone.now() + timedelta(minutes=5))
    import_run.state = Import.State.DONE
    assert not is_stale(import_run, now=timezone.now() + timedelta(minutes=5))


@pytest.mark.django_db
def test_the_command_can_be_called_from_code(tmp_path: Path, project: Project) -> None:
    write_field(tmp_path, "a")
    call_command("import_subjects", "cells", str(tmp_path), verbosity=0)
    assert Subject.objects.get().subject_set.name == tmp_path.name
