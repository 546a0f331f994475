"""Asking for features from the web: the worker of the platform brings the images to where they are measured."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from quorum.accounts.models import User
from quorum.learning import tasks
from quorum.learning.catalogue import Measured, measured_in
from quorum.learning.errors import NothingToMeasure
from quorum.projects.models import Project


def request_measuring(*, project: Project, by: User) -> Measured:
    """Have the next subjects without features measured, and say how many wait; raises NothingToMeasure."""
    found = measured_in(project)
    if not found.waiting:
        raise NothingToMeasure("Every active subject has features, or a job that computes them.")
    transaction.on_commit(partial(tasks.measure_subjects.delay, project.pk, by.pk))
    return found
