"""Pictures of the field guide: what a choice looks like."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quorum.domain.identifiers import new_public_id
from quorum.subjects.models.plane import StoredPlane


class ReferenceImage(models.Model):
    """One picture that shows volunteers what a choice looks like; everybody who sees the project sees it.

    It belongs to the code of a choice, not to a row of one label set version: a new version of the
    question keeps its pictures. It holds planes of its own; `subject` says where they were taken from,
    and such a subject collects no votes, as its picture is public together with an answer.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="reference_images")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    choice_code = models.CharField(max_length=32)
    position = models.PositiveIntegerField(help_text="Place among the pictures of its choice, from 0.")
    subject = models.ForeignKey(
        "subjects.Subject", null=True, on_delete=models.SET_NULL, related_name="reference_images"
    )
    caption = models.CharField(max_length=200, blank=True)
    cell_line = models.CharField(max_length=64, blank=True)
    credit = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)
    width = models.PositiveIntegerField(help_text="Pixels of the original.")
    height = models.PositiveIntegerField(help_text="Pixels of the original.")
    pixel_size_um = models.FloatField(null=True, help_text="Micrometres per pixel of the original.")
    thumbnail = models.CharField(
        max_length=200, help_text="Storage name of the small picture of all channels in their colours."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["choice_code", "position", "pk"]
        indexes = [models.Index(fields=["project", "choice_code"], name="reference_images_by_choice")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "choice_code"], name="one_reference_image_per_subject_and_choice"
            )
        ]

    def __str__(self) -> str:
        return f"{self.choice_code} {self.public_id}"


class ReferencePlane(StoredPlane):
    """One image plane of a reference image."""

    image = models.ForeignKey(ReferenceImage, on_delete=models.CASCADE, related_name="planes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "project_channel"], name="one_plane_per_reference_image")
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.project_channel_id}"
