"""Django's entry to `quorum.talk`."""

from __future__ import annotations

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.talk"
