"""The writer: one thread per process that commits votes in batches, for all requests that wait.

A request hands its vote over and sleeps until the commit that holds it. While one commit runs, the
next batch gathers by itself: under light load a batch is one vote, under heavy load as many as wait.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from queue import Empty, SimpleQueue
from random import Random
from threading import Lock, Thread

import psycopg
from django.conf import settings
from django.utils import timezone

from quorum.domain.errors import QuorumError
from quorum.intake.batch import commit_batch
from quorum.intake.database import connect
from quorum.intake.errors import IntakeFailed, IntakeUnavailable
from quorum.intake.handout import Receipt
from quorum.intake.standing import Connection
from quorum.intake.submission import Vote

logger = logging.getLogger(__name__)

# The connection is gone, or the server gave up on the statement: the batch may be tried again,
# because a vote that was committed after all is then found as a repeat.
PASSING = (psycopg.OperationalError, psycopg.InterfaceError)


class _Waiting:
    """A vote whose request sleeps; a bare lock wakes it, far cheaper than an Event."""

    __slots__ = ("_done", "outcome", "vote")

    def __init__(self, vote: Vote) -> None:
        self.vote = vote
        self.outcome: Receipt | QuorumError | None = None
        self._done = Lock()
        self._done.acquire()

    def finish(self, outcome: Receipt | QuorumError) -> None:
        self.outcome = outcome
        self._done.release()

    def wait(self, timeout_s: float) -> Receipt:
        if not self._done.acquire(timeout=timeout_s) or self.outcome is None:
            raise IntakeUnavailable()
        if isinstance(self.outcome, QuorumError):
            raise self.outcome
        return self.outcome


class Writer:
    """Commits votes on a connection and a thread of its own; both begin with the first vote."""

    def __init__(self, open_connection: Callable[[], Connection]) -> None:
        self._open_connection = open_connection
        self._rng = Random()
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget thread and connection: a forked child has no thread, and must not share the connection."""
        self._connection: Connection | None = None
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._starting = Lock()
        self._rng.seed()

    def submit(self, vote: Vote) -> Receipt:
        """Return the receipt once the vote is committed; raise its refusal, or IntakeUnavailable.

        After IntakeUnavailable the vote may or may not be stored; submitting it again is safe.
        """
        waiting = _Waiting(vote)
        # In this order, so that a vote handed over while the thread ends is found by `stop`.
        self._waiting.put(waiting)
        self._start()
        return waiting.wait(settings.INTAKE_TIMEOUT_S)

    def stop(self) -> None:
        """Commit what waits, close the connection and end the thread."""
        with self._starting:
            if self._thread is not None and self._thread.is_alive():
                self._waiting.put(None)
                self._thread.join()
            self._thread = None
            while not self._waiting.empty():
                first = self._waiting.get()
                if first is not None:
                    self._answer(self._gather(first)[0])
            self._disconnect()

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = Thread(target=self._run, name="intake-writer", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, is_last = self._gather(first)
            self._answer(batch)
            if is_last:
                break
        self._disconnect()

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Return all that wait by now, up to the limit, and whether the writer was told to stop."""
        batch = [first]
        while len(batch) < settings.INTAKE_BATCH_LIMIT:
            try:
                waiting = self._waiting.get_nowait()
            except Empty:
                break
            if waiting is None:
                return batch, True
            batch.append(waiting)
        return batch, False

    def _answer(self, batch: list[_Waiting]) -> None:
        try:
            outcomes = self._commit_twice([waiting.vote for waiting in batch])
        except PASSING as error:
            logger.error("The database is not available; %d votes are turned away: %s", len(batch), error)
            outcomes = [IntakeUnavailable()] * len(batch)
        except Exception:
            # Something in the batch cannot be stored. Whoever shares a commit with it must not suffer.
            logger.exception("A batch of %d votes failed; trying them one by one.", len(batch))
            outcomes = [self._commit_alone(waiting.vote) for waiting in batch]
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.finish(outcome)

    def _commit_twice(self, votes: list[Vote]) -> list[Receipt | QuorumError]:
        try:
            return self._commit(votes)
        except PASSING as error:
            logger.warning("Trying %d votes again on a fresh connection: %s", len(votes), error)
            self._disconnect()
            return self._commit(votes)

    def _commit_alone(self, vote: Vote) -> Receipt | QuorumError:
        try:
            return self._commit([vote])[0]
        except PASSING:
            self._disconnect()
            return IntakeUnavailable()
        except Exception:
            logger.exception("A vote cannot be stored: %s", vote)
            self._disconnect()
            return IntakeFailed("This submission cannot be stored; the fault is ours and was noted.")

    def _commit(self, votes: list[Vote]) -> list[Receipt | QuorumError]:
        if self._connection is None:
            self._connection = self._open_connection()
        return commit_batch(self._connection, votes, now=timezone.now(), rng=self._rng)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


shared_writer = Writer(connect)
"""The writer of this process."""

os.register_at_fork(after_in_child=shared_writer.begin_anew)
