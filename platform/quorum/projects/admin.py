"""Projects in the operators' pages."""

from __future__ import annotations

from django.contrib import admin

from quorum.audit.admin import ReadOnlyAdmin
from quorum.projects.models import LabelSetVersion, Membership, Project, Round, Task, WorkflowVersion


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    """Studies; changes go through the services, which audit them."""

    list_display = ("slug", "title", "state", "guests_allowed", "created_at")
    list_filter = ("state", "guests_allowed")
    search_fields = ("slug", "title")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who holds which role."""

    list_display = ("project", "user", "role")
    list_filter = ("role",)
    list_select_related = ("project", "user")
    search_fields = ("project__slug", "user__email")


@admin.register(WorkflowVersion)
class WorkflowVersionAdmin(ReadOnlyAdmin):
    """What was asked, version by version."""

    list_display = ("project", "workflow", "number", "rounds", "created_by", "created_at")
    list_select_related = ("project", "workflow", "created_by")
    search_fields = ("project__slug", "workflow__slug")


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    """Questions with their rules."""

    list_display = ("project", "question", "kind", "maximum_choices", "minimum_votes", "maximum_votes")
    list_select_related = ("project",)
    search_fields = ("project__slug", "question")


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    """Passes over the subjects."""

    list_display = ("project", "workflow_version", "number", "state", "opened_at", "closed_at")
    list_filter = ("state",)
    list_select_related = ("project", "workflow_version")
    search_fields = ("project__slug",)


@admin.register(LabelSetVersion)
class LabelSetVersionAdmin(ReadOnlyAdmin):
    """Versions of label sets."""

    list_display = ("label_set", "number", "created_at")
    list_select_related = ("label_set",)
    search_fields = ("label_set__slug", "label_set__title")
