"""Reporting posts, and deciding about reports; every decision is audited."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quorum.accounts.models import User, Volunteer
from quorum.audit.services import record
from quorum.curation.models import Remark
from quorum.talk.access import Talker, author_of
from quorum.talk.errors import BlockInvalid, NothingReported, PostUnknown, ReportedAlready
from quorum.talk.limits import REPORT_LIMITS, require_pace
from quorum.talk.models import Comment, Notice, Report, TalkBlock
from quorum.talk.notices import tell
from quorum.talk.posts import Post, find_post, is_gone

Decision = Report.Decision


@transaction.atomic
def report_post(*, talker: Talker, post: Post, reason: str, note: str = "") -> Report:
    """Ask curators to look at a post. Raises ReportedAlready, PostUnknown, TalkBlocked, TalkTooFast."""
    if is_gone(post) or post.hidden_at is not None:
        raise PostUnknown("There is nothing left to report.")
    reporter = Volunteer.objects.select_for_update(no_key=True).get(pk=author_of(talker).pk)
    mine = Report.objects.filter(volunteer_id=reporter.pk)
    if mine.filter(**_about(post)).exists():
        raise ReportedAlready("You have reported this before.")
    require_pace(mine, REPORT_LIMITS)
    return Report.objects.create(
        project_id=post.project_id,
        volunteer_id=reporter.pk,
        reason=Report.Reason(reason),
        note=note,
        **_about(post),
    )


@transaction.atomic
def moderate(
    *, project_id: int, public_id: UUID, decision: str, reason: str, until: datetime | None, actor: User
) -> Post:
    """Close all open reports about a post with a decision, and tell its author unless it is dismissed.

    `hide` takes it out of sight, `warn` and `block` do so too; a block lasts until `until`. Raises
    PostUnknown, NothingReported where no report is open, BlockInvalid without a date to come.
    """
    post = find_post(project_id=project_id, public_id=public_id)
    reports = list(Report.objects.select_for_update().filter(closed_at=None, **_about(post)))
    if not reports:
        raise NothingReported("Somebody has decided this already.")
    now = timezone.now()
    if decision == Decision.BLOCK and (until is None or until <= now):
        raise BlockInvalid("A block needs a date to come.", field="until")
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(
        closed_at=now, decision=Decision(decision)
    )
    if decision != Decision.DISMISS:
        _hide(post, reason, now)
    if decision == Decision.BLOCK and until is not None:
        TalkBlock.objects.create(
            project_id=project_id,
            volunteer_id=post.volunteer_id,
            until=until,
            reason=reason,
            by_id=actor.pk,
        )
    kinds = {Decision.HIDE: Notice.Kind.HIDDEN, Decision.WARN: Notice.Kind.WARNING}
    if decision != Decision.DISMISS:
        tell(post=post, kind=kinds.get(Decision(decision), Notice.Kind.BLOCKED), text=reason)
    ends = until.isoformat() if until is not None and decision == Decision.BLOCK else None
    record("talk.moderated", post, actor=actor, reason=reason, decision=decision, until=ends)
    return post


@transaction.atomic
def show_again(*, post: Post, actor: User, reason: str = "") -> Post:
    """Take the hiding of a post back; audited."""
    if post.hidden_at is not None:
        post.hidden_at, post.hidden_reason = None, ""
        post.save(update_fields=["hidden_at", "hidden_reason"])
        record("talk.shown_again", post, actor=actor, reason=reason)
    return post


def _hide(post: Post, reason: str, now: datetime) -> None:
    post.hidden_at, post.hidden_reason = now, reason
    post.save(update_fields=["hidden_at", "hidden_reason"])


def _about(post: Post) -> dict[str, Remark | Comment]:
    return {"remark": post} if isinstance(post, Remark) else {"comment": post}
