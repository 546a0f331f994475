"""A project with four channels, and imports into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quorum.projects.models import Project
from quorum.projects.services import FLUORESCENCE_CHANNELS, create_project
from quorum.subjects.models import Import
from quorum.subjects.options import ImportOptions
from quorum.subjects.services import run_import, start_import

Importer = Callable[..., Import]


@pytest.fixture
def project(db: None) -> Project:
    return create_project(
        slug="cells", title="Cells", channels=FLUORESCENCE_CHANNELS, credit="The project", licence="CC0"
    )


@pytest.fixture
def do_import(project: Project) -> Importer:
    """Return a function that imports a folder into the project; keywords become options."""

    def run(folder: Path, kind: str = "kaggle", **options: object) -> Import:
        import_run = start_import(
            project=project, kind=kind, folder=folder, subject_set="first", options=ImportOptions(**options)
        )
        return run_import(import_run)

    return run
