"""Background work of integrity."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from quorum.integrity.screenings import screen_project
from quorum.projects.models import Project


@shared_task
def screen_answers() -> int:
    """Look through the new answers of all live projects; return the number of suspicions."""
    live = Project.objects.filter(state=Project.State.LIVE)
    return sum(screen_project(project=project, now=timezone.now()) for project in live)
