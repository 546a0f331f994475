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
from quorum.config.demo.ladder import make_ladder
from quorum.config.demo.lessons import LESSONS, draw_lessons
from quorum.config.demo.loop import make_loop
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
        parser.add_argument(
            "--no-ladder",
            action="store_false",
            dest="ladder",
            help="no tutorial, training and controls: everybody labels at once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make people and project, draw and import the images, open the round, switch the loop on."""
        people = demo.make_people()
        project = demo.make_project(people)
        if current_round(project) is not None:
            return
        size, seed = options["size"], options["seed"]
        folder = settings.VAR / "demo" / f"{options['fields']}x{size}-{seed}"
        with tqdm(desc="drawing images", unit=" fields", total=options["fields"]) as bar:
            draw_demo_images(folder, fields=options["fields"], size=size, seed=seed, on_drawn=bar.update)
        self._import(project, folder, "Drawn fields")
        if options["ladder"]:
            lessons = settings.VAR / "demo" / f"lessons-{size}-{seed}"
            with tqdm(desc="drawing lessons", unit=" fields", total=len(LESSONS)) as bar:
                draw_lessons(lessons, size=size, seed=seed, on_drawn=bar.update)
            self._import(project, lessons, "Lessons and controls")
            make_ladder(project, actor=people["operator"])
        change_state(
            project=project, state=Project.State.LIVE, actor=people["operator"], reason="Demonstration."
        )
        make_loop(open_round(workflow_version=demo.latest_version(project), actor=people["operator"]))

    def _import(self, project: Project, folder: Path, subject_set: str) -> None:
        import_run = Import.objects.filter(project=project, source=str(folder)).first() or start_import(
            project=project,
            kind="manifest",
            folder=folder,
            subject_set=subject_set,
            options=ImportOptions(label_set=demo.LABEL_SET),
            actor=None,
        )
        run_import(import_run)
