"""How the networks of a kept model learnt: their epochs as JSON, as a picture, and in words."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import msgspec

from mlworker.artefacts.manifest import ArtefactInvalid
from mlworker.training.reports import TrainingReport

LEARNING = "learning.json"
PICTURE = "learning"

Trainings = Mapping[str, TrainingReport]


def write_learning(folder: Path, trainings: Trainings) -> list[str]:
    """Write the epochs of each network, counted from 0, and draw them where matplotlib is installed.

    Returns the lines of the model's card that tell of it.
    """
    facts = msgspec.json.format(msgspec.json.encode(trainings), indent=1)
    (folder / LEARNING).write_bytes(facts + b"\n")
    pictured = importlib.util.find_spec("matplotlib") is not None
    if pictured:
        from mlworker.artefacts.learning_curves import draw_learning
        from quorum.plotting.style import quiet_style, save

        with quiet_style():
            save(draw_learning(trainings), folder, PICTURE)
    return _section(trainings, pictured=pictured)


def read_learning(folder: Path) -> dict[str, TrainingReport]:
    """Return what was written, nothing for models kept before that; raises ArtefactInvalid."""
    path = folder / LEARNING
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, TrainingReport])
    except (OSError, msgspec.DecodeError) as error:
        raise ArtefactInvalid(f"{path} does not tell how a model learnt: {error}", file=str(path)) from error


def _section(trainings: Trainings, *, pictured: bool) -> list[str]:
    shown = (
        f"[![Learning curves]({PICTURE}.png)]({PICTURE}.svg)"
        if pictured
        else "There is no picture: matplotlib was not installed where the model was trained."
    )
    return [
        "## How it learnt",
        "",
        shown,
        "",
        "| network | epochs | kept | training loss | validation loss | at the end |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_line(name, report) for name, report in trainings.items()),
        "",
        "Losses are means per item at the epoch that was kept, the training loss with dropout. Where the",
        "validation loss still falls at the end, more epochs may help; where it rises while the training loss",
        "falls, more fields or stronger dropout may. Every epoch is in `learning.json`, counted from 0.",
        "",
    ]


def _line(name: str, report: TrainingReport) -> str:
    kept, last = report.epochs[report.best_epoch], report.epochs[-1]
    rise = last.validation_loss - kept.validation_loss
    end = "validation loss still falling" if kept is last else f"validation loss higher by {rise:.4f}"
    return (
        f"| {name} | {len(report.epochs)} | {kept.epoch + 1} | {kept.training_loss:.4f} | "
        f"{kept.validation_loss:.4f} | {end} |"
    )
