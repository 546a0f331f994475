"""`manage.py import_subjects`: images and their labels from a folder into a project."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from quorum.domain.errors import UserFault
from quorum.projects.models import Project
from quorum.subjects.importing import Progress
from quorum.subjects.models import Import
from quorum.subjects.options import KINDS, ImportOptions
from quorum.subjects.selectors import problems_of, problems_per_code, unfinished_import
from quorum.subjects.services import run_import, start_import
from quorum.subjects.sources.manifest import MANIFEST_FILE

PROBLEM_COLUMNS = ("row", "external_id", "field", "code", "reason")
NOTHING_READ = 2


class Command(BaseCommand):
    """Imports a folder; a second run goes on where a stopped one ended, or finds nothing left to do."""

    help = (
        "Import images into a project. Rows that cannot go in are listed with row, field, code and reason; "
        "the others go in. Exit status 2 when nothing at all could be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("project", help="slug of the project")
        parser.add_argument("folder", type=Path)
        parser.add_argument("--kind", choices=KINDS, help="default: manifest if there is a manifest.csv")
        parser.add_argument("--manifest", default="", help="CSV file, relative to the folder (or train.csv's)")
        parser.add_argument("--subject-set", default="", help="name of the batch; default: the folder's name")
        parser.add_argument("--credit", default="", help="who is to be named; default: the project's")
        parser.add_argument("--licence", default="", help="default: the project's")
        parser.add_argument("--source", default="", help="where the images are from; default: the project's")
        parser.add_argument("--label-set", default="", help="default: kaggle28, for manifests hpa29")
        parser.add_argument("--label-source", default="", help="whose labels; default: the table's name")
        parser.add_argument("--pixel-size-um", type=float, help="micrometres per pixel of the originals")
        for split in ("control", "cutoff-holdout", "model-holdout"):
            parser.add_argument(f"--{split}-share", type=float, default=0.0, help="share of the labels, 0 to 1")
        parser.add_argument("--seed", type=int, default=0, help="of the split of the labels")
        parser.add_argument("--problems", type=Path, help="CSV file to write the problems to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and print what came of it."""
        try:
            import_run = self._run(options)
        except UserFault as error:
            raise CommandError(error.message, returncode=NOTHING_READ) from error
        if options["problems"]:
            _write_problems(import_run, options["problems"])
        self._print_summary(import_run, options["problems"])
        if import_run.state == Import.State.FAILED:
            raise CommandError(import_run.failure, returncode=NOTHING_READ)
        if import_run.rows_added + import_run.rows_unchanged == 0:
            raise CommandError("No row could be read.", returncode=NOTHING_READ)

    def _run(self, options: dict[str, Any]) -> Import:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']}.", returncode=NOTHING_READ)
        import_run = _find_or_start(project, options)
        with tqdm(unit=" rows", disable=options["verbosity"] == 0) as bar:

            def show(progress: Progress) -> None:
                bar.total = progress.total
                bar.set_postfix(added=progress.added, refused=progress.refused, refresh=False)
                bar.update(progress.added + progress.unchanged + progress.refused - bar.n)

            return run_import(import_run, show)

    def _print_summary(self, import_run: Import, problems_file: Path | None) -> None:
        for title, number in (
            ("rows", import_run.rows_total),
            ("added", import_run.rows_added),
            ("unchanged", import_run.rows_unchanged),
            ("refused", import_run.rows_refused),
        ):
            self.stdout.write(f"{title:<12}{number:>8}")
        for code, number in problems_per_code(import_run):
            self.stdout.write(f"  {code:<22}{number:>6}")
        if problems_file is None:
            for problem in problems_of(import_run)[:20]:
                self.stdout.write(
                    f"row {problem.row} {problem.external_id} {problem.field}: {problem.code}: {problem.reason}"
                )


def _find_or_start(project: Project, given: dict[str, Any]) -> Import:
    """Return the stopped import that this command would repeat, else a new one."""
    folder: Path = given["folder"]
    options = ImportOptions(**{name: given[name] for name in ImportOptions.__struct_fields__ if name in given})
    kind = given["kind"] or _guess_kind(folder)
    subject_set = given["subject_set"] or folder.resolve().name
    with transaction.atomic():
        stopped = unfinished_import(
            project=project, kind=kind, folder=folder, subject_set=subject_set, options=options
        )
    return stopped or start_import(
        project=project, kind=kind, folder=folder, subject_set=subject_set, options=options
    )


def _guess_kind(folder: Path) -> str:
    return "manifest" if (folder / MANIFEST_FILE).is_file() else "kaggle"


def _write_problems(import_run: Import, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(PROBLEM_COLUMNS)
        for problem in problems_of(import_run).iterator():
            writer.writerow([getattr(problem, column) for column in PROBLEM_COLUMNS])
