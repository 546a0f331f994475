"""The curators' queue."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id


class ReviewItem(models.Model):
    """A subject that a curator should look at, and what was decided. Audited; at most one open per reason."""

    class Reason(models.TextChoices):
        REMARKS = "remarks"
        REPORT = "report"
        DISPUTED = "disputed"
        FLAG = "flag"

    class Decision(models.TextChoices):
        KEEP = "keep"
        OVERRIDE = "override"
        WITHDRAW = "withdraw"

    project_id = models.BigIntegerField()
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="review_items")
    reason = models.CharField(max_length=8, choices=Reason)
    note = models.CharField(max_length=500, blank=True, help_text="What whoever flagged or reported it said.")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    by_id = models.BigIntegerField(null=True, help_text="User id of who decided.")

    class Meta:
        indexes = [models.Index(fields=["project_id", "closed_at", "id"], name="review_queue_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "reason"],
                condition=models.Q(closed_at=None),
                name="one_open_review_per_subject_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} for {self.reason}"
