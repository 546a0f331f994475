"""Django's entry to `quorum.aggregation`."""

from __future__ import annotations

from django.apps import AppConfig


class AggregationConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.aggregation"

    def ready(self) -> None:
        """Follow guests who are merged into other volunteers."""
        from quorum.accounts.signals import guest_merging
        from quorum.aggregation.receivers import move_skills

        guest_merging.connect(move_skills)
