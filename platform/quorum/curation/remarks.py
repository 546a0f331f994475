"""What curators make of remarks."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.curation.errors import RemarkUnknown
from quorum.curation.models import Remark
from quorum.curation.signals import remark_found_helpful


def find_remark(*, project_id: int, public_id: UUID) -> Remark:
    """Return a remark of the project; raises RemarkUnknown."""
    remark = Remark.objects.filter(project_id=project_id, public_id=public_id).first()
    if remark is None:
        raise RemarkUnknown("This project has no such remark.")
    return remark


@transaction.atomic
def mark_helpful(*, remark: Remark, helpful: bool, actor: User) -> Remark:
    """Say that a remark helped, or take that back; twice is once. Audited; tells remark_found_helpful."""
    locked = Remark.objects.select_for_update().get(pk=remark.pk)
    if (locked.helpful_at is not None) == helpful:
        return locked
    is_first = helpful and locked.helpful_by_id is None
    locked.helpful_at = timezone.now() if helpful else None
    # Stays when it is taken back, so that nothing is earned twice with one remark.
    locked.helpful_by_id = actor.pk
    locked.save(update_fields=["helpful_at", "helpful_by_id"])
    record("remark.found_helpful" if helpful else "remark.not_helpful", locked, actor=actor)
    if is_first:
        remark_found_helpful.send(
            sender=Remark,
            project_id=locked.project_id,
            volunteer_id=locked.volunteer_id,
            subject_id=locked.subject_id,
            remark_id=locked.pk,
        )
    return locked


def helpful_remarks(*, volunteer_id: int, project_id: int) -> int:
    """Return how many of a volunteer's remarks curators find helpful."""
    return (
        Remark.objects.filter(volunteer_id=volunteer_id, project_id=project_id).exclude(helpful_at=None).count()
    )
