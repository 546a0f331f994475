"""Django's entry to `quorum.onboarding`."""

from __future__ import annotations

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.onboarding"

    def ready(self) -> None:
        """Let standings follow a guest who is merged, and keep known answers out of the field guide."""
        from quorum.accounts.signals import guest_merging
        from quorum.onboarding.receivers import keep_known_answers_out, move_standing
        from quorum.subjects.signals import subjects_shown_in_guide

        guest_merging.connect(move_standing)
        subjects_shown_in_guide.connect(keep_known_answers_out)
