"""Facts about classifications, for consumers outside the vote's transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec


class ClassificationFact(msgspec.Struct, frozen=True):
    """One stored classification, as `OutboxEvent.payload` lists them; times in UTC."""

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
