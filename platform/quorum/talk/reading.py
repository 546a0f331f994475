"""How far volunteers have read."""

from __future__ import annotations

from django.utils import timezone

from quorum.talk.models import ReadMark


def mark_read(*, volunteer_id: int, subject_id: int) -> None:
    """Remember that a volunteer has read a discussion up to now."""
    ReadMark.objects.update_or_create(
        volunteer_id=volunteer_id, subject_id=subject_id, defaults={"read_at": timezone.now()}
    )
