"""Projects with drawn fields, and volunteers who are programs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from allauth.account.models import EmailAddress

from quorum.accounts.models import User
from quorum.config.demo.images import MANIFEST
from quorum.config.simulation.player import Player
from quorum.projects.label_sets import shipped_label_set
from quorum.projects.models import Project
from quorum.projects.services import (
    FLUORESCENCE_CHANNELS,
    TaskSpec,
    change_state,
    create_project,
    grant_role,
    publish_workflow_version,
)
from quorum.selection.rounds import open_round
from quorum.subjects.options import ImportOptions
from quorum.subjects.services import run_import, start_import
from tests.factories import make_user

QUESTION = "Where in the cells is the green protein?"
# With 29 classes and up to 5 choices, 3 of 3 votes have p = 0.0043: the smallest rule that is not degenerate.
MINIMUM_VOTES = 3
MAXIMUM_VOTES = 5


def make_campaign(
    slug: str, *, drawn: Path, subjects: int, folder: Path, guests_allowed: bool = True
) -> Project:
    """Return a live project with an open round over the first `subjects` fields of the folder `drawn`."""
    project = create_project(
        slug=slug,
        title="Where is the protein?",
        tagline="Find the place of one protein in four-colour pictures of cells.",
        channels=FLUORESCENCE_CHANNELS,
        guests_allowed=guests_allowed,
        terms="Your answers are stored under a pseudonym.\n\nYou can stop at any time.",
        credit="Drawn by Quorum's own generator",
        licence="CC0 1.0",
    )
    version = publish_workflow_version(
        project=project,
        label_set_version=shipped_label_set("hpa29"),
        tasks=[TaskSpec(question=QUESTION, minimum_votes=MINIMUM_VOTES, maximum_votes=MAXIMUM_VOTES)],
    )
    if subjects:
        _import(project, _first_fields(drawn, subjects, folder / slug))
    change_state(project=project, state=Project.State.LIVE, actor=None)
    open_round(workflow_version=version, actor=None)
    return project


def make_account(email: str = "", *, project: Project | None = None, role: str = "") -> User:
    """Return somebody who can log in, with a role when one is given; the password is `factories.PASSWORD`."""
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if project is not None and role:
        grant_role(project=project, user=user, role=role, actor=None)
    return user


def label_all(url: str, project: Project, *, choices: Sequence[str], volunteers: int) -> None:
    """Let so many new guests give the same answer to every subject."""
    for _ in range(volunteers):
        player = Player(url=url, project=project.slug)
        player.join(terms_version=project.terms_version)
        while player.next_assignment() is not None:
            player.submit(choices=list(choices), duration_ms=2500)


def _first_fields(drawn: Path, count: int, folder: Path) -> Path:
    folder.mkdir(parents=True)
    heading, *rows = (drawn / MANIFEST).read_text().splitlines(keepends=True)
    (folder / MANIFEST).write_text("".join([heading, *rows[:count]]))
    for number in range(1, count + 1):
        for image in drawn.glob(f"drawn-{number:04d}_*"):
            shutil.copy(image, folder)
    return folder


def _import(project: Project, folder: Path) -> None:
    import_run = start_import(
        project=project,
        kind="manifest",
        folder=folder,
        subject_set="Drawn fields",
        options=ImportOptions(label_set="hpa29"),
    )
    run_import(import_run)
    import_run.refresh_from_db()
    assert import_run.state == "done", import_run.failure
