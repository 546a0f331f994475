"""Let the simulated volunteers of the demonstration talk."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from quorum.config.demo import project as demo
from quorum.config.demo.talk import make_talk


class Command(BaseCommand):
    """`manage.py seed_talk`: after the simulated campaign; safe to call again."""

    help = "Add discussions, a discovery and an announcement to the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make people and project where they are missing, then what they say."""
        people = demo.make_people()
        make_talk(demo.make_project(people), people)
