"""A project with two subjects in an open round."""

from __future__ import annotations

import pytest

from quorum.projects.models import Project
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import make_member, make_project, make_subject, version_of
from tests.talk.people import Person


@pytest.fixture
def project(db: None) -> Project:
    project = make_project()
    for _ in range(2):
        make_subject(project)
    open_round(workflow_version=version_of(project), actor=None)
    return project


@pytest.fixture
def subject(project: Project) -> Subject:
    return Subject.objects.filter(project=project).earliest("pk")


@pytest.fixture
def other(project: Project) -> Subject:
    return Subject.objects.filter(project=project).latest("pk")


@pytest.fixture
def curator(project: Project) -> Person:
    return Person(project, user=make_member(project, "curator"))


@pytest.fixture
def owner(project: Project) -> Person:
    return Person(project, user=make_member(project, "owner"))
