"""Compute a project's consensus anew over all its rounds."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quorum.aggregation.services import recompute_consensus
from quorum.domain.errors import QuorumError
from quorum.projects.models import Project, Round, Task


class Command(BaseCommand):
    """`manage.py recompute_consensus PROJECT [--round N ...]`."""

    help = "Store a consensus run over the pooled votes of a project's newest workflow version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the project, the rounds and the reason."""
        parser.add_argument("project", help="The project's slug.")
        parser.add_argument("--round", type=int, action="append", help="Number of a round; all by default.")
        parser.add_argument("--reason", default="", help="Kept in the audit log.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every task of the newest version that has rounds."""
        project = Project.objects.filter(slug=options["project"]).first()
        newest = Round.objects.filter(project=project).order_by("-pk").first()
        if project is None or newest is None:
            raise CommandError(f"There is no project named {options['project']} with a round.")
        rounds = list(Round.objects.filter(workflow_version=newest.workflow_version).order_by("number"))
        if options["round"]:
            rounds = [one for one in rounds if one.number in options["round"]]
        for task in Task.objects.filter(workflow_version=newest.workflow_version):
            try:
                run = recompute_consensus(task=task, rounds=rounds, actor=None, reason=options["reason"])
            except QuorumError as error:
                raise CommandError(error.message) from error
            pooled = ", ".join(str(one.number) for one in rounds)
            self.stdout.write(
                f"{task.question} run {run.number}: {run.results.count()} subjects, rounds {pooled}"
            )
