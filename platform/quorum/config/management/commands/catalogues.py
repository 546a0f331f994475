"""Keep the catalogues of the server's pages up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quorum.config import catalogues


class Command(BaseCommand):
    """`manage.py catalogues`: collect sentences, compile translations; `--check` only says what is missing."""

    help = "Collect what the server's pages say into the catalogues, and compile these."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when something is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect and compile, then name what is left to translate."""
        house = catalogues.our_house()
        if not options["check"]:
            catalogues.collect(house)
            catalogues.compile_all(house)
        found = catalogues.problems(house)
        for problem in found:
            self.stdout.write(problem)
        if found and options["check"]:
            raise CommandError("Run manage.py catalogues, and translate what is missing (docs/translating.md).")
