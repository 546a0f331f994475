"""Draw the field guide's pictures of a project with Quorum's own generator."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quorum.config.demo.guide import PER_CHOICE, draw_guide, missing_choices
from quorum.projects.models import Project


class Command(BaseCommand):
    """`manage.py draw_guide demo`: choices that have pictures are left alone."""

    help = "Draw reference images of the 29 classes in five invented cell lines; run again, it completes them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("project", help="slug of the project")
        parser.add_argument("--size", type=int, default=256, help="pixels of a side")
        parser.add_argument("--seed", type=int, default=29)

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw, store, and say how far it is, a line per choice."""
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project named {options['project']}.")
        codes = missing_choices(project)
        total, drawn = PER_CHOICE * len(codes), 0

        def count() -> None:
            nonlocal drawn
            drawn += 1
            if drawn % PER_CHOICE == 0:
                self.stdout.write(f"{drawn} of {total} pictures drawn")
                self.stdout.flush()

        draw_guide(project, codes=codes, size=options["size"], seed=options["seed"], on_drawn=count)
