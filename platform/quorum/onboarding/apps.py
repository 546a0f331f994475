"""Django's entry to `quorum.onboarding`."""

from __future__ import annotations

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.onboarding"

    def ready(self) -> None:
        """Let standings and training answers follow a guest who is merged into another volunteer."""
        from quorum.accounts.signals import guest_merging
        from quorum.onboarding.receivers import move_standing

        guest_merging.connect(move_standing)
