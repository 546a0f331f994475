"""Reports of remarks and comments, and volunteers who may not talk for a while."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id


class Report(models.Model):
    """Somebody's wish that curators look at a remark or a comment, and what they did about it."""

    class Reason(models.TextChoices):
        RUDE = "rude"
        SPAM = "spam"
        PRIVATE = "private"
        LEADING = "leading"
        OTHER = "other"

    class Decision(models.TextChoices):
        HIDE = "hide"
        DISMISS = "dismiss"
        WARN = "warn"
        BLOCK = "block"

    project_id = models.BigIntegerField()
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    remark = models.ForeignKey("curation.Remark", null=True, on_delete=models.CASCADE, related_name="reports")
    comment = models.ForeignKey("talk.Comment", null=True, on_delete=models.CASCADE, related_name="reports")
    volunteer_id = models.BigIntegerField(help_text="Who reported it.")
    reason = models.CharField(max_length=8, choices=Reason)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)

    class Meta:
        indexes = [models.Index(fields=["project_id", "closed_at", "id"], name="moderation_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(remark=None, comment__isnull=False)
                | models.Q(remark__isnull=False, comment=None),
                name="report_is_about_one_post",
            ),
            models.UniqueConstraint(fields=["remark", "volunteer_id"], name="one_report_per_remark"),
            models.UniqueConstraint(fields=["comment", "volunteer_id"], name="one_report_per_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} by {self.volunteer_id}"


class TalkBlock(models.Model):
    """A volunteer who may read but not write in a project's discussions until a date; kept when over."""

    project_id = models.BigIntegerField()
    volunteer_id = models.BigIntegerField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)
    by_id = models.BigIntegerField(null=True, help_text="User id.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["volunteer_id", "project_id", "until"], name="blocks_of_volunteer")]

    def __str__(self) -> str:
        return f"{self.volunteer_id} until {self.until:%Y-%m-%d}"
