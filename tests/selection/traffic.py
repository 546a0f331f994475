"""What a client sees of its assignments, but the pixels: recorded over HTTP and turned into numbers."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import numpy as np
from django.test import Client

from quorum.accounts.identity import seal_volunteer
from quorum.classifications.models import Classification
from quorum.selection.assignments import unseal
from tests.factories import make_volunteer
from tests.intake.conftest import Desk

# Sizes of image files are pixels in another guise, and are left out with them.
PIXELS = {"Content-Length"}


@dataclass
class Seen:
    """One assignment: numbers by name, and whether it was a control, which only the server knows."""

    numbers: dict[str, float]
    is_control: bool


@dataclass
class Tape:
    """All assignments that were answered."""

    seen: list[Seen] = field(default_factory=list)

    def features(self, without: tuple[str, ...] = ()) -> Any:
        """Return (assignments, features), missing numbers as -1, without the features named."""
        names = sorted({name for each in self.seen for name in each.numbers} - set(without))
        return np.array([[each.numbers.get(name, -1.0) for name in names] for each in self.seen])

    def labels(self) -> Any:
        """Return 1.0 for controls, 0.0 for others."""
        return np.array([float(each.is_control) for each in self.seen])


def record_volunteer(desk: Desk, tape: Tape, *, assignments: int, rng: Random, skill: float) -> None:
    """Let one new volunteer answer so many assignments as a browser would, and record what it sees."""
    volunteer = make_volunteer(project=desk.project)
    client = Client()
    client.cookies["quorum_volunteer"] = seal_volunteer(volunteer.pk)
    address = f"/api/v1/projects/{desk.project.slug}/assignments"
    answer, seconds = _timed(client, "post", address, {"count": 5, "holding": []})
    held = list(_delivered(answer, seconds))
    for ordinal in range(assignments):
        assignment, numbers = held.pop(0)
        numbers = numbers | _images(client, assignment) | {"ordinal": float(ordinal)}
        sealed = unseal(assignment["ticket"])
        right = rng.random() < skill
        body = {
            "client_uuid": str(uuid.uuid4()),
            "ticket": assignment["ticket"],
            "choices": ["c1" if right else f"c{rng.randint(2, 9)}"],
            "duration_ms": rng.randint(1500, 15000),
            "holding": [each["ticket"] for each, _ in held],
            "want": 1 + (len(held) < 4),
        }
        answer, seconds = _timed(client, "post", "/api/v1/classifications", body)
        assert answer.status_code == 201, answer.content
        numbers |= _reply(answer, seconds)
        held += _delivered(answer, seconds)
        is_control = sealed.purpose == Classification.Purpose.CONTROL
        tape.seen.append(Seen(numbers, is_control))


def _timed(client: Client, method: str, address: str, body: Any = None) -> tuple[Any, float]:
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    begin = time.perf_counter()
    answer = getattr(client, method)(address, **data)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer, time.perf_counter() - begin


def _delivered(answer: Any, seconds: float) -> Iterator[tuple[dict[str, Any], dict[str, float]]]:
    """Yield the assignments of an answer with what is seen of each and of the answer around it."""
    content = answer.json()
    around = {
        "delivery_seconds": seconds,
        "delivery_size": float(len(answer.content)),
        "delivery_exhausted": float(content["exhausted"]),
        "batch": float(len(content["assignments"])),
    } | _headers("delivery", answer)
    for place, assignment in enumerate(content["assignments"]):
        numbers = around | {"place": float(place), "size": float(len(json.dumps(assignment)))}
        numbers |= {f"field_{name}": value for name, value in _flat(assignment)}
        yield assignment, numbers


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Yield every field as numbers: numbers as they are, text by length, bytes and time within the second."""
    if isinstance(value, dict):
        yield f"{name}.keys", float(len(value))
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}")
    elif isinstance(value, list):
        yield f"{name}.length", float(len(value))
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{name}.{place}")
    elif isinstance(value, str):
        yield from _text(value, name)
    else:
        yield name, -1.0 if value is None else float(value)


def _text(text: str, name: str) -> Iterator[tuple[str, float]]:
    codes = np.frombuffer(text.encode() or b"\0", np.uint8).astype(float)
    yield f"{name}.length", float(len(text))
    yield f"{name}.mean", float(codes.mean())
    yield f"{name}.spread", float(codes.std())
    yield f"{name}.kinds", float(len(set(text)))
    yield f"{name}.first", float(codes[0])
    yield f"{name}.last", float(codes[-1])
    if name.endswith("expires_at"):
        yield f"{name}.ms", float(datetime.fromisoformat(text).microsecond // 1000)


def _images(client: Client, assignment: dict[str, Any]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for place, image in enumerate(assignment["images"]):
        answer, seconds = _timed(client, "get", image["url"])
        numbers |= {f"image{place}_status": float(answer.status_code), f"image{place}_seconds": seconds}
        numbers |= _headers(f"image{place}", answer)
    return numbers


def _reply(answer: Any, seconds: float) -> dict[str, float]:
    """Return what is seen in the answer to the submission, but for the assignments that come with it."""
    content = answer.json()
    rest = {key: value for key, value in content.items() if key != "assignments"}
    received = {"received_at": None, "id": content["classification"]["id"][-12:], "client_uuid": None}
    numbers = {f"reply{name}": value for name, value in _flat(rest | {"classification": received})}
    return numbers | {
        "reply_seconds": seconds,
        "reply_size": float(len(answer.content)),
        "reply_assignments": float(len(content["assignments"])),
        "reply_status": float(answer.status_code),
    }


def _headers(name: str, answer: Any) -> dict[str, float]:
    headers = {key: value for key, value in answer.headers.items() if key not in PIXELS}
    numbers = {f"{name}_headers": float(len(headers)), f"{name}_cookies": float(len(answer.cookies))}
    for key, value in headers.items():
        numbers |= {f"{name}_{key}{part}": number for part, number in _text(value, "")}
    return numbers
