"""From a row to files in the storage: checked, decoded, derived. No database in here: it runs in threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from quorum.subjects import storage
from quorum.subjects.derivatives import Derived, composite, derive
from quorum.subjects.errors import ImageRefused, ProblemCode
from quorum.subjects.locating import ChannelPlan, Source, check_sizes, find_sources, size_problem
from quorum.subjects.pixels import read_plane
from quorum.subjects.reference import LabelBook
from quorum.subjects.rows import Problem, Row


@dataclass(frozen=True)
class Plan:
    """Everything that preparing a row depends on beside the row."""

    channels: tuple[ChannelPlan, ...]
    labels: LabelBook | None
    label_source: str
    pixel_limit: int
    display_px: int
    thumbnail_px: int


@dataclass(frozen=True)
class Stored:
    """What the database holds under a row's external id; `content` as in `Prepared`."""

    subject_id: int
    content: Mapping[str, tuple[str, int]]
    metadata: Mapping[str, object]
    label_ids: list[int] | None


@dataclass(frozen=True)
class PreparedChannel:
    """A channel whose files are in the storage."""

    plan: ChannelPlan
    original: str
    original_sha256: str
    plane: int
    bit_depth: int
    display: str
    thumbnail: str
    display_width: int
    display_height: int

    def columns(self) -> dict[str, Any]:
        """Return the columns of a `StoredPlane` by name."""
        stored = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "plan"}
        return stored | {
            "project_channel_id": self.plan.project_channel_id,
            "window_low": self.plan.window.low,
            "window_high": self.plan.window.high,
        }


@dataclass(frozen=True)
class Prepared:
    """A row that is ready to become a subject; `content` is hash and plane of each channel's original."""

    row: Row
    content: Mapping[str, tuple[str, int]]
    label_ids: list[int] | None
    width: int
    height: int
    pixel_size_um: float | None
    channels: tuple[PreparedChannel, ...]
    thumbnail: str


@dataclass(frozen=True)
class Unchanged:
    """A row that is here already; `new_label_ids` are labels that it was without."""

    stored: Stored
    row: Row
    new_label_ids: list[int] | None


@dataclass(frozen=True)
class Refused:
    """A row that cannot go in."""

    problems: tuple[Problem, ...]


Outcome = Prepared | Unchanged | Refused


def prepare(row: Row, plan: Plan, stored: Stored | None) -> Outcome:
    """Check a row, then compare it with what is stored under its id, or store its files."""
    problems: list[Problem] = []
    sources = find_sources(row, plan.channels, problems, pixel_limit=plan.pixel_limit)
    label_ids = _resolve_labels(row, plan, problems)
    if not problems:
        check_sizes(row, sources, problems)
    if problems:
        return Refused(tuple(problems))
    try:
        hashes = {path: storage.sha256_of(path) for path in {source.path for source in sources}}
    except OSError as error:
        reason = f"A file cannot be read: {error.strerror}."
        return Refused((row.problem("", ProblemCode.UNREADABLE, reason),))
    content = {source.channel.key: (hashes[source.path], source.plane) for source in sources}
    if stored is not None:
        return compare(row, content, label_ids, stored)
    return _store(row, plan, sources, content, label_ids)


def compare(
    row: Row, content: Mapping[str, tuple[str, int]], label_ids: list[int] | None, stored: Stored
) -> Unchanged | Refused:
    """Return `Unchanged` when the row is what is stored, else a conflict for each part that differs."""
    differences = {
        "location": content != stored.content,
        "metadata": row.metadata != stored.metadata,
        "labels": None not in (label_ids, stored.label_ids) and label_ids != stored.label_ids,
    }
    problems = tuple(
        row.problem(name, ProblemCode.EXTERNAL_ID_CONFLICT, f"A subject of this id is here with other {title}.")
        for name, title in (("location", "images"), ("metadata", "metadata"), ("labels", "labels"))
        if differences[name]
    )
    if problems:
        return Refused(problems)
    return Unchanged(stored, row, label_ids if stored.label_ids is None else None)


def _resolve_labels(row: Row, plan: Plan, problems: list[Problem]) -> list[int] | None:
    if row.labels is None or plan.labels is None:
        return None
    found, unknown = plan.labels.resolve(row.labels)
    if unknown:
        reason = f"The label set does not have {', '.join(unknown)}."
        problems.append(row.problem("labels", ProblemCode.UNKNOWN_LABEL, reason[:300]))
    return found


def _store(
    row: Row,
    plan: Plan,
    sources: list[Source],
    content: Mapping[str, tuple[str, int]],
    label_ids: list[int] | None,
) -> Prepared | Refused:
    """Derive all channels, and only when every one of them could be read store any file."""
    derived: list[Derived] = []
    problems: list[Problem] = []
    depths: list[int] = []
    for source in sources:
        column = f"location:{source.channel.key}"
        try:
            plane = read_plane(source.path, source.plane, pixel_limit=plan.pixel_limit)
        except ImageRefused as refusal:
            problems.append(row.problem(column, refusal.problem, refusal.message[:300]))
            continue
        height, width = plane.shape
        if (width, height) != (sources[0].header.width, sources[0].header.height):
            problems.append(size_problem(row, source.channel, (width, height), sources[0]))
            continue
        depths.append(8 * plane.dtype.itemsize)
        derived.append(
            derive(
                plane,
                window=source.channel.window,
                display_px=plan.display_px,
                thumbnail_px=plan.thumbnail_px,
            )
        )
    if problems:
        return Refused(tuple(problems))
    try:
        channels = tuple(
            _store_channel(source, content[source.channel.key][0], depth, pictures)
            for source, depth, pictures in zip(sources, depths, derived, strict=True)
        )
    except ImageRefused as refusal:
        return Refused((row.problem("", refusal.problem, refusal.message),))
    mixed = composite(
        [pictures.thumbnail_pixels for pictures in derived],
        colours=[source.channel.colour for source in sources],
    )
    header = sources[0].header
    return Prepared(
        row=row,
        content=content,
        label_ids=label_ids,
        width=header.width,
        height=header.height,
        pixel_size_um=row.pixel_size_um or header.pixel_size_um,
        channels=channels,
        thumbnail=storage.store_derivative(content=mixed, folder="composites"),
    )


def _store_channel(source: Source, sha256: str, depth: int, pictures: Derived) -> PreparedChannel:
    return PreparedChannel(
        plan=source.channel,
        original=storage.store_original(path=source.path, sha256=sha256, extension=source.header.extension),
        original_sha256=sha256,
        plane=source.plane,
        bit_depth=depth,
        display=storage.store_derivative(content=pictures.display, folder="display"),
        thumbnail=storage.store_derivative(content=pictures.thumbnail, folder="thumbnails"),
        display_width=pictures.display_width,
        display_height=pictures.display_height,
    )
