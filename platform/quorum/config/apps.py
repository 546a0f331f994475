"""Django's entry to `quorum.config`: management commands and templates of the whole system."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from quorum.messaging.broker import make_folders


class ConfigConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.config"

    def ready(self) -> None:
        """Bind tasks to the Celery app, and make the folders of a broker that is made of files."""
        from quorum.config import celery  # noqa: F401

        make_folders(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
