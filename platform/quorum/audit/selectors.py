"""Reading the audit log."""

from __future__ import annotations

from quorum.audit.models import AuditEvent


def events_of_project(*, project_id: int, before: int | None, limit: int) -> list[AuditEvent]:
    """Return up to `limit` events of a project, newest first, from below the event id `before`."""
    events = AuditEvent.objects.filter(project_id=project_id)
    if before is not None:
        events = events.filter(pk__lt=before)
    return list(events.order_by("-pk")[:limit])
