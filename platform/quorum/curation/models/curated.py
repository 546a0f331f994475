"""Labels by curators."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CuratedLabel(models.Model):
    """What a curator says is in a subject, in place of the volunteers' consensus, which stays as it is.

    The newest label without `replaced_at` holds; earlier ones are kept.
    """

    project_id = models.BigIntegerField(db_index=True)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="curated_labels")
    task = models.ForeignKey("projects.Task", on_delete=models.PROTECT, related_name="+")
    review_item = models.ForeignKey("curation.ReviewItem", on_delete=models.PROTECT, related_name="labels")
    choice_ids = ArrayField(models.BigIntegerField(), help_text="Choices of the task; empty for none of them.")
    reason = models.CharField(max_length=500, blank=True)
    by_id = models.BigIntegerField(null=True, help_text="User id.")
    created_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "task"],
                condition=models.Q(replaced_at=None),
                name="one_curated_label_per_subject_and_task",
            )
        ]

    def __str__(self) -> str:
        return f"{self.choice_ids} on {self.subject_id}"
