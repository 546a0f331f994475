"""What a volunteer is told in person."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """One line in a volunteer's list of notices; `text` is a reason, where there is one."""

    class Kind(models.TextChoices):
        REPLY = "reply"
        ANSWER = "answer"
        HELPFUL = "helpful"
        HIDDEN = "hidden"
        WARNING = "warning"
        BLOCKED = "blocked"

    project_id = models.BigIntegerField()
    volunteer_id = models.BigIntegerField(help_text="Who is told.")
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.ForeignKey("subjects.Subject", null=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["volunteer_id", "-id"], name="notices_of_volunteer"),
            models.Index(
                fields=["volunteer_id"], condition=models.Q(read_at=None), name="unread_notices_of_volunteer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.volunteer_id}"
