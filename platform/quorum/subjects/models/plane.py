"""One image plane in the storage, whatever it belongs to."""

from __future__ import annotations

from django.db import models


class StoredPlane(models.Model):
    """One image plane: the untouched original, and its 8-bit derivatives for the browser.

    Files are stored under the SHA-256 of their content. The contrast window that made the
    derivatives is recorded, as shares of the original's full scale (0 to 1).
    """

    project_channel = models.ForeignKey("projects.ProjectChannel", on_delete=models.PROTECT, related_name="+")
    original = models.CharField(max_length=200, help_text="Storage name of the original file.")
    original_sha256 = models.CharField(max_length=64)
    plane = models.PositiveSmallIntegerField(default=0, help_text="Page within the original, for stacks.")
    bit_depth = models.PositiveSmallIntegerField()
    display = models.CharField(max_length=200, help_text="Storage name of the 8-bit grey WebP.")
    thumbnail = models.CharField(max_length=200)
    display_width = models.PositiveIntegerField()
    display_height = models.PositiveIntegerField()
    window_low = models.FloatField()
    window_high = models.FloatField()

    class Meta:
        abstract = True
