"""Checkpoints: a training killed and resumed ends where an unbroken one does."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from mlworker.networks import DenseConfig, build_network
from mlworker.training import (
    CheckpointMismatch,
    CheckpointPlan,
    CheckpointUnreadable,
    Examples,
    RowTask,
    TrainingConfig,
    train,
)

pytestmark = pytest.mark.ml
NETWORK = DenseConfig(inputs=6, outputs=3, hidden=(24,))
TRAINING = TrainingConfig(epochs=12, batch_size=16, learning_rate=5e-3, patience=12)

# Trains for long, and says after each epoch that it is over.
CHILD = """
import sys, time
from pathlib import Path
from tests.mlworker.test_training_checkpoint import build, problem, TRAINING
from mlworker.training import CheckpointPlan, train

def linger(report):
    print(report.epoch, flush=True)
    time.sleep(0.1)

plan = CheckpointPlan(Path(sys.argv[1]), every=1)
train(build(), problem(), config=TRAINING, checkpoint=plan, on_epoch=linger)
"""


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def problem(seed: int = 0) -> RowTask:
    rows = torch.randn(150, 6, generator=torch.Generator().manual_seed(seed))
    labels = (rows[:, :3] > 0).float()
    return RowTask(Examples(rows[:110], labels[:110]), Examples(rows[110:], labels[110:]))


def build() -> torch.nn.Module:
    return build_network(NETWORK, seed=1)


def assert_same_weights(first: torch.nn.Module, second: torch.nn.Module) -> None:
    others = second.state_dict()
    for name, value in first.state_dict().items():
        assert torch.equal(value, others[name]), name


def test_a_killed_training_resumes_to_the_very_same_weights(tmp_path):
    path = tmp_path / "kept" / "training.safetensors"
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(Path.cwd()), "platform"]),
    }
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == "3":
            child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    resumed, seen = build_network(NETWORK, seed=99), []
    report = train(resumed, problem(), config=TRAINING, checkpoint=CheckpointPlan(path), on_epoch=seen.append)
    unbroken = build()
    expected = train(unbroken, problem(), config=TRAINING)
    assert report == expected
    assert 4 <= seen[0].epoch <= 5
    assert_same_weights(resumed, unbroken)


def test_a_finished_training_is_taken_from_its_checkpoint_at_once(tmp_path):
    plan = CheckpointPlan(tmp_path / "training.safetensors", every=100)
    first, second, seen = build(), build_network(NETWORK, seed=9), []
    report = train(first, problem(), config=TRAINING, checkpoint=plan)
    assert train(second, problem(), config=TRAINING, checkpoint=plan, on_epoch=seen.append) == report
    assert seen == []
    assert_same_weights(first, second)
    assert [entry.name for entry in tmp_path.iterdir()] == ["training.safetensors"]


@pytest.mark.parametrize(
    "other",
    [
        lambda plan: train(build(), problem(), config=replace(TRAINING, learning_rate=1e-3), checkpoint=plan),
        lambda plan: train(build(), problem(seed=1), config=TRAINING, checkpoint=plan),
        lambda plan: train(
            build_network(replace(NETWORK, activation="relu")), problem(), config=TRAINING, checkpoint=plan
        ),
    ],
    ids=["settings", "examples", "network"],
)
def test_a_checkpoint_of_another_training_is_refused(tmp_path, other):
    plan = CheckpointPlan(tmp_path / "training.safetensors")
    train(build(), problem(), config=replace(TRAINING, epochs=1), checkpoint=plan)
    with pytest.raises(CheckpointMismatch) as caught:
        other(plan)
    assert caught.value.code == "checkpoint_mismatch"


@pytest.mark.parametrize("content", [b"", b"not a checkpoint at all", b"\x08\0\0\0\0\0\0\0{}      "])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, content):
    path = tmp_path / "training.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointUnreadable) as caught:
        train(build(), problem(), config=TRAINING, checkpoint=CheckpointPlan(path))
    assert caught.value.code == "checkpoint_unreadable"
