"""Make the demonstration: people, a project, drawn images, an open round."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from tqdm import tqdm

from quorum.config.demo import project as demo
from quorum.config.demo.images import draw_demo_images
from quorum.projects.models import Project
from quorum.projects.selectors import current_round
from quorum.projects.services import change_state
from quorum.selection.rounds import open_round
from quorum.subjects.models import Import
from quorum.subjects.options import ImportOptions
from quorum.subjects.services import run_import, start_import


class Command(BaseCommand):
    """`manage.py seed_demo`: safe to call again; what is there stays."""

    help = "Make the demonstration project with drawn images. Run again, it completes what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--fields", type=int, default=60, help="how many images to draw")
        parser.add_argument("--size", type=int, default=512, help="pixels of a side")
        parser.add_argument("--seed", type=int, default=2018)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make people and project, draw and import the images, open the round."""
        people = demo.make_people()
        project = demo.make_project(people)
        if current_round(project) is not None:
            return
        folder = settings.VAR / "demo" / f"{options['fields']}x{options['size']}-{options['seed']}"
        self._draw(folder, options)
        self._import(project, folder)
        change_state(
            project=project, state=Project.State.LIVE, actor=people["operator"], reason="Demonstration."
        )
        open_round(workflow_version=demo.latest_version(project), actor=people["operator"])

    def _draw(self, folder: Path, options: dict[str, Any]) -> None:
        with tqdm(desc="drawing images", unit=" fields", total=options["fields"]) as bar:
            draw_demo_images(
                folder,
                fields=options["fields"],
                size=options["size"],
                seed=options["seed"],
                on_drawn=bar.update,
            )

    def _import(self, project: Project, folder: Path) -> None:
        import_run = Import.objects.filter(project=project, source=str(folder)).first() or start_import(
            project=project,
            kind="manifest",
            folder=folder,
            subject_set="Drawn fields",
            options=ImportOptions(label_set=demo.LABEL_SET),
            actor=None,
        )
        run_import(import_run)
