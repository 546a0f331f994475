"""Telling volunteers in person, and what they have not read yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from quorum.accounts.models import Consent
from quorum.curation.models import Remark
from quorum.talk.access import MODERATORS
from quorum.talk.announcements import shown_now
from quorum.talk.models import Announcement, AnnouncementSeen, Comment, Notice
from quorum.talk.posts import Post

LIST_LIMIT = 50


@dataclass(frozen=True)
class Inbox:
    """What a volunteer is told, newest first: in person, and by the owners of their projects."""

    notices: list[Notice]
    announcements: list[Announcement]
    unseen: frozenset[int]


def tell_of_comment(*, comment: Comment, target: Post | None) -> None:
    """Tell whom a comment answers: the author of its target, and all who take part when a curator speaks."""
    told: dict[int, str] = {}
    if comment.as_role in MODERATORS:
        told = dict.fromkeys(_participants(comment.subject_id), Notice.Kind.ANSWER.value)
    elif target is not None:
        told = {target.volunteer_id: Notice.Kind.REPLY.value}
    told.pop(comment.volunteer_id, None)
    Notice.objects.bulk_create(
        Notice(
            project_id=comment.project_id, volunteer_id=volunteer_id, kind=kind, subject_id=comment.subject_id
        )
        for volunteer_id, kind in told.items()
    )


def tell(*, post: Post, kind: str, text: str) -> None:
    """Tell the author of a post what curators did about it."""
    Notice.objects.create(
        project_id=post.project_id,
        volunteer_id=post.volunteer_id,
        kind=Notice.Kind(kind),
        subject_id=post.subject_id,
        text=text,
    )


def tell_of_helpful(*, project_id: int, volunteer_id: int, subject_id: int, **_: object) -> None:
    """Tell a volunteer that a remark of theirs helped; receives remark_found_helpful."""
    Notice.objects.create(
        project_id=project_id, volunteer_id=volunteer_id, kind=Notice.Kind.HELPFUL, subject_id=subject_id
    )


def unread_count(volunteer_id: int) -> int:
    """Return how many notices and announcements a volunteer has not seen."""
    unread = Notice.objects.filter(volunteer_id=volunteer_id, read_at=None).count()
    return unread + _unseen(volunteer_id).count()


def inbox_of(volunteer_id: int) -> Inbox:
    """Return the newest notices of a volunteer, and the announcements that are shown now."""
    notices = Notice.objects.filter(volunteer_id=volunteer_id).order_by("-pk")[:LIST_LIMIT]
    announcements = list(_of_own_projects(volunteer_id).order_by("-starts_at")[:LIST_LIMIT])
    unseen = frozenset(_unseen(volunteer_id).values_list("pk", flat=True))
    return Inbox(list(notices), announcements, unseen)


@transaction.atomic
def mark_all_read(volunteer_id: int) -> None:
    """Remember that a volunteer has seen the list."""
    Notice.objects.filter(volunteer_id=volunteer_id, read_at=None).update(read_at=timezone.now())
    AnnouncementSeen.objects.bulk_create(
        [
            AnnouncementSeen(announcement_id=announcement_id, volunteer_id=volunteer_id)
            for announcement_id in _unseen(volunteer_id).values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )


def _of_own_projects(volunteer_id: int) -> QuerySet[Announcement]:
    joined = Consent.objects.filter(volunteer_id=volunteer_id).values("project_id")
    return shown_now().filter(project_id__in=joined)


def _unseen(volunteer_id: int) -> QuerySet[Announcement]:
    seen = AnnouncementSeen.objects.filter(announcement=OuterRef("pk"), volunteer_id=volunteer_id)
    return _of_own_projects(volunteer_id).exclude(Exists(seen))


def _participants(subject_id: int) -> list[int]:
    remarked = Remark.objects.filter(subject_id=subject_id, removed_at=None).values_list(
        "volunteer_id", flat=True
    )
    commented = Comment.objects.filter(subject_id=subject_id, deleted_at=None)
    return sorted(set(remarked) | set(commented.values_list("volunteer_id", flat=True)))
