"""Django's entry to `quorum.rewards`."""

from __future__ import annotations

from django.apps import AppConfig


class RewardsConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.rewards"
