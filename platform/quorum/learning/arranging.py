"""Arranging a queue: what is known of its subjects, who comes next and why, who needs no more votes.

Compiles numeric code: for workers and commands, not for the web processes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from django.db import connection, transaction
from django.utils import timezone
from numpy.typing import NDArray

from quorum.accounts.models import User
from quorum.audit import services as audit
from quorum.domain.acquisition.mixture import Arrangement as Order
from quorum.domain.acquisition.mixture import Mixture, arrange
from quorum.domain.acquisition.registry import DEFAULT_FALLBACK, make_mixture
from quorum.learning.errors import ArrangementRunning
from quorum.learning.joining import join
from quorum.learning.models import Arrangement, Loop
from quorum.learning.placing import candidates_of, places_of, random_places
from quorum.learning.posteriors import blind_subjects, keep_posteriors
from quorum.learning.subjects_known import RoundTallies, subjects_known
from quorum.projects.models import Round, Task
from quorum.selection.errors import NoRoundOpen
from quorum.selection.orders import Places, Queue, begin_order, put_in_force, votes_in, waiting_ids, write_order
from quorum.selection.settling import reopen, settle

Booleans = NDArray[np.bool_]
Method = Arrangement.Method
FOUND_LATER = ("entries", "counts", "replaced", "blind", "settled")


def arrange_queue(*, task: Task, by: User | None, seed: int | None = None) -> Arrangement:
    """Put the queue of a task's open round in order, as its loop says, and serve it so from then on.

    A loop that is off gets a random order. What retires or comes in meanwhile is heeded; until the end, and if
    this process dies before, the old order is served. Audited. Raises NoRoundOpen, ArrangementRunning while
    another process does the same, and what reading and joining raise.
    """
    stored = Loop.objects.filter(task=task).select_related("task").first()
    loop = stored or Loop(task=task, project=task.project)
    with _held(task):
        of = open_queue(task)
        work = _Work(loop, of, by, secrets.randbits(31) if seed is None else seed)
        generation = begin_order(of)
        arrangement = _arranged(work, generation) if loop.is_on else _scattered(work, generation)
        with transaction.atomic():
            arrangement.in_force_at = timezone.now()
            arrangement.save(update_fields=[*FOUND_LATER, "in_force_at"])
            Loop.objects.filter(task=task).update(arranged_at=arrangement.in_force_at)
            audit.record(
                "queue.arranged",
                arrangement,
                actor=by,
                method=arrangement.method,
                entries=arrangement.entries,
                settled=arrangement.settled,
            )
    return arrangement


def mixture_of(loop: Loop) -> Mixture:
    """Return the strategies of a loop with their shares; raises StrategyUnknown and MixtureInvalid."""
    return make_mixture(loop.shares, exploration=loop.exploration, fallback=DEFAULT_FALLBACK)


def open_queue(task: Task) -> Queue:
    """Return the queue of a task in its open round; raises NoRoundOpen."""
    found = Round.objects.filter(workflow_version_id=task.workflow_version_id, state=Round.State.OPEN).first()
    if found is None:
        raise NoRoundOpen("Only the queue of an open round can be put in order.")
    return Queue(found.project_id, found.pk, task.pk)


@dataclass(frozen=True)
class _Work:
    """One arranging: of which queue, for which loop, for whom, and drawn by which seed."""

    loop: Loop
    of: Queue
    by: User | None
    seed: int

    def arrangement(self, **found: object) -> Arrangement:
        """Write down that it has begun, with what was found."""
        return Arrangement.objects.create(
            project_id=self.of.project_id,
            round_id=self.of.round_id,
            task_id=self.of.task_id,
            shares=self.loop.shares,
            exploration=self.loop.exploration,
            seed=self.seed,
            requested_by=self.by,
            **found,
        )


def _arranged(work: _Work, generation: int) -> Arrangement:
    """Arrange a queue by its loop's strategies."""
    loop, of, rng = work.loop, work.of, np.random.default_rng(work.seed)
    mixture = mixture_of(loop)
    votes, known = votes_in(of), subjects_known(loop=loop, of=of)
    joined = join(known, loop)
    if joined.method == Method.RANDOM:
        return _scattered(work, generation)
    tallies, is_enough = known.tallies, joined.verdict.enough
    blind = blind_subjects(
        task=known.task, subject_ids=tallies.subject_ids, exploration=loop.exploration, rng=rng
    )
    arrangement = work.arrangement(
        generation=generation,
        method=joined.method,
        model=joined.model,
        front=_front(loop, of, votes),
        votes=votes,
        entries=int(tallies.waiting.sum()),
        enough=int((is_enough & tallies.waiting).sum()),
    )
    keep_posteriors(arrangement=arrangement, known=known, joined=joined, blind=blind, now=timezone.now())
    can_stop = is_enough & ~blind & ~known.held & loop.stops_early
    waiting = _settle(of, tallies, can_stop)
    arrangement.settled = int((tallies.waiting & ~waiting).sum())
    rows = np.flatnonzero(waiting)
    order = arrange(candidates_of(known, joined, rows), mixture, rng, blind=blind[rows])
    _note(arrangement, order)
    _serve(arrangement, of, places_of(order, known, joined, rows), front=arrangement.front)
    return arrangement


