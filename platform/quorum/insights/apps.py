"""Django's entry to `quorum.insights`."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.insights"

    def ready(self) -> None:
        """Follow facts about classifications, and guests who are merged into other volunteers."""
        from quorum.accounts.signals import guest_merging
        from quorum.classifications.signals import facts_arrived
        from quorum.insights.receivers import move_participation
        from quorum.insights.services import add_participation

        facts_arrived.connect(add_participation)
        guest_merging.connect(move_participation)
