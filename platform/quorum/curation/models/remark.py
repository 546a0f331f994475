"""What volunteers remarked on subjects."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id


class Remark(models.Model):
    """A volunteer's "report unusual" on a subject; apart from the classification that brought it.

    `x` and `y` mark a place in the unrotated image, as shares of its width and height from the top left
    corner; both are None for a remark on the whole image.
    """

    class Kind(models.TextChoices):
        UNUSUAL = "unusual"
        ARTEFACT = "artefact"
        QUESTION = "question"
        OTHER = "other"

    project_id = models.BigIntegerField(db_index=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="remarks")
    volunteer_id = models.BigIntegerField(db_index=True)
    round_id = models.BigIntegerField()
    classification_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.UNUSUAL, db_default=Kind.UNUSUAL)
    text = models.CharField(max_length=2000, blank=True, help_text="Empty once its author's account is gone.")
    x = models.FloatField(null=True, help_text="Share of the width, 0 to 1.")
    y = models.FloatField(null=True, help_text="Share of the height, 0 to 1.")
    removed_at = models.DateTimeField(null=True, help_text="When its author's account was deleted.")
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    helpful_at = models.DateTimeField(null=True, help_text="When a curator found it helpful.")
    helpful_by_id = models.BigIntegerField(null=True, help_text="User id.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(x=None, y=None) | models.Q(x__range=(0, 1), y__range=(0, 1)),
                name="remark_point_is_in_the_image",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
