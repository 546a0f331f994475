"""Reading classifications."""

from __future__ import annotations

from django.db.models import QuerySet

from quorum.classifications.models import Classification, SubjectRoundTask


def classifications_of_subject(*, subject_id: int, round_id: int | None = None) -> QuerySet[Classification]:
    """Return a subject's classifications in the order received, of one round or of all."""
    found = Classification.objects.filter(subject_id=subject_id)
    if round_id is not None:
        found = found.filter(round_id=round_id)
    return found.order_by("received_at", "id")


def classifications_of_volunteer(*, volunteer_id: int, project_id: int) -> int:
    """Return how many classifications a volunteer has given in a project, counted or not."""
    return Classification.objects.filter(volunteer_id=volunteer_id, project_id=project_id).count()


def tally_of(*, round_id: int, task_id: int, subject_id: int) -> SubjectRoundTask | None:
    """Return the counts of a subject in a round for a task, or None when it is not part of the round."""
    return SubjectRoundTask.objects.filter(round=round_id, task=task_id, subject=subject_id).first()
