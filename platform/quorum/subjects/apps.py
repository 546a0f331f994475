"""Django's entry to `quorum.subjects`."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from PIL import Image


class SubjectsConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.subjects"

    def ready(self) -> None:
        """Hold the image library to the limit of the house instead of its own."""
        Image.MAX_IMAGE_PIXELS = settings.IMPORT_PIXEL_LIMIT
