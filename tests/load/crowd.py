"""A crowd for load and fault tests: a project made for it, and clients that submit as fast as they can."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.utils import timezone

from quorum.accounts.identity import seal_volunteer
from quorum.accounts.models import Volunteer
from quorum.selection.assignments import seal
from quorum.selection.rounds import open_round
from quorum.selection.services import next_assignments
from quorum.subjects.models import Subject, SubjectSet
from tests.factories import make_project, task_of, version_of

PATIENCE_S = 30.0


@dataclass(frozen=True)
class Field:
    """An open round over many subjects, with each volunteer's key and the ticket that they answer next."""

    round_id: int
    task_id: int
    keys: list[str]
    tickets: list[str]


def make_field(*, subjects: int, volunteers: int, choices: int = 29, maximum_choices: int = 5) -> Field:
    """Make rows only, no image files; the rule is the published one: 12 to 40 votes."""
    project = make_project(choices=choices, maximum_choices=maximum_choices, minimum_votes=12, maximum_votes=40)
    subject_set = SubjectSet.objects.create(project=project, name="crowd")
    made = (
        Subject(project=project, external_id=f"crowd-{number}", subject_set=subject_set, width=64, height=64)
        for number in range(subjects)
    )
    Subject.objects.bulk_create(made, batch_size=2000)
    round_id = open_round(workflow_version=version_of(project), actor=None).pk
    task_id = task_of(project).pk
    crowd = Volunteer.objects.bulk_create(
        Volunteer(kind=Volunteer.Kind.GUEST, pseudonym=f"{project.slug}-{number}")
        for number in range(volunteers)
    )
    return Field(
        round_id,
        task_id,
        keys=[seal_volunteer(volunteer.pk) for volunteer in crowd],
        tickets=[_first_ticket(volunteer.pk, round_id, task_id) for volunteer in crowd],
    )


def _first_ticket(volunteer_id: int, round_id: int, task_id: int) -> str:
    [assignment] = next_assignments(
        volunteer_id=volunteer_id,
        round_id=round_id,
        task_id=task_id,
        count=1,
        now=timezone.now(),
        rng=Random(volunteer_id),
    )
    return seal(assignment)


@dataclass
class Tape:
    """What the clients saw: acknowledged client UUIDs, seconds per answer, and failed tries by kind.

    `found_stored` counts second tries that turned out to have been stored the first time.
    """

    acknowledged: list[str] = field(default_factory=list)
    found_stored: int = 0
    seconds: list[float] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)

    def fail(self, kind: str) -> None:
        """Count one failed try."""
        self.failures[kind] = self.failures.get(kind, 0) + 1

    def quantile(self, share: float) -> float:
        """Return the seconds under which that share of the answers came."""
        return sorted(self.seconds)[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


async def play(field_: Field, *, port: int, clients: int, seconds: float, first: int = 0) -> Tape:
    """Let clients (volunteers first, first + 1, …) submit one after the other until the time is up."""
    tape, deadline = Tape(), time.monotonic() + seconds
    await asyncio.gather(
        *(_client(field_, number, port, deadline, tape) for number in range(first, first + clients))
    )
    return tape


async def _client(field_: Field, number: int, port: int, deadline: float, tape: Tape) -> None:
    """Submit, and submit the same again after any failure that may pass, as a browser does."""
    key = field_.keys[number]
    line, choices = _Line(port, key), Random(key)
    while time.monotonic() < deadline:
        client_uuid = str(uuid.uuid4())
        body = {
            "client_uuid": client_uuid,
            "ticket": field_.tickets[number],
            "choices": [f"c{index}" for index in choices.sample(range(29), choices.randint(1, 3))],
            "duration_ms": 4000,
            "client_at": "2026-03-01T10:00:00Z",
            "context": {"client": "crowd"},
            "want": 1,
        }
        answer = await _insist(line, json.dumps(body).encode(), deadline, tape)
        if answer is None:
            break
        tape.acknowledged.append(client_uuid)
        if not answer["assignments"]:
            break
        field_.tickets[number] = answer["assignments"][0]["ticket"]
    line.close()


async def _insist(line: _Line, body: bytes, deadline: float, tape: Tape) -> dict[str, Any] | None:
    while True:
        begin = time.perf_counter()
        try:
            status, answer = await asyncio.wait_for(line.post(body), PATIENCE_S)
        except (OSError, EOFError, TimeoutError) as error:
            status, answer = 0, {}
            tape.fail(type(error).__name__)
            line.close()
        if status in {200, 201}:
            tape.seconds.append(time.perf_counter() - begin)
            tape.found_stored += status == 200
            return answer
        if status:
            tape.fail(answer["error"]["code"])
        if 400 <= status < 500:
            return None
        if time.monotonic() >= deadline:
            return None
        await asyncio.sleep(0.1)


class _Line:
    """One kept-alive HTTP/1.1 connection, without a library's weight."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self._head = (
            "POST /api/v1/classifications HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/json\r\nX-Quorum-Volunteer: {key}\r\nContent-Length: "
        ).encode()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> tuple[int, dict[str, Any]]:
        """Return status and body of the answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        begin = head.index(b"content-length:") + 15
        length = int(head[begin : head.index(b"\r\n", begin)])
        content = await reader.readexactly(length)
        status = int(head[9:12])
        try:
            return status, json.loads(content)
        except ValueError:
            raise ConnectionError(f"status {status} without JSON") from None

    def close(self) -> None:
        """Close the connection; the next post opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
