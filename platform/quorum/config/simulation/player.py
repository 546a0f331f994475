"""One simulated volunteer's browser: joins, fetches assignments, submits answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from quorum.domain.errors import OurFault, UserFault

AHEAD = 3
TIMEOUT_S = 30.0


class ServerUnreachable(OurFault):
    """The server did not answer."""

    code = "server_unreachable"


class ServerRefused(UserFault):
    """The server answered with an error."""

    code = "server_refused"


@dataclass
class Player:
    """A guest of one project.

    `waiting` are the assignments in hand, `exhausted` says that no more will come, `returned` that
    practice comes before more work.
    """

    url: str
    project: str
    session: requests.Session = field(default_factory=requests.Session)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    exhausted: bool = False
    returned: bool = False
    progress: dict[str, Any] = field(default_factory=dict)

    def join(self, *, terms_version: int) -> None:
        """Agree to the terms as a new guest."""
        joined = self._call(
            "POST", f"projects/{self.project}/join", {"consent": True, "terms_version": terms_version}
        )
        self.session.headers["X-Quorum-Volunteer"] = joined["volunteer_key"]

    def learn(self, answer: Callable[[str], Sequence[str]]) -> None:
        """Skip the tutorial and pass training, or practise after a return; `answer` knows a ticket's answer."""
        base = f"projects/{self.project}/ladder"
        ladder = self._call("GET", base)
        if ladder["next"] == "tutorial":
            ladder = self._call("POST", f"{base}/tutorial", {"position": len(ladder["steps"])})
        lesson = None
        while ladder["next"] == "training":
            lesson = lesson or self._call("POST", f"{base}/assignment", {})
            ticket = lesson["assignment"]["ticket"]
            given = {"ticket": ticket, "client_uuid": str(uuid.uuid4()), "choices": list(answer(ticket))}
            graded = self._call("POST", f"{base}/answers", given)
            ladder, lesson = graded["ladder"], graded["next"]
        self.returned = False

    def rest(self) -> None:
        """Put down the assignments in hand: by the time of the next sitting they may be decided."""
        self.waiting, self.exhausted = [], False

    def next_assignment(self) -> dict[str, Any] | None:
        """Return the assignment to be answered now, or None when nothing is left for this volunteer."""
        if not self.waiting and not self.exhausted:
            given = self._call("POST", f"projects/{self.project}/assignments", {"count": AHEAD, "holding": []})
            self.waiting, self.exhausted, self.progress = (
                given["assignments"],
                given["exhausted"],
                given["progress"],
            )
        return self.waiting[0] if self.waiting else None

    def submit(self, *, choices: list[str], duration_ms: int) -> None:
        """Answer the assignment in hand, and take the next ones."""
        assignment, *rest = self.waiting
        answer = {
            "client_uuid": str(uuid.uuid4()),
            "ticket": assignment["ticket"],
            "choices": choices,
            "passed": False,
            "pass_reason": "",
            "remark": "",
            "client_at": datetime.now(UTC).isoformat(),
            "duration_ms": duration_ms,
            "context": {"client": "simulation"},
            "holding": [held["ticket"] for held in rest],
            "want": AHEAD - len(rest),
        }
        given = self._call("POST", "classifications", answer)
        self.waiting = [*rest, *given["assignments"]]
        self.exhausted = given["exhausted"]
        if given["standing"]["level"] == "returned":
            self.returned, self.waiting, self.exhausted = True, [], False

    def describe_project(self) -> dict[str, Any]:
        """Return the project as its home page shows it."""
        return self._call("GET", f"projects/{self.project}")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            response = self.session.request(method, f"{self.url}/api/v1/{path}", json=body, timeout=TIMEOUT_S)
        except requests.RequestException as error:
            raise ServerUnreachable(f"{self.url} does not answer: {error}") from error
        if not response.ok:
            raise ServerRefused(f"{method} {path}: {response.status_code} {response.text[:300]}")
        content: dict[str, Any] = response.json()
        return content
