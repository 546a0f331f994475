"""The audit log."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One change by one person: who, what, when, why. Rows are never changed or deleted (a trigger sees to it).

    Ids instead of foreign keys: an event outlives what it speaks of.
    """

    project_id = models.BigIntegerField(null=True, db_index=True)
    actor_id = models.BigIntegerField(null=True, help_text="User id; null for the system itself.")
    verb = models.CharField(max_length=64, help_text="What was done, e.g. workflow_version.published.")
    object_kind = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"
