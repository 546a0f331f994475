"""Reading the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from quorum.audit.models import AuditEvent


@dataclass(frozen=True)
class EventFilter:
    """Which events are wanted: of one person, about one kind of object; None for all."""

    actor_id: int | None = None
    object_kind: str | None = None


def events_of_project(
    *, project_id: int, before: int | None, limit: int, wanted: EventFilter | None = None
) -> list[AuditEvent]:
    """Return up to `limit` events of a project, newest first, from below the event id `before`."""
    events = AuditEvent.objects.filter(project_id=project_id)
    if wanted is not None and wanted.actor_id is not None:
        events = events.filter(actor_id=wanted.actor_id)
    if wanted is not None and wanted.object_kind is not None:
        events = events.filter(object_kind=wanted.object_kind)
    if before is not None:
        events = events.filter(pk__lt=before)
    return list(events.order_by("-pk")[:limit])


def actors_of_project(project_id: int) -> list[int]:
    """Return the user ids of everybody who changed something in a project."""
    events = AuditEvent.objects.filter(project_id=project_id, actor_id__isnull=False)
    return [actor for actor in events.order_by().values_list("actor_id", flat=True).distinct() if actor]


def kinds_of_project(project_id: int) -> list[str]:
    """Return the kinds of objects that were changed in a project, in order of name."""
    events = AuditEvent.objects.filter(project_id=project_id)
    return list(events.order_by("object_kind").values_list("object_kind", flat=True).distinct())
