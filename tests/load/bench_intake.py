"""How many submissions per second does the intake take, next to what the database alone could?

Starts a PostgreSQL of its own (durable: every commit is flushed) and granian with two workers, lets 8
and then 64 clients submit over HTTP on 127.0.0.1, and in the same run measures pgbench doing one insert
and one update per transaction with as many clients, and the plain way: a request per transaction through
the ORM, without HTTP. Run as `python -m tests.load.bench_intake`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import tempfile
import time
from pathlib import Path

PGBENCH_SCRIPT = """
\\set subject random(1, 20000)
begin;
insert into peer_vote (subject_id, choice_ids, received_at) values (:subject, '{1,2}', now());
update peer_tally set n = n + 1, counts[3] = counts[3] + 1 where subject_id = :subject;
commit;
"""
PEER_TABLES = """
create table peer_vote (
    id bigserial primary key, subject_id bigint, choice_ids bigint[], received_at timestamptz);
create table peer_tally (subject_id bigint primary key, n int not null, counts int[] not null);
insert into peer_tally select s, 0, array_fill(0, array[29]) from generate_series(1, 20000) s;
"""


def main() -> None:
    """Print one line per number of clients."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=10.0)
    arguments.add_argument("--clients", type=int, nargs="+", default=[8, 64])
    arguments.add_argument("--subjects", type=int, default=20_000)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="quorum-bench-", dir="/var/tmp") as folder:
        # Open to the account that runs PostgreSQL for root, so that its data go when the folder goes.
        Path(folder).chmod(0o755)
        os.environ["QUORUM_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "quorum.config.settings.local"
        os.environ["QUORUM_LOG_LEVEL"] = "WARNING"
        os.environ.pop("DATABASE_URL", None)
        _run(Path(folder), options)


def _run(folder: Path, options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from quorum.config import postgres
    from tests.load.crowd import make_field

    with postgres.lease(folder / "postgres"):
        call_command("migrate", verbosity=0)
        field = make_field(subjects=options.subjects, volunteers=sum(options.clients))
        print(f"{options.subjects} subjects, {options.seconds:g} s each, 2 workers", flush=True)
        first = 0
        for clients in options.clients:
            _measure(folder, field, clients=clients, first=first, seconds=options.seconds)
            first += clients


def _measure(folder: Path, field: object, *, clients: int, first: int, seconds: float) -> None:
    from quorum.config import programs
    from quorum.config.ports import free_port
    from quorum.config.postgres.server import server_process
    from quorum.config.processes import Supervisor
    from tests.load.crowd import Field, play

    assert isinstance(field, Field)
    port = free_port()
    postmaster = server_process(folder / "postgres") or 0
    with Supervisor() as supervisor:
        web = supervisor.start(
            "web server", programs.web_server(host="127.0.0.1", port=port), log=folder / "web.log"
        )
        while not programs.answers(f"http://127.0.0.1:{port}/healthz"):
            web.check()
            time.sleep(0.05)
        asyncio.run(play(field, port=port, clients=clients, seconds=1.0, first=first))
        before = _cpu_seconds(web.pid), _cpu_seconds(postmaster), time.process_time()
        begin = time.monotonic()
        tape = asyncio.run(play(field, port=port, clients=clients, seconds=seconds, first=first))
        rate = len(tape.acknowledged) / (time.monotonic() - begin)
        after = _cpu_seconds(web.pid), _cpu_seconds(postmaster), time.process_time()
    web_us, database_us, client_us = (
        (late - early) / len(tape.acknowledged) * 1e6 for early, late in zip(before, after, strict=True)
    )
    peer = _pgbench(folder, clients=clients, seconds=seconds / 2)
    plain = _orm_transactions(field, seconds=seconds / 4)
    print(
        f"{clients:3d} clients: {rate:6.0f}/s  p50 {tape.quantile(0.5) * 1e3:5.1f} ms"
        f"  p99 {tape.quantile(0.99) * 1e3:5.1f} ms  failures {tape.failures or 'none'}\n"
        f"             CPU per vote: web {web_us:.0f} us, database {database_us:.0f} us,"
        f" client {client_us:.0f} us\n"
        f"             pgbench insert+update {peer:6.0f}/s (ratio {rate / peer:.2f}), "
        f"ORM transaction alone {plain:5.0f}/s (ratio {rate / plain:.1f})",
        flush=True,
    )


def _pgbench(folder: Path, *, clients: int, seconds: float) -> float:
    """Return the transactions per second of one insert and one update each."""
    from django.db import connection

    from quorum.config.postgres.binaries import find
    from quorum.config.postgres.placement import place

    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('peer_vote') is null")
        if cursor.fetchone() == (True,):
            cursor.execute(PEER_TABLES)
    script = folder / "peer.sql"
    script.write_text(PGBENCH_SCRIPT)
    database = connection.settings_dict
    binaries = find(account=place(folder / "postgres").account, major=None)
    answer = subprocess.run(
        [
            *(binaries.folder / "pgbench", "--no-vacuum", "--client", str(clients), "--jobs", "2"),
            *("--time", str(round(seconds)), "--protocol", "prepared", "--file", script),
            *("--host", database["HOST"], "--port", str(database["PORT"]), "--username", database["USER"]),
            database["NAME"],
        ],
        env={**os.environ, "PGPASSWORD": database["PASSWORD"]},
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = [line for line in answer.stdout.splitlines() if line.startswith("tps")]
    return float(line.split()[2])


def _orm_transactions(field: object, *, seconds: float) -> float:
    """Return how many votes per second one process stores through the ORM, one transaction each."""
    from django.db import transaction
    from django.utils import timezone

    from quorum.classifications.models import Classification, SubjectRoundTask
    from quorum.domain.identifiers import new_public_id
    from quorum.projects.models import Round
    from tests.load.crowd import Field

    assert isinstance(field, Field)
    round_ = Round.objects.get(pk=field.round_id)
    # Nobody who exists, and another one at each call, so that no subject was answered before.
    volunteer_id = -int(time.time() * 1000)
    subject_ids = SubjectRoundTask.objects.filter(round=round_).values_list("subject_id", flat=True)
    begin, done = time.monotonic(), 0
    for subject_id in list(subject_ids[:20_000]):
        if time.monotonic() - begin > seconds:
            break
        now = timezone.now()
        with transaction.atomic():
            waiting = SubjectRoundTask.objects.select_for_update()
            tally = waiting.get(round=round_, task=field.task_id, subject=subject_id)
            Classification.objects.create(
                round_id=round_.pk,
                volunteer_id=volunteer_id,
                project_id=round_.project_id,
                workflow_version_id=round_.workflow_version_id,
                task_id=field.task_id,
                subject_id=subject_id,
                public_id=new_public_id(),
                client_uuid=new_public_id(),
                choice_ids=[1, 2],
                purpose=0,
                counted=True,
                strategy="random",
                blind=True,
                issued_at=now,
                received_at=now,
            )
            tally.n += 1
            tally.counts[3] += 1
            tally.save(update_fields=["n", "counts"])
        done += 1
    return done / (time.monotonic() - begin)


def _cpu_seconds(root: int) -> float:
    """Return the processor time so far of a process and all that came from it and still live."""
    times: dict[int, tuple[int, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks = int(fields[11]) + int(fields[12])
        times[int(path.parent.name)] = int(fields[1]), ticks / os.sysconf("SC_CLK_TCK")
    total, family = 0.0, {root}
    while family:
        total += sum(times[pid][1] for pid in family if pid in times)
        family = {pid for pid, (parent, _) in times.items() if parent in family}
    return total


if __name__ == "__main__":
    main()
