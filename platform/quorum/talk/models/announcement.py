"""What the owners of a project tell everybody."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id


class Announcement(models.Model):
    """One announcement; shown from `starts_at` until `ends_at` (None: until it is withdrawn)."""

    project_id = models.BigIntegerField(db_index=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    created_by_id = models.BigIntegerField(null=True, help_text="User id.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="announcement_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title


class AnnouncementSeen(models.Model):
    """A volunteer has seen, or dismissed, an announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="seen")
    volunteer_id = models.BigIntegerField(db_index=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "volunteer_id"], name="an_announcement_is_seen_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} saw {self.announcement_id}"
