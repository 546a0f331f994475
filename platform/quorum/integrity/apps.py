"""Django's entry to `quorum.integrity`."""

from __future__ import annotations

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.integrity"

    def ready(self) -> None:
        """Follow guests who are merged into other volunteers."""
        from quorum.accounts.signals import guest_merging
        from quorum.integrity.merging import move_suspicions

        guest_merging.connect(move_suspicions)
