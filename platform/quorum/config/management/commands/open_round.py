"""Open the next round of a project."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from quorum.domain.errors import UserFault
from quorum.projects.models import Project, WorkflowVersion
from quorum.projects.services import change_state
from quorum.selection.rounds import open_round


class Command(BaseCommand):
    """`manage.py open_round SLUG`: every active subject gets a fresh tally and a place in the queue."""

    help = "Open the next round of a project's newest workflow version; a draft goes live."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project", help="slug of the project")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Open the round, and say which."""
        try:
            project = Project.objects.get(slug=options["project"])
            version = WorkflowVersion.objects.filter(project=project).latest("created_at")
            opened = open_round(workflow_version=version, actor=None)
            if project.state == Project.State.DRAFT:
                change_state(
                    project=project, state=Project.State.LIVE, actor=None, reason="First round opened."
                )
        except Project.DoesNotExist:
            raise CommandError(f"There is no project {options['project']}.") from None
        except WorkflowVersion.DoesNotExist:
            raise CommandError(f"{options['project']} has no question yet.") from None
        except UserFault as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        self.stdout.write(f"Round {opened.number} of {project.slug} is open.")
