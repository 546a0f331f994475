"""Votes, training, predictions and a new order, while web server, broker and workers are killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count, Q

from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.config import programs
from quorum.config.experiment.arms import Arm, make_arm
from quorum.config.experiment.collection import CollectionPlan, draw_collection
from quorum.config.ports import free_port
from quorum.config.processes import Child
from quorum.config.simulation.player import Player, ServerUnreachable
from quorum.learning.messages import folder_of
from quorum.learning.models import Arrangement, Job, Loop, ModelVersion, Prediction, TrainingTable
from tests.factories import make_user
from tests.waiting import wait_until_nobody_works

pytestmark = [
    pytest.mark.ml,
    pytest.mark.slow,
    pytest.mark.timeout(1500),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="NO REDIS: install redis-server"),
]
PATIENCE_S = 600
LABELLED, WAITING = 140, 6


class Site:
    """Web server, workers and a Redis that remembers nothing, each of which can be killed."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        redis, web = free_port(), free_port()
        self.url = f"http://127.0.0.1:{web}"
        self._redis, self._folder, self._children = redis, folder, dict[str, Child]()
        self._environment = {
            **environment,
            "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "QUORUM_VAR": str(folder),
            "QUORUM_ML_STORAGE": str(settings.ML_STORAGE),
        }
        quick = ("--app", "tests.learning.quick_worker", "worker", "--queues", "ml", "--pool", "solo")
        self._commands = {
            "redis": ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", ""],
            "web": programs.web_server(host="127.0.0.1", port=web, workers=2),
            "worker": programs.worker(beat_schedule=folder / "beat"),
            "networks": [sys.executable, "-m", "celery", *quick],
        }

    def start(self, *names: str) -> None:
        for name in names:
            log = self._folder / f"{name}-{time.monotonic_ns()}.log"
            self._children[name] = Child(name, self._commands[name], log=log, environment=self._environment)
            if name == "redis":
                wait_for(self._redis_listens)
            if name == "web":
                wait_for(lambda: programs.answers(f"{self.url}/healthz"))

    def kill(self, name: str) -> None:
        """End a program and all that it started without a word, and start it again."""
        os.killpg(self._children[name].pid, signal.SIGKILL)
        self._children.pop(name).stop(timeout_s=0.1)
        self.start(name)

    def stop(self) -> None:
        for child in self._children.values():
            child.stop(timeout_s=3.0)

    def _redis_listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._redis)) == 0


def wait_for(come_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come_true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.2)


@pytest.fixture
def site(tmp_path: Path, process_environment: dict[str, str]) -> Iterator[Site]:
    site = Site(tmp_path, process_environment)
    site.start("redis", "web", "worker", "networks")
    yield site
    site.stop()
    wait_until_nobody_works()


@pytest.fixture
def arm(tmp_path: Path) -> Arm:
    plan = CollectionPlan(labelled=LABELLED, waiting=WAITING, classes=4, size=96, seed=3)
    collection = draw_collection(tmp_path / "images", plan, on_drawn=lambda: None)
    return make_arm(slug="cells", title="Cells", collection=collection, votes=None, owner=make_user())


def vote(player: Player, answers: int) -> int:
    """Give answers until so many were tried; return how many the server acknowledged."""
    acknowledged = 0
    for _ in range(answers):
        try:
            if player.next_assignment() is not None:
                player.submit(choices=["102"], duration_ms=3000)
                acknowledged += 1
        except ServerUnreachable:
            time.sleep(0.5)
    return acknowledged


def is_at_work(kind: str) -> bool:
    job = Job.objects.filter(kind=kind).order_by("-pk").first()
    progress = folder_of(job).progress if job is not None else None
    return progress is not None and progress.share > 0


def test_nothing_is_lost_whatever_is_killed_between_a_vote_and_the_order_that_it_leads_to(
    site: Site, arm: Arm
) -> None:
    player = Player(url=site.url, project="cells")
    player.join(terms_version=arm.project.terms_version)
    acknowledged = vote(player, 10)
    site.kill("web")
    acknowledged += vote(player, 10)
    assert acknowledged >= 15

    Loop.objects.create(
        task=arm.task, project=arm.project, is_on=True, targets=TrainingTable.Targets.LABELS,
        recipe="loccat", train_after=20, arrange_after=5, front=1,
    )  # fmt: skip
    wait_for(lambda: is_at_work("extraction"))
    site.kill("networks")
    site.kill("redis")
    wait_for(lambda: is_at_work("training"))
    site.kill("worker")
    site.kill("redis")
    site.kill("networks")
    wait_for(ModelVersion.objects.filter(state="live").exists)
    wait_for(Job.objects.filter(kind="prediction", prediction_run__isnull=False).exists)
    site.kill("worker")
    site.kill("web")
    acknowledged += vote(player, 5)
    chosen = Arrangement.objects.filter(model__isnull=False)
    wait_for(chosen.exists)
    site.kill("worker")
    wait_for(chosen.filter(in_force_at__isnull=False).exists)

    live = ModelVersion.objects.get(state="live")
    assert Prediction.objects.filter(model=live).count() > (LABELLED + WAITING) / 2
    assert Classification.objects.count() >= acknowledged
    counted = (
        Classification.objects.values("subject_id")
        .annotate(rows=Count("pk", filter=Q(counted=True)))
        .values_list("subject_id", "rows")
    )
    tallies = SubjectRoundTask.objects.filter(n__gt=0).values_list("subject_id", "n")
    assert dict(tallies) == {subject: rows for subject, rows in counted if rows}
    assert not Job.objects.filter(state="failed").exists()
