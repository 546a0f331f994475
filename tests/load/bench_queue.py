"""How long do votes wait while a queue is put in a new order, and what does arranging it cost?

Starts a PostgreSQL of its own. A process commits votes through the intake's own transaction, some of which
retire their subject, and meanwhile the queue gets a new order: as the platform does it, beside the old one,
and for comparison by updating all positions in one transaction. Then the whole arranging is timed: reading
votes and predictions, joining, strategies, writing. Run as `python -m tests.load.bench_queue`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

CLASSES = 29
HOLDOUT = 1000
NEARLY = 0.2
"""Share of subjects that one more vote retires."""
UPDATE = """
update selection_queueentry q set position = new.place, strategy = 'other'
  from unnest(%s::bigint[], %s::float8[]) as new(subject_id, place)
 where q.round_id = %s and q.task_id = %s and q.generation = %s and q.subject_id = new.subject_id
"""


@dataclass(frozen=True)
class Answer:
    """One commit of votes: when it began, and the seconds until it was stored and the next image chosen."""

    at: float
    seconds: float


def main() -> None:
    """Print a line for each way, and one for the whole."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--subjects", type=int, default=100_000)
    arguments.add_argument("--votes", type=int, default=6, help="on each subject, before it begins")
    arguments.add_argument("--seconds", type=float, default=8.0, help="of quiet serving, to compare with")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="quorum-bench-", dir="/var/tmp") as folder:
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
    from django.db import connections

    from quorum.config import postgres

    with postgres.lease(folder / "postgres"):
        call_command("migrate", verbosity=0)
        of = _fill(options)
        connections.close_all()
        context = get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        stop = context.Event()
        crowd = context.Process(target=_vote, args=(of, stop, sender))
        crowd.start()
        phases = _phases(of, options)
        stop.set()
        answers = receiver.recv()
        crowd.join()
        _report(phases, answers)
        connections.close_all()


@dataclass(frozen=True)
class Phase:
    """What was done from `begin` to `end`, and the processor seconds of this process that it took."""

    name: str
    begin: float
    end: float
    cpu: float


def _phases(of: Any, options: argparse.Namespace) -> list[Phase]:
    time.sleep(3.0)
    return [
        _timed("nothing", lambda: time.sleep(options.seconds)),
        _timed("beside the old order", lambda: _swap(of)),
        _timed("in one transaction", lambda: _update(of)),
        _timed("all of arranging", lambda: _arrange(of)),
        _timed("all of it again", lambda: _arrange(of)),
    ]


def _timed(name: str, act: Callable[[], None]) -> Phase:
    begin, cpu = time.monotonic(), time.process_time()
    act()
    return Phase(name, begin, time.monotonic(), time.process_time() - cpu)


def _swap(of: Any) -> None:
    from quorum.selection.orders import Places, begin_order, put_in_force, waiting_ids, write_order

    generation = begin_order(of)
    ids = waiting_ids(of)
    Random(1).shuffle(ids)
    many = len(ids)
    places = Places(ids, ["other"] * many, [None] * many, [True] * many, ["Because."] * many)
    write_order(of, generation, places)
    put_in_force(of, generation, front=200, places=many)


def _update(of: Any) -> None:
    from django.db import connection, transaction

    from quorum.selection.models import QueueOrder
    from quorum.selection.orders import waiting_ids

    ids = waiting_ids(of)
    Random(2).shuffle(ids)
    order = QueueOrder.objects.get(round_id=of.round_id, task_id=of.task_id)
    places = [place / len(ids) for place in range(len(ids))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPDATE, [ids, places, of.round_id, of.task_id, order.generation])


def _arrange(of: Any) -> None:
    from quorum.learning.arranging import arrange_queue
    from quorum.projects.models import Task

    begin = time.monotonic()
    arrangement = arrange_queue(task=Task.objects.get(pk=of.task_id), by=None)
    print(
        f"arranged {arrangement.entries} by {arrangement.method} in {time.monotonic() - begin:.1f} s: "
        f"{arrangement.counts}",
        flush=True,
    )


def _report(phases: list[Phase], answers: list[Answer]) -> None:
    for phase in phases:
        met = [one for one in answers if phase.begin <= one.at + one.seconds and one.at <= phase.end]
        own, took = sorted(one.seconds * 1e3 for one in met), phase.end - phase.begin
        print(
            f"{phase.name:22s} {took:6.1f} s ({phase.cpu:5.1f} s of this process): "
            f"{len(own) / took:5.0f} commits/s  p50 {own[len(own) // 2]:6.1f} ms  "
            f"p99 {own[int(len(own) * 0.99)]:7.1f} ms  longest {own[-1]:7.1f} ms"
        )


def _vote(of: Any, stop: Any, sender: Connection) -> None:
    """Commit one vote after the other until told to stop; each commit brings its volunteer's next image."""
    from django.utils import timezone

    from quorum.accounts.models import Volunteer
    from quorum.intake.batch import commit_batch
    from quorum.intake.database import connect
    from quorum.selection.services import next_assignments

    rng, answers = Random(3), []
    connection = connect()
    for volunteer in Volunteer.objects.order_by("-pk").iterator():
        found = next_assignments(
            volunteer_id=volunteer.pk, round_id=of.round_id, task_id=of.task_id, count=1,
            now=timezone.now(), rng=rng,
        )  # fmt: skip
        for _ in range(20):
            if stop.is_set() or not found:
                break
            begin = time.monotonic()
            [receipt] = commit_batch(connection, [_answer(found[0])], now=timezone.now(), rng=rng)
            answers.append(Answer(begin, time.monotonic() - begin))
            found = [assignment for assignment, _ in receipt.assignments]  # type: ignore[union-attr]
        if stop.is_set():
            break
    connection.close()
    sender.send(answers)


def _answer(assignment: Any) -> Any:
    from django.utils import timezone

    from quorum.classifications.task_cards import task_card
    from quorum.domain.identifiers import new_public_id
    from quorum.intake.submission import Submission, Vote

    index, choice_id = task_card(assignment.task_id).choices["c0"]
    submission = Submission(client_uuid=new_public_id(), ticket="", choices=["c0"], want=1)
    return Vote(
        new_public_id(), assignment.volunteer_id, assignment, submission, [index], [choice_id], [],
        timezone.now(),
    )  # fmt: skip


def _fill(options: argparse.Namespace) -> Any:
    """Make a queue with votes, a hold-out and a live model's predictions, and a loop; return the queue."""
    from quorum.learning.models import Loop
    from quorum.projects.models import Round, Task
    from quorum.selection.orders import Queue
    from tests.load.crowd import make_field
    from tests.load.queue_rows import write_holdout, write_predictions, write_votes

    field = make_field(subjects=options.subjects, volunteers=4000)
    task = Task.objects.get(pk=field.task_id)
    round_ = Round.objects.get(pk=field.round_id)
    rng = np.random.default_rng(5)
    truth = rng.random((options.subjects, CLASSES)) < np.geomspace(0.3, 0.003, CLASSES)
    write_votes(round_, task, truth, votes=options.votes, nearly=NEARLY, rng=rng)
    write_holdout(task, truth[:HOLDOUT])
    write_predictions(task, truth, rng=rng)
    Loop.objects.create(task=task, project=task.project, is_on=True)
    print(f"{options.subjects} subjects with {options.votes} votes each, {CLASSES} classes", flush=True)
    return Queue(task.project_id, round_.pk, task.pk)


if __name__ == "__main__":
    main()
