"""Writing to the audit log."""

from __future__ import annotations

from typing import Any

from django.db import models

from quorum.audit.models import AuditEvent


def record(
    verb: str,
    changed: models.Model,
    *,
    actor: models.Model | None,
    project_id: int | None = None,
    reason: str = "",
    **details: Any,
) -> AuditEvent:
    """Append one event in the caller's transaction, so that it commits or vanishes with the change.

    `verb` names what was done (`role.granted`), `changed` the row it was done to, `actor` the user who
    did it (None: the system). The project is that of `changed`, unless `project_id` names another.
    """
    return AuditEvent.objects.create(
        project_id=project_id if project_id is not None else getattr(changed, "project_id", None),
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        object_kind=str(changed._meta.verbose_name).replace(" ", "_"),
        object_id=str(changed.pk),
        reason=reason,
        details=details,
    )
