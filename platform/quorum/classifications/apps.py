"""Django's entry to `quorum.classifications`."""

from __future__ import annotations

from django.apps import AppConfig


class ClassificationsConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.classifications"

    def ready(self) -> None:
        """Let classifications follow a guest who is merged into another volunteer, and devices be forgotten."""
        from quorum.accounts.signals import account_deleting, guest_merging
        from quorum.classifications.devices import forget_devices_of, move_devices
        from quorum.classifications.services import move_classifications

        guest_merging.connect(move_classifications)
        guest_merging.connect(move_devices)
        account_deleting.connect(forget_devices_of)
