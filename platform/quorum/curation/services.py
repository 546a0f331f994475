"""Keeping what volunteers remark, and finding the subjects that need a curator's eye because of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

_INSERT = """
insert into curation_remark
       (public_id, project_id, subject_id, volunteer_id, round_id, classification_id, kind, text, x, y,
        hidden_reason, created_at)
select r.public_id, c.project_id, c.subject_id, c.volunteer_id, c.round_id, c.id, r.kind, r.text, r.x, r.y,
       '', c.received_at
  from json_to_recordset(%s::json) as r(
       public_id uuid, round_id bigint, volunteer_id bigint, client_uuid uuid, kind text, text text,
       x double precision, y double precision)
  join classification c
    on c.round_id = r.round_id and c.volunteer_id = r.volunteer_id and c.client_uuid = r.client_uuid
  join subjects_subject s on s.id = c.subject_id
"""
# Two answers to a subject at once must see each other's remarks. In the order of ids: two processes
# never wait for each other in a circle.
_LOCK_SUBJECTS = """
select pg_advisory_xact_lock(%s, (id %% 2147483647)::int)
  from (select unnest(%s::bigint[]) as id order by 1) as subject
"""
REMARKS_LOCK = 7_160_002
# Only remarks since the last decision count, so that a decided subject does not come back at once.
_OPEN_REMARKED = """
insert into curation_reviewitem
       (project_id, public_id, subject_id, reason, note, opened_at, decision, decision_reason)
select remark.project_id, gen_random_uuid(), remark.subject_id, 'remarks', '', now(), '', ''
  from curation_remark remark join projects_project project on project.id = remark.project_id
 where remark.subject_id = any (%s::bigint[])
   and remark.created_at > coalesce(
       (select max(closed_at) from curation_reviewitem done
         where done.subject_id = remark.subject_id and done.reason = 'remarks'), '-infinity')
 group by remark.project_id, remark.subject_id, project.remarks_for_review
having count(distinct remark.volunteer_id) > project.remarks_for_review
    on conflict do nothing
"""
_OPEN_DISPUTED = """
insert into curation_reviewitem
       (project_id, public_id, subject_id, reason, note, opened_at, decision, decision_reason)
select distinct tally.project_id, gen_random_uuid(), tally.subject_id, 'disputed', '', now(), '', ''
  from classifications_subjectroundtask tally
 where tally.id = any (%s::bigint[]) and tally.state = 'disputed'
    on conflict do nothing
"""


class RemarkDraft(msgspec.Struct, frozen=True):
    """A remark that came with the classification of that round, volunteer and client UUID.

    `x` and `y` are shares of the image's width and height, None for a remark on the whole image.
    """

    public_id: UUID
    round_id: int
    volunteer_id: int
    client_uuid: UUID
    subject_id: int
    text: str
    kind: str = "unusual"
    x: float | None = None
    y: float | None = None


class Executor(Protocol):
    """A connection or cursor that runs one statement."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Run one statement."""


def store_remarks(*, executor: Executor, remarks: Sequence[RemarkDraft]) -> None:
    """Insert remarks in the transaction that inserts their classifications.

    A subject on which more volunteers than the project's number have remarked enters the review queue.
    """
    subject_ids = list({remark.subject_id for remark in remarks})
    executor.execute(_LOCK_SUBJECTS, (REMARKS_LOCK, subject_ids))
    executor.execute(_INSERT, (msgspec.json.encode(remarks).decode(),))
    open_remarked(executor=executor, subject_ids=subject_ids)


def open_remarked(*, executor: Executor, subject_ids: Sequence[int]) -> None:
    """Put those subjects into the review queue on which enough volunteers have remarked."""
    executor.execute(_OPEN_REMARKED, (list(subject_ids),))


def open_disputed(*, executor: Executor, tally_ids: Sequence[int]) -> None:
    """Put the subjects of disputed tallies into the review queue, in the transaction that decides them."""
    executor.execute(_OPEN_DISPUTED, (list(tally_ids),))
