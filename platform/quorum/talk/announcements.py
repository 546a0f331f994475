"""Telling everybody in a project."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.projects.models import Project
from quorum.talk.errors import AnnouncementInvalid, AnnouncementUnknown
from quorum.talk.models import Announcement, AnnouncementSeen


def shown_now() -> QuerySet[Announcement]:
    """Return the announcements, of all projects, that are shown at this moment."""
    now = timezone.now()
    ends = Q(ends_at=None) | Q(ends_at__gt=now)
    return Announcement.objects.filter(ends, withdrawn_at=None, starts_at__lte=now)


def find_announcement(*, project: Project, public_id: UUID) -> Announcement:
    """Return an announcement of the project; raises AnnouncementUnknown."""
    found = Announcement.objects.filter(project_id=project.pk, public_id=public_id).first()
    if found is None:
        raise AnnouncementUnknown("This project has no such announcement.")
    return found


@transaction.atomic
def post_announcement(
    *,
    project: Project,
    title: str,
    text: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    actor: User,
) -> Announcement:
    """Announce something from `starts_at` (None: now) until `ends_at`; audited. Raises AnnouncementInvalid."""
    starts_at = starts_at or timezone.now()
    if ends_at is not None and ends_at <= starts_at:
        raise AnnouncementInvalid("An announcement must end after it starts.", field="ends_at")
    announcement = Announcement.objects.create(
        project_id=project.pk,
        title=title,
        text=text,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by_id=actor.pk,
    )
    record("announcement.posted", announcement, actor=actor, title=title)
    return announcement


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, actor: User) -> None:
    """Show an announcement to nobody any more; twice is once. Audited."""
    if announcement.withdrawn_at is None:
        announcement.withdrawn_at = timezone.now()
        announcement.save(update_fields=["withdrawn_at"])
        record("announcement.withdrawn", announcement, actor=actor, title=announcement.title)


def dismiss(*, announcement: Announcement, volunteer_id: int) -> None:
    """Remember that a volunteer has seen an announcement."""
    AnnouncementSeen.objects.get_or_create(announcement=announcement, volunteer_id=volunteer_id)


def seen_by(*, volunteer_id: int, announcements: list[Announcement]) -> set[int]:
    """Return the ids of those announcements that a volunteer has seen."""
    seen = AnnouncementSeen.objects.filter(volunteer_id=volunteer_id, announcement__in=announcements)
    return set(seen.values_list("announcement_id", flat=True))
