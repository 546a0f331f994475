"""Django's entry to `quorum.accounts`."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.accounts"

    def ready(self) -> None:
        """Connect what happens on log-in."""
        from django.contrib.auth.signals import user_logged_in

        from quorum.accounts.receivers import adopt_guest_of_this_browser

        user_logged_in.connect(adopt_guest_of_this_browser)
