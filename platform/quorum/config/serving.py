"""Run the web server and the workers together, until Ctrl-C or until one of them dies."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quorum.config import programs
from quorum.config.processes import Supervisor
from quorum.domain.errors import OurFault

HEALTH_TIMEOUT_S = 60.0


class NotHealthy(OurFault):
    """The web server runs but does not become healthy."""

    code = "not_healthy"


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the URL for this machine's browser, without a slash at its end."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{self.port}"


def start(supervisor: Supervisor, address: Address, *, var: Path) -> None:
    """Start web server and workers with their logs in `var`/log; return once the server is healthy."""
    logs = var / "log"
    supervisor.start(
        "web server", programs.web_server(host=address.host, port=address.port), log=logs / "web.log"
    )
    # The workers come later: somebody waits for the page, nobody for background work.
    _wait(lambda: programs.answers(f"{address.url}/healthz"), supervisor, logs)
    supervisor.start(
        "worker", programs.worker(beat_schedule=var / "celerybeat-schedule"), log=logs / "worker.log"
    )
    for_networks = programs.ml_worker()
    if for_networks is not None:
        # Its jobs survive being cut off: nobody waits at the end for a training. And it knows no Django.
        own = {"REMAP_SIGTERM": "SIGQUIT", "DJANGO_SETTINGS_MODULE": ""}
        supervisor.start_spare("ML worker", for_networks, log=logs / "ml-worker.log", environment=own)


def _wait(healthy: Callable[[], bool], supervisor: Supervisor, logs: Path) -> None:
    deadline = time.monotonic() + HEALTH_TIMEOUT_S
    while not healthy():
        supervisor.check()
        if time.monotonic() > deadline:
            raise NotHealthy(f"The web server is not healthy after {HEALTH_TIMEOUT_S:.0f} s; see {logs}.")
        time.sleep(0.05)
