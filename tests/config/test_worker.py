"""A real Celery worker takes tasks from the broker of files and from Redis."""

from __future__ import annotations

import subprocess
import sys

from tests.fixtures_processes import Worker

TASK = "celery.backend_cleanup"


def test_a_worker_takes_a_task_from_the_broker_of_files(celery_worker: Worker) -> None:
    number = celery_worker.send(TASK)
    celery_worker.wait_for(f"{TASK}[{number}] succeeded")


def test_a_worker_takes_a_task_from_redis(redis_celery_worker: Worker) -> None:
    assert redis_celery_worker.broker_url.startswith("redis://")
    number = redis_celery_worker.send(TASK)
    redis_celery_worker.wait_for(f"{TASK}[{number}] succeeded")


def test_tasks_belong_to_quorums_app_wherever_django_runs(process_environment: dict[str, str]) -> None:
    script = "import django; django.setup(); from celery import current_app; print(current_app.main)"
    command = [sys.executable, "-c", script]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=process_environment)
    assert answer.stdout.strip() == "quorum"
