"""The audit log in the operators' pages, and the mixin for rows that nobody edits."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from quorum.audit.models import AuditEvent


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that every operator may look at and nobody edits by hand."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Let operators in."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let operators look."""
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who changed what, when and why."""

    list_display = ("created_at", "verb", "object_kind", "object_id", "actor_id", "project_id", "reason")
    list_filter = ("verb",)
    search_fields = ("verb", "object_id", "reason")
    ordering = ("-pk",)
