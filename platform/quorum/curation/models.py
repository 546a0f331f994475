"""What volunteers remarked on subjects."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id


class Remark(models.Model):
    """A volunteer's "report unusual" on a subject; apart from the classification that brought it."""

    project_id = models.BigIntegerField(db_index=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="remarks")
    volunteer_id = models.BigIntegerField()
    round_id = models.BigIntegerField()
    classification_id = models.BigIntegerField()
    text = models.CharField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text[:60]
