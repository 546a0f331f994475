"""Django's entry to `quorum.onboarding`."""

from __future__ import annotations

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.onboarding"
