"""Close the open round of a project."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quorum.projects.models import Project
from quorum.projects.selectors import current_round
from quorum.selection.rounds import close_round


class Command(BaseCommand):
    """`manage.py close_round SLUG`: nothing more is served from it; late answers are kept uncounted."""

    help = "Close the open round of a project."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project", help="slug of the project")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close the round, and say which."""
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.")
        open_one = current_round(project)
        if open_one is None:
            raise CommandError(f"{project.slug} has no open round.")
        closed = close_round(round_id=open_one.pk, actor=None)
        self.stdout.write(f"Round {closed.number} of {project.slug} is closed.")
