"""Compute a project's consensus anew over all its rounds."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from quorum.aggregation.expert_labels import HoldoutPlan
from quorum.aggregation.method_runs import recompute_by_method
from quorum.aggregation.models import ConsensusRun
from quorum.aggregation.services import recompute_consensus
from quorum.domain.aggregators.registry import AGGREGATORS
from quorum.domain.errors import QuorumError
from quorum.projects.models import Project, Round, Task

SAMPLE_SIZE = "sample-size"


class Command(BaseCommand):
    """`manage.py recompute_consensus PROJECT [--round N ...] [--method NAME]`."""

    help = "Store a consensus run over the pooled votes of a project's newest workflow version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the project, the rounds, the method with its hold-out, and the reason."""
        parser.add_argument("project", help="The project's slug.")
        parser.add_argument("--round", type=int, action="append", help="Number of a round; all by default.")
        parser.add_argument(
            "--method",
            help=f"{', '.join(AGGREGATORS)}; by default the task's own rule, the one that decides live.",
        )
        parser.add_argument(
            "--reference-source",
            default="",
            help="Whose expert labels set the cutoffs; needed where the cutoff hold-out has several sources.",
        )
        parser.add_argument(
            "--holdout",
            type=_share,
            default=1.0,
            help="Share of the subjects marked as cutoff hold-out that is used, all by default, or "
            f"{SAMPLE_SIZE} for the published formula.",
        )
        parser.add_argument("--seed", type=int, default=0, help="Draws the hold-out, and what a method draws.")
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
        tasks = list(Task.objects.filter(workflow_version=newest.workflow_version))
        try:
            # All tasks or none: a method may lack expert labels for one of them.
            with transaction.atomic():
                runs = [_recompute(task, rounds, options) for task in tasks]
        except QuorumError as error:
            raise CommandError(f"{error.message} ({error.code})") from error
        pooled = ", ".join(str(one.number) for one in rounds)
        for task, run in zip(tasks, runs, strict=True):
            self.stdout.write(
                f"{task.question} run {run.number}: {run.results.count()} subjects, rounds {pooled}"
                f"{_method_of(run)}"
            )


def _recompute(task: Task, rounds: list[Round], options: dict[str, Any]) -> ConsensusRun:
    reason = options["reason"]
    if options["method"] is None:
        return recompute_consensus(task=task, rounds=rounds, actor=None, reason=reason)
    plan = HoldoutPlan(share=options["holdout"], source=options["reference_source"], seed=options["seed"])
    return recompute_by_method(
        task=task, rounds=rounds, method=options["method"], plan=plan, actor=None, reason=reason
    )


def _method_of(run: ConsensusRun) -> str:
    if run.decided_by == ConsensusRun.DecidedBy.LIVE_RULE:
        return ""
    reference = run.parameters["reference"]
    return f", {run.method}, {reference['held_out'] if reference else 0} held out"


def _share(text: str) -> float | None:
    if text == SAMPLE_SIZE:
        return None
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is neither a share nor {SAMPLE_SIZE}.") from None
