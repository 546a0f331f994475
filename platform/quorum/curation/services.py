"""Keeping what volunteers remark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

_INSERT = """
insert into curation_remark
       (public_id, project_id, subject_id, volunteer_id, round_id, classification_id, text, created_at)
select r.public_id, c.project_id, c.subject_id, c.volunteer_id, c.round_id, c.id, r.text, c.received_at
  from json_to_recordset(%s::json) as r(
       public_id uuid, round_id bigint, volunteer_id bigint, client_uuid uuid, text text)
  join classification c
    on c.round_id = r.round_id and c.volunteer_id = r.volunteer_id and c.client_uuid = r.client_uuid
  join subjects_subject s on s.id = c.subject_id
"""


class RemarkDraft(msgspec.Struct, frozen=True):
    """A remark that came with the classification of that round, volunteer and client UUID."""

    public_id: UUID
    round_id: int
    volunteer_id: int
    client_uuid: UUID
    text: str


class Executor(Protocol):
    """A connection or cursor that runs one statement."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run one statement."""


def store_remarks(*, executor: Executor, remarks: Sequence[RemarkDraft]) -> None:
    """Insert remarks in the transaction that inserts their classifications."""
    executor.execute(_INSERT, (msgspec.json.encode(remarks).decode(),))
