"""Django's entry to `quorum.audit`."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.audit"
