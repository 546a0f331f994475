"""Drafts of workflows: what an owner is still working on."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class WorkflowDraft(models.Model):
    """The unpublished questions, choices and rule of a project, at most one; publishing it leaves it in place.

    `revision` goes up with every save, so that nobody overwrites what they have not seen.
    """

    project = models.OneToOneField(
        "projects.Project", on_delete=models.CASCADE, related_name="workflow_draft", primary_key=True
    )
    content = models.JSONField(help_text="As `quorum.projects.drafts.Draft`.")
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"draft of {self.project_id}"
