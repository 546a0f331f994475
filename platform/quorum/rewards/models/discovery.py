"""Who saw something first, and how far remarks have been looked through for it."""

from __future__ import annotations

from django.db import models


class Discovery(models.Model):
    """The first remark on a subject that turned out to be worth looking at.

    `is_helpful`: a curator said so, which brings credits. Otherwise other volunteers remarked on the
    subject too, which is told and pays nothing.
    """

    project_id = models.BigIntegerField(db_index=True)
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="discoveries")
    subject = models.OneToOneField("subjects.Subject", on_delete=models.CASCADE, related_name="discovery")
    is_helpful = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.volunteer_id} on subject {self.subject_id}"


class DiscoverySearch(models.Model):
    """The remark up to which subjects have been looked at for discoveries; one row at most."""

    last_remark_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"up to remark {self.last_remark_id}"
