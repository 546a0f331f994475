"""Play volunteers of given skill against a running server."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from quorum.classifications.models import SubjectRoundTask
from quorum.config.simulation.campaign import Campaign, CampaignPlan
from quorum.config.simulation.planning import even_skills, question_of, read_skills, truth_of
from quorum.domain.errors import QuorumError
from quorum.projects.models import Project


class Command(BaseCommand):
    """`manage.py simulate_volunteers PROJECT`: guests label over HTTP until nothing is left."""

    help = "Play volunteers of given precision and recall over HTTP; the project must allow guests."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("project")
        parser.add_argument("--url", default="http://127.0.0.1:8000")
        parser.add_argument("--volunteers", type=int, default=60)
        parser.add_argument("--clients", type=int, default=4, help="volunteers who play at the same time")
        parser.add_argument(
            "--skills", type=Path, help="CSV file with the columns precision,recall to draw from"
        )
        parser.add_argument("--precision", type=float, default=0.75)
        parser.add_argument("--recall", type=float, default=0.7)
        parser.add_argument("--spread", type=float, default=0.1)
        parser.add_argument("--pace", type=float, default=0.0, help="mean seconds spent on an image")
        parser.add_argument(
            "--told-pace", type=float, help="mean seconds that they say they spent, instead of the true ones"
        )
        parser.add_argument("--answers", type=int, help="stop after so many answers")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan the campaign, play it, and say how the subjects stand."""
        try:
            project = Project.objects.get(slug=options["project"])
            plan = self._plan(project, options)
            with tqdm(unit=" answers", desc=project.slug, total=options["answers"], mininterval=1.0) as bar:
                campaign = Campaign(plan, on_answer=bar.update)
                signal.signal(signal.SIGTERM, lambda *_: campaign.stop())
                signal.signal(signal.SIGINT, lambda *_: campaign.stop())
                report = campaign.play(answers=options["answers"])
        except Project.DoesNotExist:
            raise CommandError(f"There is no project named {options['project']}.") from None
        except QuorumError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        open_left = SubjectRoundTask.objects.filter(project_id=project.pk, state="open").count()
        self.stdout.write(f"{report.answers} answers given; {open_left} subjects still open.")

    def _plan(self, project: Project, options: dict[str, Any]) -> CampaignPlan:
        rng = np.random.default_rng(options["seed"])
        question, task = question_of(project)
        skills = (
            read_skills(options["skills"], options["volunteers"], rng)
            if options["skills"]
            else even_skills(
                options["volunteers"],
                precision=options["precision"],
                recall=options["recall"],
                spread=options["spread"],
                rng=rng,
            )
        )
        return CampaignPlan(
            url=options["url"].rstrip("/"),
            project=project.slug,
            truth=truth_of(project, task),
            question=question,
            skills=skills,
            terms_version=project.terms_version,
            clients=options["clients"],
            pace_s=options["pace"],
            told_s=options["told_pace"],
            seed=options["seed"],
        )
