"""Subjects in the operators' pages."""

from __future__ import annotations

from django.contrib import admin

from quorum.audit.admin import ReadOnlyAdmin
from quorum.subjects.models import Import, ImportProblem, Sample, Subject, SubjectSet


@admin.register(Subject)
class SubjectAdmin(ReadOnlyAdmin):
    """Images and where they come from."""

    list_display = ("external_id", "project", "subject_set", "state", "width", "height", "created_at")
    list_filter = ("state",)
    list_select_related = ("project", "subject_set")
    search_fields = ("external_id", "project__slug")


@admin.register(SubjectSet)
class SubjectSetAdmin(ReadOnlyAdmin):
    """Batches of subjects."""

    list_display = ("name", "project", "created_at")
    list_select_related = ("project",)
    search_fields = ("name", "project__slug")


@admin.register(Sample)
class SampleAdmin(ReadOnlyAdmin):
    """What was imaged."""

    list_display = ("project", "antibody", "gene", "cell_line", "plate", "well")
    list_select_related = ("project",)
    search_fields = ("antibody", "gene", "cell_line", "plate")


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """Imports and how far they got."""

    list_display = ("public_id", "project", "kind", "state", "rows_total", "rows_added", "rows_refused")
    list_filter = ("state", "kind")
    list_select_related = ("project",)
    search_fields = ("project__slug", "source")


@admin.register(ImportProblem)
class ImportProblemAdmin(ReadOnlyAdmin):
    """Rows that were refused."""

    list_display = ("import_run", "row", "external_id", "field", "code", "reason")
    list_filter = ("code",)
    list_select_related = ("import_run",)
    search_fields = ("external_id", "reason")
