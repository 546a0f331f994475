"""Writing to the audit log."""

from __future__ import annotations

from typing import Any

from quorum.audit.models import AuditEvent


def record(
    *,
    verb: str,
    object_kind: str,
    object_id: object,
    actor_id: int | None = None,
    project_id: int | None = None,
    reason: str = "",
    **details: Any,
) -> AuditEvent:
    """Append one event in the caller's transaction, so that it commits or vanishes with the change."""
    return AuditEvent.objects.create(
        project_id=project_id,
        actor_id=actor_id,
        verb=verb,
        object_kind=object_kind,
        object_id=str(object_id),
        reason=reason,
        details=details,
    )
