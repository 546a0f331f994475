"""Extracting the features of many fields into Parquet parts, in many processes, and going on after a stop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy import ndimage

from mlworker.datasets.cell_tables import (
    CellTable,
    CellTableInfo,
    PartContents,
    Refusal,
    read_contents,
    write_part,
)
from mlworker.features.extended import EXTENDED
from mlworker.features.extraction import CellFeatures, extract_features
from mlworker.features.family import Family
from mlworker.features.table import CORE, specs_for, table_digest, versions_of
from mlworker.fields import CellField
from mlworker.jobs.images import FieldSource
from mlworker.segmentation import SegmentationConfig, segment
from quorum.domain.errors import Conflict, QuorumError, UserFault

PLAN = "extraction.json"
Progress = Callable[[int, int], None]


class ChannelsMissing(UserFault):
    """A field lacks a channel that the other fields of its set have."""

    code = "channels_missing"


class ExtractionDiffers(Conflict):
    """The folder holds features of other images, or made in another way."""

    code = "extraction_differs"


@dataclass(frozen=True)
class ExtractionConfig:
    """How to extract: the extended families as well or not, the segmentation, and how many fields a part has.

    `references` are the channels that every field of the set must have besides the protein: all cells of a
    set have the same features.
    """

    references: tuple[str, ...] = ("nucleus", "microtubules", "er")
    extended: bool = False
    segmentation: SegmentationConfig = field(default_factory=SegmentationConfig)
    part_size: int = 32

    @property
    def families(self) -> tuple[Family, ...]:
        """Return the families of features that are computed."""
        return (*CORE, *EXTENDED) if self.extended else CORE


@dataclass(frozen=True)
class Extracted:
    """How many fields and cells the parts of this run's share hold, and how many fields were refused."""

    fields: int
    cells: int
    refused: int
    features_digest: str


def extract(
    sources: Sequence[FieldSource],
    output: Path,
    config: ExtractionConfig,
    *,
    processes: int = 1,
    shard: tuple[int, int] = (0, 1),
    on_progress: Progress | None = None,
) -> Extracted:
    """Write one Parquet part for every `part_size` fields, those of a shard (number, of how many) alone.

    A part that is there already is not made again, so that a run that was killed goes on where it stopped
    and several machines share a set. A field that cannot be read or has another set of channels is named in
    its part as refused, and the others go on. `on_progress` hears of fields done and all. Raises
    ExtractionDiffers when the folder was begun with other fields or another configuration.
    """
    output.mkdir(parents=True, exist_ok=True)
    _claim(output, sources, config)
    parts = [
        (output / f"part-{number:05d}.parquet", sources[start : start + config.part_size])
        for number, start in enumerate(range(0, len(sources), config.part_size))
        if number % shard[1] == shard[0]
    ]
    total, done = sum(len(part) for _, part in parts), 0
    contents: list[PartContents] = []
    for made, size in _make_parts(parts, config, processes):
        contents.append(made)
        done += size
        if on_progress is not None:
            on_progress(done, total)
    return Extracted(
        fields=sum(len(made.fields) for made in contents),
        cells=sum(made.cells for made in contents),
        refused=sum(len(made.refused) for made in contents),
        features_digest=features_digest(config),
    )


def features_digest(config: ExtractionConfig) -> str:
    """Return the digest of the features that a configuration gives, those of the segmentation included."""
    specs = specs_for(config.families, config.references)
    table = table_digest(specs, versions_of(config.families))
    return hashlib.sha256(f"{table} {_segmentation(config)}".encode()).hexdigest()


def _segmentation(config: ExtractionConfig) -> str:
    return json.dumps(asdict(config.segmentation), sort_keys=True)


def _claim(output: Path, sources: Sequence[FieldSource], config: ExtractionConfig) -> None:
    """Write down what the folder holds, or check that it is this; raises ExtractionDiffers."""
    names = hashlib.sha256("\n".join(source.identifier for source in sources).encode()).hexdigest()
    plan = json.dumps(
        {
            "fields": len(sources),
            "fields_digest": names,
            "features_digest": features_digest(config),
            "part_size": config.part_size,
        },
        indent=1,
    )
    path = output / PLAN
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.write_text(plan)
        draft.replace(path)
    if path.read_text() != plan:
        raise ExtractionDiffers(
            f"{output} holds features of other images, or made in another way; choose a new folder.",
            folder=str(output),
        )


Part = tuple[Path, Sequence[FieldSource]]


def _make_parts(
    parts: Sequence[Part], config: ExtractionConfig, processes: int
) -> Iterator[tuple[PartContents, int]]:
    """Yield the contents of each part and how many fields it covers, as they are done."""
    waiting = []
    for path, sources in parts:
        if path.exists():
            yield read_contents(path), len(sources)
        else:
            waiting.append((path, sources))
    if processes <= 1:
        for path, sources in waiting:
            yield make_part(path, sources, config), len(sources)
        return
    # Fresh interpreters: forking after other libraries have started their threads can hang.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: dict[Future[PartContents], int] = {
            pool.submit(make_part, path, sources, config): len(sources) for path, sources in waiting
        }
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result(), running.pop(future)


def make_part(path: Path, sources: Sequence[FieldSource], config: ExtractionConfig) -> PartContents:
    """Extract the features of some fields into one part."""
    made: list[tuple[str, CellField, CellFeatures]] = []
    refused: list[Refusal] = []
    for source in sources:
        try:
            made.append((source.identifier, *_cells_and_features(source, config)))
        except QuorumError as error:
            refused.append(Refusal(source.identifier, error.code, error.message))
    names = tuple(spec.name for spec in specs_for(config.families, config.references))
    info = CellTableInfo(
        features_digest=features_digest(config),
        family_versions=versions_of(config.families),
        segmentation=_segmentation(config),
        code_version=version("quorum"),
    )
    contents = PartContents(
        cells=sum(cells.count for _, cells, _ in made),
        fields=tuple(name for name, _, _ in made),
        refused=tuple(refused),
    )
    write_part(
        path,
        CellTable(
            info=info,
            feature_names=names,
            field=np.repeat([name for name, _, _ in made], [cells.count for _, cells, _ in made]).astype(
                np.str_
            ),
            place=np.concatenate([np.empty((0, 3), np.float32), *(_places(cells) for _, cells, _ in made)]),
            features=np.concatenate(
                [np.empty((0, len(names)), np.float32), *(features.values for _, _, features in made)]
            ),
        ),
        contents,
    )
    return contents


def _cells_and_features(source: FieldSource, config: ExtractionConfig) -> tuple[CellField, CellFeatures]:
    loaded = source.load()
    missing = [name for name in config.references if name not in loaded.references]
    if missing:
        raise ChannelsMissing(f"The field lacks the channels {', '.join(missing)}.", channels=missing)
    # Further channels would give this field features that the others lack.
    kept = replace(loaded, references={name: loaded.references[name] for name in config.references})
    cells = segment(kept, config.segmentation).cells
    return cells, extract_features(cells, config.families)


def _places(cells: CellField) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return centre row, centre column and area of each cell in pixels, (cells, 3)."""
    numbers = np.arange(1, cells.count + 1)
    centres = ndimage.center_of_mass(cells.cells > 0, cells.cells, numbers) if cells.count else []
    areas = np.bincount(cells.cells.ravel(), minlength=cells.count + 1)[1:]
    return np.column_stack([np.array(centres).reshape(-1, 2), areas]).astype(np.float32)
