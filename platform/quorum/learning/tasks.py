"""Background work of learning."""

from __future__ import annotations

from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from quorum.accounts.models import User
from quorum.learning import features, loop_steps, questions, tending
from quorum.learning.errors import ArrangementRunning, NothingToMeasure
from quorum.projects.models import Project, Task


@shared_task
def tend_jobs() -> int:
    """Look after jobs; return how many have not ended."""
    return tending.tend_jobs(now=timezone.now())


@shared_task
def advance_loops() -> int:
    """Take the steps that are due in the loops that are on; return how many loops these are."""
    return loop_steps.advance_loops(now=timezone.now())


@shared_task
def arrange_questions() -> int:
    """Put the queues of yes-or-no questions in order where that is due; return how many."""
    return questions.arrange_questions()


@shared_task
def measure_subjects(project_id: int, user_id: int) -> None:
    """Request the features of the next subjects; a message that comes twice may find none."""
    by = User.objects.filter(pk=user_id).first()
    with suppress(NothingToMeasure):
        features.measure_subjects(project=Project.objects.get(pk=project_id), by=by)


@shared_task
def arrange_queues() -> int:
    """Put the queues in order for which there is something new; return how many."""
    # It compiles numeric code, which the web processes that send these tasks would pay for.
    from quorum.learning import arrangements_due

    return arrangements_due.arrange_queues()


@shared_task
def arrange_queue(task_id: int, user_id: int) -> None:
    """Put one queue in order now; a message that comes twice may find it under way."""
    from quorum.learning import arranging

    by = User.objects.filter(pk=user_id).first()
    with suppress(ArrangementRunning):
        arranging.arrange_queue(task=Task.objects.get(pk=task_id), by=by)
