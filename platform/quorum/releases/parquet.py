"""Parquet, written in row groups while it is sent: memory holds one group, never the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from quorum.projects.models import Choice, Project
from quorum.releases import consensus
from quorum.releases.classifications import Names, StoredRow, stored_rows

ROW_GROUP = 50_000
NAME = pa.dictionary(pa.int32(), pa.string())
TIME = pa.timestamp("ms", tz="UTC")

CLASSIFICATIONS = pa.schema(
    [
        ("classification_id", pa.string()),
        ("subject_id", NAME),
        ("external_id", NAME),
        ("workflow", NAME),
        ("workflow_version", pa.int32()),
        ("round", pa.int16()),
        ("task", NAME),
        ("volunteer", NAME),
        ("purpose", NAME),
        ("counted", pa.bool_()),
        ("not_counted_reason", NAME),
        ("choice_code", NAME),
        ("choice_name", NAME),
        ("passed", pa.bool_()),
        ("pass_reason", NAME),
        ("trust", pa.float64()),
        ("strategy", NAME),
        ("model_version", pa.int64()),
        ("blind", pa.bool_()),
        ("duration_ms", pa.int64()),
        ("client_at", TIME),
        ("issued_at", TIME),
        ("received_at", TIME),
        ("superseded_by", pa.string()),
        ("remark", pa.string()),
    ]
)
CONSENSUS = pa.schema(
    [
        ("subject_id", NAME),
        ("external_id", NAME),
        ("round", pa.int16()),
        ("task", NAME),
        ("state", NAME),
        ("n", pa.int32()),
        ("choice_code", NAME),
        ("choice_name", NAME),
        ("votes", pa.int32()),
        ("share_of_classifications", pa.float64()),
        ("p_value", pa.float64()),
        ("in_consensus", pa.bool_()),
        ("decided_at_n", pa.int32()),
        ("decided_at", TIME),
    ]
)


class _Outbox:
    """A file to pyarrow, a queue of bytes to us."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Do nothing: every write is there at once."""

    def take(self) -> bytes:
        """Return what was written since the last call."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def write_classifications(project: Project) -> Iterator[bytes]:
    """Yield the flat export: one row per classification and choice; no choice is null."""
    names = Names(project)
    lines = (line for row in stored_rows(project, names) for line in _lines(row, names))
    return parquet_bytes(CLASSIFICATIONS, lines)


def write_consensus(project: Project) -> Iterator[bytes]:
    """Yield the consensus: one row per subject, round and choice."""
    lines = ((str(line[0]), *line[1:3], str(line[3]), *line[4:]) for line in consensus.consensus_lines(project))
    return parquet_bytes(CONSENSUS, lines)


def parquet_bytes(
    schema: pa.Schema, lines: Iterable[Sequence[Any]], *, group: int = ROW_GROUP
) -> Iterator[bytes]:
    """Yield a Parquet file in pieces; memory holds `group` lines."""
    outbox = _Outbox()
    lines = iter(lines)
    with pq.ParquetWriter(pa.PythonFile(outbox, mode="w"), schema, compression="zstd") as writer:
        while held := list(islice(lines, group)):
            columns = zip(*held, strict=True)
            arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield outbox.take()
    yield outbox.take()


def _lines(row: StoredRow, names: Names) -> Iterator[tuple[Any, ...]]:
    version = names.rounds[row.round].workflow_version
    chosen: list[Choice | None] = [names.choices[choice_id] for choice_id in row.choice_ids]
    for choice in chosen or [None]:
        yield (
            str(row.classification_id),
            str(row.subject_id),
            row.external_id,
            version.workflow.slug,
            version.number,
            names.rounds[row.round].number,
            str(names.tasks[row.task].public_id),
            row.pseudonym,
            row.purpose_name,
            row.counted,
            row.not_counted_reason,
            choice.code if choice else None,
            choice.name if choice else None,
            row.passed,
            row.pass_reason,
            row.trust,
            row.strategy,
            row.model_version,
            row.blind,
            row.duration_ms,
            row.client_at,
            row.issued_at,
            row.received_at,
            str(row.superseded_by) if row.superseded_by else None,
            row.remark,
        )
