"""Facts about classifications, for everything that follows from a vote outside its transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec


class ClassificationFact(msgspec.Struct, frozen=True):
    """One stored classification, as the intake tells it; times in UTC.

    Retries of a stored classification make no fact. `volunteer_id` may name a guest who was merged
    into another volunteer since. `not_counted_reason` is that of the classification. `is_paid` says whether
    it may be rewarded; it never depends on `purpose`, so that pay does not tell controls apart.
    """

    public_id: UUID
    project_id: int
    round_id: int
    task_id: int
    subject_id: int
    volunteer_id: int
    purpose: int
    counted: bool
    passed: bool
    duration_ms: int | None
    received_at: datetime
    not_counted_reason: str = ""
    is_paid: bool = True
