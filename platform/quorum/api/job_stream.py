"""News of a project's jobs as they come, as server-sent events.

A viewer holds one thread of the web server, so a process has few of them, each for a minute; the browser comes
again by itself. The database is asked once a second for all viewers of a process together. A process that is
to stop ends all its streams at once.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from weakref import WeakSet

from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from quorum.api.errors import ErrorAnswer, answers_errors
from quorum.api.jobs import DENIED, JobAnswer
from quorum.api.permissions import ANY_ROLE, require_role
from quorum.api.stopping import STOPPING
from quorum.domain.errors import OurFault
from quorum.learning.selectors import jobs_in_the_news

VIEWERS_AT_MOST = 8
"""Of the 32 threads of a process."""
LIFETIME_S = 60.0
KEEP_ALIVE_S = 3.0
"""Also how soon it is noticed that a viewer has gone."""
PERIOD_S = 1.0
RECONNECT_MS = 1000
ENDED_WITHIN = timedelta(minutes=2)
OVERLAP = timedelta(seconds=10)
"""An end may be committed so long after the moment it names; news that come twice change nothing."""


class TooManyViewers(OurFault):
    """So many people watch jobs through this process that it has no thread left for another."""

    code = "too_many_viewers"


@dataclass(frozen=True)
class News:
    """A job as viewers are told of it; two that are equal need not be told twice."""

    id: UUID
    ended_at: datetime | None
    text: str


@dataclass(frozen=True)
class Edition:
    """What was known of the jobs of some projects, by their keys, at one moment."""

    at: datetime
    jobs: dict[int, list[News]]


class NewsDesk:
    """What this process knows of the jobs of the projects that it has viewers for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Weak: a viewer whose answer was never sent and never closed does not keep its place.
        self._viewers: WeakSet[JobStream] = WeakSet()
        self._last = Edition(timezone.now(), {})
        self._read_at = 0.0

    def enter(self, viewer: JobStream) -> None:
        """Take a place; raises TooManyViewers."""
        with self._lock:
            if len(self._viewers) >= VIEWERS_AT_MOST:
                raise TooManyViewers("Too many people watch jobs just now; ask again in a moment.")
            self._viewers.add(viewer)

    def leave(self, viewer: JobStream) -> None:
        """Give the place back, once or more often."""
        with self._lock:
            self._viewers.discard(viewer)

    def edition_for(self, project: int) -> Edition:
        """Return a project's jobs that have not ended, or have lately; at most a second old."""
        with self._lock:
            if project not in self._last.jobs or time.monotonic() - self._read_at >= PERIOD_S:
                self._last = self._read({viewer.project for viewer in self._viewers} | {project})
                self._read_at = time.monotonic()
            return self._last

    def _read(self, projects: set[int]) -> Edition:
        close_old_connections()
        last = Edition(timezone.now(), {project: [] for project in projects})
        for job in jobs_in_the_news(projects=projects, ended_since=last.at - ENDED_WITHIN):
            text = json.dumps(JobAnswer(job).data, cls=DjangoJSONEncoder, separators=(",", ":"))
            last.jobs[job.project_id].append(News(job.public_id, job.ended_at, text))
        return last


class JobStream:
    """The events for one viewer, as the web server asks for them; an iterator that must be closed."""

    def __init__(self, desk: NewsDesk, project: int, *, since: datetime) -> None:
        self.project = project
        self._desk = desk
        self._since = since
        self._told: dict[UUID, str] = {}
        self._open: set[UUID] | None = None
        self._ends_at = time.monotonic() + LIFETIME_S
        self._spoke_at = 0.0
        desk.enter(self)

    def __iter__(self) -> JobStream:
        return self

    def __next__(self) -> bytes:
        """Return the next event, or a sign of life, once there is one."""
        while time.monotonic() < self._ends_at and not STOPPING.is_set():
            try:
                said = self._event()
            except (OperationalError, InterfaceError):
                break  # The viewer comes again and is told then, if the database is not back.
            if not said and time.monotonic() - self._spoke_at > KEEP_ALIVE_S:
                said = ": still here\n\n"
            if said:
                self._spoke_at = time.monotonic()
                return said.encode()
            STOPPING.wait(PERIOD_S)
        self.close()
        raise StopIteration

    def close(self) -> None:
        """End; also when the viewer has gone."""
        self._ends_at = 0.0
        self._desk.leave(self)

    def _event(self) -> str:
        """Return what has changed since the last event; nothing for nothing."""
        edition = self._desk.edition_for(self.project)
        news = edition.jobs[self.project]
        is_open = {one.id for one in news if one.ended_at is None}
        changed = {one.id for one in news if self._told.get(one.id) != one.text and self._matters(one)}
        if is_open == self._open and not changed:
            return ""
        first = self._open is None
        self._open = is_open
        self._told |= {one.id: one.text for one in news if one.id in changed}
        jobs = ",".join(one.text for one in news if one.id in is_open | changed)
        head = f"retry: {RECONNECT_MS}\n" if first else ""
        moment = json.dumps(edition.at, cls=DjangoJSONEncoder)
        number = int(edition.at.timestamp() * 1000)
        return f'{head}id: {number}\ndata: {{"at":{moment},"jobs":[{jobs}]}}\n\n'

    def _matters(self, one: News) -> bool:
        return one.ended_at is None or one.ended_at >= self._since


_desk = NewsDesk()


@extend_schema(
    responses={(200, "text/event-stream"): OpenApiTypes.STR, 503: ErrorAnswer} | DENIED, tags=["learning"]
)
@require_GET
@answers_errors
def job_stream(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send all jobs that have not ended, and those that ended since the last event, whenever one changes."""
    project = require_role(request, slug, *ANY_ROLE)
    stream = JobStream(_desk, project.pk, since=_last_heard(request) - OVERLAP)
    answer = StreamingHttpResponse(stream, content_type="text/event-stream; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache, no-transform"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _last_heard(request: HttpRequest) -> datetime:
    """Return the moment of the last event that the viewer has; now for a new one, or for an id of nobody's."""
    try:
        return datetime.fromtimestamp(int(request.headers["Last-Event-ID"]) / 1000, UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return timezone.now()
