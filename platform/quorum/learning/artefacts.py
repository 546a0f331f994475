"""What a training left of a model: its files, what it was made of, how its networks learnt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import msgspec
from django.conf import settings

from quorum.learning.errors import ArtefactFileUnknown
from quorum.learning.models import ModelVersion

MANIFEST, CARD, LEARNING = "model.json", "card.md", "learning.json"
CHUNK = 1 << 20


@dataclass(frozen=True)
class ArtefactFile:
    """A file of a model's folder by its name within it, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Origin:
    """What a model was made of, as the worker wrote it down; a class without a cutoff is never named."""

    features_digest: str
    data_digest: str
    code_version: str
    workflow_version: str
    seed: int
    training_fields: int
    training_cells: int
    class_codes: tuple[str, ...]
    cutoffs: tuple[float | None, ...]


@dataclass(frozen=True)
class Epoch:
    """Mean losses per item after one epoch, counted from 0."""

    epoch: int
    training_loss: float
    validation_loss: float


@dataclass(frozen=True)
class Learnt:
    """All epochs of one network, and the place of the one whose weights were kept."""

    epochs: tuple[Epoch, ...]
    best_epoch: int


def files_of(model: ModelVersion) -> list[ArtefactFile]:
    """Return the files of a model by name; none before it is trained. Links are none of them."""
    folder = _folder(model)
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [ArtefactFile(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found]


def path_of(model: ModelVersion, name: str) -> Path:
    """Return where a file of a model lies; raises ArtefactFileUnknown for a name that is not in its list."""
    known = next((file.name for file in files_of(model) if file.name == name), None)
    if known is None:
        raise ArtefactFileUnknown("The model has no such file.", name=name)
    return _folder(model) / known


def origin_of(model: ModelVersion) -> Origin | None:
    """Return what a model was made of; None before it is trained."""
    path = _folder(model) / MANIFEST
    return msgspec.json.decode(path.read_bytes(), type=Origin) if path.exists() else None


def learnt_by(model: ModelVersion) -> dict[str, Learnt]:
    """Return how each of a model's networks learnt, by name; none where nothing was written of it."""
    path = _folder(model) / LEARNING
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Learnt]) if path.exists() else {}


def card_of(model: ModelVersion) -> str:
    """Return a model's card in Markdown; empty before it is trained."""
    path = _folder(model) / CARD
    return path.read_text(encoding="utf-8") if path.exists() else ""


class _Passing(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: Any, /) -> int:
        self._held += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


def zipped(model: ModelVersion) -> Iterator[bytes]:
    """Return a zip file of a model's folder, a megabyte at a time; raises ArtefactFileUnknown without files."""
    files = files_of(model)
    if not files:
        raise ArtefactFileUnknown("The model has no files yet.")
    return _zip(_folder(model), files)


def _zip(folder: Path, files: list[ArtefactFile]) -> Iterator[bytes]:
    passing = _Passing()
    # Weights are numbers that do not get smaller.
    with zipfile.ZipFile(cast(IO[bytes], passing), "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            entry = zipfile.ZipInfo.from_file(folder / file.name, file.name)
            with (folder / file.name).open("rb") as source, archive.open(entry, "w", force_zip64=True) as into:
                while chunk := source.read(CHUNK):
                    into.write(chunk)
                    yield passing.take()
    yield passing.take()


def _folder(model: ModelVersion) -> Path:
    folder: Path = settings.ML_STORAGE / model.folder
    return folder
