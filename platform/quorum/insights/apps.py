"""Django's entry to `quorum.insights`."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.insights"

    def ready(self) -> None:
        """Follow guests who are merged into other volunteers."""
        from quorum.accounts.signals import guest_merging
        from quorum.insights.receivers import move_participation

        guest_merging.connect(move_participation)
