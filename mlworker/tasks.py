"""Celery tasks: unpack a message, do the job, report.

Started as `celery --app mlworker.tasks worker --queues ml`, or `--queues ml-gpu` on a machine with a GPU, which
it then refuses to do without. The broker is the platform's: `REDIS_URL`, or files
in `QUORUM_VAR`/broker. Paths in messages are below `QUORUM_ML_STORAGE`, by default `QUORUM_VAR`/ml.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import celeryd_after_setup

from mlworker.devices import DeviceUnavailable, choose_device
from mlworker.jobs.messages import Storage, carry_out
from quorum.domain.requests import ExtractionRequest, PredictionRequest, TrainingRequest
from quorum.messaging.broker import broker_at, make_folders

VAR = Path(os.environ.get("QUORUM_VAR", "var")).absolute()
STORAGE = Storage(Path(os.environ.get("QUORUM_ML_STORAGE", VAR / "ml")))
GPU_QUEUE = "ml-gpu"
_BROKER = broker_at(redis_url=os.environ.get("REDIS_URL", ""), folder=VAR / "broker")
make_folders(_BROKER.options)

app = Celery("mlworker", set_as_current=False)
app.conf.update(
    broker_url=_BROKER.url,
    broker_transport=_BROKER.transport,
    broker_transport_options=_BROKER.options,
    broker_connection_retry_on_startup=True,
    task_default_queue="ml",
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
)


@celeryd_after_setup.connect(weak=False)
def need_a_gpu(instance: Any, **_: Any) -> None:
    """End a worker of GPU jobs where there is no GPU, and say so: each of its jobs would fail."""
    if GPU_QUEUE not in instance.app.amqp.queues.consume_from:
        return
    try:
        choose_device("cuda")
    except DeviceUnavailable as error:
        raise SystemExit(f"This worker listens to {GPU_QUEUE}, but: {error.message}") from error


@app.task(name="mlworker.extract")
def extract(message: dict[str, Any]) -> None:
    """Carry out an ExtractionRequest."""
    carry_out(message, ExtractionRequest, STORAGE)


@app.task(name="mlworker.train")
def train(message: dict[str, Any]) -> None:
    """Carry out a TrainingRequest."""
    carry_out(message, TrainingRequest, STORAGE)


@app.task(name="mlworker.predict")
def predict(message: dict[str, Any]) -> None:
    """Carry out a PredictionRequest."""
    carry_out(message, PredictionRequest, STORAGE)
