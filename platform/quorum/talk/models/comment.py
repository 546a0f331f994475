"""Comments in the discussion of a subject."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id


class Comment(models.Model):
    """One comment on a subject, by a volunteer or by somebody with a role; remarks open the discussion.

    A comment that was deleted, by its author or with the author's account, keeps its place without words.
    """

    project_id = models.BigIntegerField()
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="comments")
    volunteer_id = models.BigIntegerField(db_index=True, help_text="The author.")
    as_role = models.CharField(max_length=9, blank=True, help_text="The author's role when it was written.")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    remark = models.ForeignKey("curation.Remark", null=True, on_delete=models.CASCADE, related_name="replies")
    text = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "created_at"], name="comments_of_subject"),
            models.Index(fields=["project_id", "created_at"], name="comments_of_project"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(remark=None), name="comment_replies_to_one_post"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ReadMark(models.Model):
    """How far a volunteer has read the discussion of a subject."""

    volunteer_id = models.BigIntegerField()
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer_id", "subject"], name="one_read_mark_per_discussion")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} read {self.subject_id}"
