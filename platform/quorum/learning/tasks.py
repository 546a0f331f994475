"""Background work of learning."""

from __future__ import annotations

from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from quorum.accounts.models import User
from quorum.learning import features, loop_steps, tending
from quorum.learning.errors import NothingToMeasure
from quorum.projects.models import Project


@shared_task
def tend_jobs() -> int:
    """Look after jobs; return how many have not ended."""
    return tending.tend_jobs(now=timezone.now())


@shared_task
def advance_loops() -> int:
    """Take the steps that are due in the loops that are on; return how many loops these are."""
    return loop_steps.advance_loops(now=timezone.now())


@shared_task
def measure_subjects(project_id: int, user_id: int) -> None:
    """Request the features of the next subjects; a message that comes twice may find none."""
    by = User.objects.filter(pk=user_id).first()
    with suppress(NothingToMeasure):
        features.measure_subjects(project=Project.objects.get(pk=project_id), by=by)
