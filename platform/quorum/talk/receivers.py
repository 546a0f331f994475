"""What talk does when a guest is merged into another volunteer, and when an account is deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from quorum.talk.models import (
    AnnouncementSeen,
    Comment,
    CreditedName,
    Notice,
    ReadMark,
    Report,
    TalkBlock,
)

# Kept once per volunteer and one of these: what the receiver of a guest has already stands.
_ONCE: dict[type[Model], str] = {
    AnnouncementSeen: "announcement_id",
    ReadMark: "subject_id",
    CreditedName: "project_id",
}


def move_talk(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Sign a guest's posts with the name that the guest has now; blocks come along. Receives guest_merging."""
    for model in (Comment, Notice, TalkBlock):
        model._default_manager.filter(volunteer_id=from_volunteer_id).update(volunteer_id=to_volunteer_id)
    for once, field in _ONCE.items():
        own = once._default_manager.filter(volunteer_id=to_volunteer_id).values(field)
        moving = once._default_manager.filter(volunteer_id=from_volunteer_id)
        moving.filter(**{f"{field}__in": list(own.values_list(field, flat=True))}).delete()
        moving.update(volunteer_id=to_volunteer_id)
    _move_reports(from_volunteer_id, to_volunteer_id)


def erase_talk(*, volunteer_id: int, **_: Any) -> None:
    """Remove the words of somebody who deletes their account; tombstones stay. Receives account_deleting."""
    written = Comment.objects.filter(volunteer_id=volunteer_id)
    written.update(text="", hidden_reason="")
    written.filter(deleted_at=None).update(deleted_at=timezone.now())
    Report.objects.filter(volunteer_id=volunteer_id).update(note="")
    for model in (CreditedName, Notice, ReadMark, AnnouncementSeen):
        model._default_manager.filter(volunteer_id=volunteer_id).delete()


def _move_reports(from_volunteer_id: int, to_volunteer_id: int) -> None:
    own = Report.objects.filter(volunteer_id=to_volunteer_id)
    twice = Q(remark_id__in=list(own.exclude(remark=None).values_list("remark_id", flat=True))) | Q(
        comment_id__in=list(own.exclude(comment=None).values_list("comment_id", flat=True))
    )
    moving = Report.objects.filter(volunteer_id=from_volunteer_id)
    moving.filter(twice).delete()
    moving.update(volunteer_id=to_volunteer_id)
