"""Real processes around this run's database: the web server, Celery workers, Redis."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from kombu import Connection

from quorum.config import programs
from quorum.config.celery import app
from quorum.config.ports import free_port
from quorum.config.processes import Child, Supervisor
from tests.waiting import wait_until_nobody_works

START_TIMEOUT_S = 60


@dataclass(frozen=True)
class WebServer:
    """A running web server: `url` has no slash at its end."""

    url: str
    child: Child


@dataclass(frozen=True)
class Worker:
    """A running Celery worker and the broker it listens to."""

    broker_url: str
    log: Path
    child: Child

    def send(self, task: str, *args: object) -> str:
        """Send a task by name; return its id."""
        # The app's own connection would carry the transport of the settings' broker to any other.
        own = self.broker_url == app.conf.broker_url
        with app.connection_for_write() if own else Connection(self.broker_url) as connection:
            return str(app.send_task(task, args=args, connection=connection).id)

    def wait_for(self, text: str, *, timeout_s: float = 30) -> None:
        """Wait until `text` appears in the worker's log."""

        def logged() -> bool:
            return text in self.log.read_text()

        wait_until(logged, child=self.child, timeout_s=timeout_s)


def wait_until(ready: Callable[[], bool], *, child: Child, timeout_s: float = START_TIMEOUT_S) -> None:
    """Wait until `ready()`; fail at once when `child` dies."""
    deadline = time.monotonic() + timeout_s
    while not ready():
        child.check()
        if time.monotonic() > deadline:
            pytest.fail(f"{child.name} is not ready after {timeout_s} s; see {child.log}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def frontend_copy() -> None:
    """Copy the built frontend for this run's servers: a build during the run takes files away."""
    if settings.FRONTEND_DIST.is_dir():
        folder = Path(os.environ["QUORUM_TEST_FOLDER"]) / "frontend"
        shutil.copytree(settings.FRONTEND_DIST, folder, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def process_environment(database_url: str, frontend_copy: None) -> dict[str, str]:
    """Return the environment in which a process sees this run's database, files and broker."""
    return {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "quorum.config.settings.test",
        "QUORUM_TEST_FOLDER": os.environ["QUORUM_TEST_FOLDER"],
    }


@pytest.fixture(scope="session")
def _web_server(
    process_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebServer]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with Supervisor() as supervisor:
        child = supervisor.start(
            "web server",
            programs.web_server(host="127.0.0.1", port=port, workers=1),
            log=tmp_path_factory.mktemp("web") / "web.log",
            environment=process_environment,
        )
        wait_until(lambda: programs.answers(f"{url}/readyz"), child=child)
        yield WebServer(url, child)


@pytest.fixture
def web_server(_web_server: WebServer, transactional_db: None) -> Iterator[WebServer]:
    """Return a real granian over this run's database, which is emptied after the test."""
    yield _web_server
    wait_until_nobody_works()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Return the URL of a Redis of this run: REDIS_URL's, else one on a free port."""
    if settings.REDIS_URL:
        yield settings.REDIS_URL
        return
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("NO REDIS: install redis-server to run this test")
    port = free_port()
    with Supervisor() as supervisor:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        child = supervisor.start("redis", command, log=Path(os.environ["QUORUM_TEST_FOLDER"]) / "redis.log")

        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        wait_until(listens, child=child)
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def celery_worker(
    process_environment: dict[str, str], transactional_db: None, tmp_path: Path
) -> Iterator[Worker]:
    """Return a real worker on the broker of the settings: files, unless REDIS_URL is set."""
    yield from _run_worker(process_environment, str(app.conf.broker_url), tmp_path)


@pytest.fixture
def redis_celery_worker(
    process_environment: dict[str, str], redis_url: str, transactional_db: None, tmp_path: Path
) -> Iterator[Worker]:
    """Return a real worker on Redis."""
    yield from _run_worker({**process_environment, "REDIS_URL": redis_url}, redis_url, tmp_path)


def _run_worker(environment: dict[str, str], broker_url: str, folder: Path) -> Iterator[Worker]:
    with Supervisor() as supervisor:
        log = folder / "worker.log"
        child = supervisor.start("worker", programs.worker(), log=log, environment=environment)
        worker = Worker(broker_url, log, child)
        worker.wait_for("ready.", timeout_s=START_TIMEOUT_S)
        yield worker
    wait_until_nobody_works()
