"""Django's entry to `quorum.talk`."""

from __future__ import annotations

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.talk"

    def ready(self) -> None:
        """Follow guests who are merged, people who leave, and remarks that helped."""
        from quorum.accounts.signals import account_deleting, guest_merging
        from quorum.curation.signals import remark_found_helpful
        from quorum.talk.notices import tell_of_helpful
        from quorum.talk.receivers import erase_talk, move_talk

        guest_merging.connect(move_talk)
        account_deleting.connect(erase_talk)
        remark_found_helpful.connect(tell_of_helpful)