def _settle(of: Queue, tallies: RoundTallies, can_stop: Booleans) -> Booleans:
    """Retire subjects that need no more votes, reopen settled ones that do; return who waits, (subjects,)."""
    ids = tallies.subject_ids
    rows = np.flatnonzero(tallies.waiting & can_stop)
    settled = settle(of, subject_ids=ids[rows].tolist(), n=tallies.n[rows].tolist())
    back = np.flatnonzero(tallies.settled & ~can_stop)
    reopened = reopen(of, subject_ids=ids[back].tolist())
    return np.asarray((tallies.waiting & ~np.isin(ids, settled)) | np.isin(ids, reopened))


def _note(arrangement: Arrangement, order: Order) -> None:
    """Note which strategies placed how many subjects."""
    counts = np.bincount(order.placed_by, minlength=len(order.strategies)).tolist()
    arrangement.counts = dict(zip(order.strategies, counts, strict=True))
    arrangement.replaced = [
        {"strategy": one.strategy, "by": one.by, "lacking": [each.value for each in one.lacking]}
        for one in order.replaced
    ]


def _scattered(work: _Work, generation: int) -> Arrangement:
    """Put a queue in random order, to be served from anywhere."""
    of, rng = work.of, np.random.default_rng(work.seed)
    # Read after the order was begun: who comes in later is put into it.
    waiting = rng.permutation(np.array(waiting_ids(of), np.int64))
    arrangement = work.arrangement(
        generation=generation, method=Method.RANDOM, front=1, votes=votes_in(of), entries=len(waiting)
    )
    _serve(arrangement, of, random_places(waiting.tolist()), front=None)
    return arrangement


def _serve(arrangement: Arrangement, of: Queue, places: Places, *, front: int | None) -> None:
    arrangement.blind = sum(places.blind)
    write_order(of, arrangement.generation, places)
    arrangement.entries = put_in_force(of, arrangement.generation, front=front, places=len(places))


def _front(loop: Loop, of: Queue, votes: int) -> int:
    """Return how many places are served alike: as many as there are votes between two arrangements.

    With fewer, the first subjects would have many votes before anybody looks at the first of them.
    """
    last = last_in_force(of)
    return max(loop.front, votes - last.votes if last is not None else 0)


def last_in_force(of: Queue) -> Arrangement | None:
    """Return the last arrangement of a queue that came into force."""
    found = Arrangement.objects.filter(round_id=of.round_id, task_id=of.task_id, in_force_at__isnull=False)
    return found.order_by("-pk").first()


@contextmanager
def _held(task: Task) -> Iterator[None]:
    """Hold the arranging of a task for this database session; PostgreSQL lets go when the process dies."""
    name = f"quorum.arranging.{task.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise ArrangementRunning("This queue is being put in order already.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
