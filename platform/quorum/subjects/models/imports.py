"""Imports: what was brought in, how far it got, and what was wrong with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quorum.domain.identifiers import new_public_id


class Import(models.Model):
    """One run over a folder, archive or manifest; it can stop at any row and go on later."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="imports")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    subject_set = models.ForeignKey("subjects.SubjectSet", on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=16, help_text="Layout of the source: kaggle or manifest.")
    source = models.CharField(max_length=500, help_text="Folder that is read.")
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0, help_text="Here already; nothing to do.")
    rows_refused = models.PositiveIntegerField(default=0)
    listing_sha256 = models.CharField(
        max_length=64,
        blank=True,
        help_text="Fingerprint of the rows: only while it is the same, rows done stay done.",
    )
    failure = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} import {self.public_id}"


class ImportProblem(models.Model):
    """One row that was refused, and why."""

    import_run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(help_text="Line in the manifest, or place in the folder, from 1.")
    external_id = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(
                fields=["import_run", "row", "field", "code"], name="one_problem_per_row_field"
            )
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"
