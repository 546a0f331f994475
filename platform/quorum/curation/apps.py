"""Django's entry to `quorum.curation`."""

from __future__ import annotations

from django.apps import AppConfig


class CurationConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.curation"

    def ready(self) -> None:
        """Follow guests who are merged into other volunteers, and people who leave."""
        from quorum.accounts.signals import account_deleting, guest_merging
        from quorum.curation.receivers import empty_remarks, move_remarks

        guest_merging.connect(move_remarks)
        account_deleting.connect(empty_remarks)
