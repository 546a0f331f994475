"""Django's entry to `quorum.accounts`."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.accounts"
