from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from quorum.config import postgres, programs
from quorum.config.ports import free_port
from quorum.config.postgres.server import server_process
from quorum.config.processes import Child, Supervisor
from tests.load.crowd import Field, Tape, play

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]

CLIENTS = 24
# What a client may see while servers die and come back; everything else is a mistake of ours.
PASSING = {"ConnectionRefusedError", "ConnectionResetError", "IncompleteReadError", "BrokenPipeError"}
PASSING |= {"intake_unavailable", "ConnectionError"}
COUNTS_DIFFER = """
with counted as (
    select round_id, task_id, subject_id, count(*) as n,
           (select array_agg((select count(*) from classification c join lateral unnest(c.choice_ids) as chosen
                                  on chosen = t.choice_id
                               where c.counted and c.subject_id = v.subject_id and c.round_id = v.round_id)
                             order by t.index)
              from projects_taskchoice t where t.task_id = v.task_id) as counts
      from classification v where counted group by round_id, task_id, subject_id)
select count(*)
  from classifications_subjectroundtask tally left join counted using (round_id, task_id, subject_id)
 where tally.n <> coalesce(counted.n, 0) or tally.counts <> coalesce(counted.counts::int[], tally.counts)
"""


@dataclass
class Theatre:
    """A PostgreSQL and a web server of this test's own, both durable, and a field to play on."""

    folder: Path
    port: int
    field: Field
    supervisor: Supervisor
    web: Child

    def start_web(self) -> None:
        self.web = start_web(self.supervisor, self.folder, self.port)

    def kill_database(self) -> None:
        process = server_process(self.folder / "postgres")
        assert process is not None
        os.kill(process, signal.SIGKILL)

    def kill_workers(self) -> int:
        """Kill the processes that granian answers requests with; return how many."""
        workers = children_of(self.web.pid)
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        return len(workers)

    def stored(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(postgres.embedded_url(self.folder / "postgres"))


def children_of(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


def start_web(supervisor: Supervisor, folder: Path, port: int) -> Child:
    command = programs.web_server(host="127.0.0.1", port=port)
    log = folder / f"web-{len(list(folder.glob('web-*.log')))}.log"
    web = supervisor.start("web server", command, log=log, environment=environment(folder))
    while not programs.answers(f"http://127.0.0.1:{port}/healthz"):
        web.check()
        time.sleep(0.05)
    return web


def environment(folder: Path) -> dict[str, str]:
    return {
        "QUORUM_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "quorum.config.settings.local",
        "DATABASE_URL": "",
        "QUORUM_LOG_LEVEL": "WARNING",
    }


@pytest.fixture
def theatre() -> Iterator[Theatre]:
    with tempfile.TemporaryDirectory(prefix="quorum-faults-", dir="/var/tmp") as name:
        folder = Path(name)
        # Open to the account that runs PostgreSQL for root, so that its data go when the folder goes.
        folder.chmod(0o755)
        with postgres.lease(folder / "postgres"), Supervisor() as supervisor:
            printed = subprocess.run(
                [sys.executable, "-m", "tests.faults.ground", "3000", str(CLIENTS)],
                env=os.environ | environment(folder),
                capture_output=True,
                text=True,
                check=False,
            )
            assert printed.returncode == 0, printed.stderr
            field, port = Field(**json.loads(printed.stdout)), free_port()
            web = start_web(supervisor, folder, port)
            yield Theatre(folder, port, field, supervisor, web)


def playing(theatre: Theatre, pool: ThreadPoolExecutor, seconds: float) -> Future[Tape]:
    return pool.submit(
        lambda: asyncio.run(play(theatre.field, port=theatre.port, clients=CLIENTS, seconds=seconds))
    )


def check_nothing_was_lost(theatre: Theatre, tape: Tape) -> None:
    logs = "".join(log.read_text(errors="replace") for log in sorted(theatre.folder.glob("web-*.log")))
    assert set(tape.failures) <= PASSING, f"{tape.failures}\n{logs[-3000:]}"
    with theatre.stored() as connection:
        found = connection.execute("select client_uuid::text from classification").fetchall()
        stored = {name for (name,) in found}
        assert len(stored) == len(found)
        lost = set(tape.acknowledged) - stored
        assert not lost, f"{len(lost)} of {len(tape.acknowledged)} acknowledged votes are lost"
        # A client waits for each answer, so at most its last one can be stored without its knowing.
        assert len(stored) - len(tape.acknowledged) <= CLIENTS
        assert connection.execute(COUNTS_DIFFER).fetchone() == (0,)
        facts = connection.execute("select sum(jsonb_array_length(payload)) from intake_outboxevent").fetchone()
        assert facts == (len(stored),)
    print(
        f"{len(tape.acknowledged)} acknowledged, 0 lost; stored before an answer got lost: {tape.found_stored}"
    )
    print(f"failed tries: {tape.failures}")


def test_no_acknowledged_vote_is_lost_when_database_and_web_server_are_killed(theatre: Theatre) -> None:
    with ThreadPoolExecutor(1) as pool:
        played = playing(theatre, pool, seconds=18)
        time.sleep(3)
        theatre.kill_database()
        time.sleep(1)
        postgres.ensure_running(theatre.folder / "postgres")
        time.sleep(3)
        assert theatre.kill_workers() == 2
        time.sleep(4)
        os.killpg(theatre.web.pid, signal.SIGKILL)
        time.sleep(0.5)
        theatre.start_web()
        tape = played.result()
    assert {"intake_unavailable", "ConnectionRefusedError"} <= set(tape.failures)
    assert len(tape.acknowledged) > 10 * CLIENTS
    check_nothing_was_lost(theatre, tape)


def test_a_polite_stop_answers_what_is_under_way(theatre: Theatre) -> None:
    with ThreadPoolExecutor(1) as pool:
        played = playing(theatre, pool, seconds=8)
        time.sleep(3)
        theatre.supervisor.release(theatre.web)
        theatre.start_web()
        tape = played.result()
    assert tape.found_stored == 0
    check_nothing_was_lost(theatre, tape)
