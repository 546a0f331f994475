"""Writing, changing and deleting comments."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quorum.accounts.models import Volunteer
from quorum.curation.models import Remark
from quorum.subjects.models import Subject
from quorum.talk.access import Talker, author_of
from quorum.talk.errors import EditTooLate, NotOwnPost, PostGone, PostUnknown
from quorum.talk.limits import COMMENT_LIMITS, require_pace
from quorum.talk.models import Comment
from quorum.talk.notices import tell_of_comment
from quorum.talk.posts import Post, find_post
from quorum.talk.reading import mark_read

EDITABLE = timedelta(minutes=15)


@transaction.atomic
def add_comment(*, talker: Talker, subject: Subject, text: str, reply_to: UUID | None = None) -> Comment:
    """Store a comment on a subject, in reply to a remark or comment on it or to none.

    The caller has let them in (`access.enter`). Raises TalkBlocked, TalkTooFast, PostUnknown, PostGone.
    """
    author = Volunteer.objects.select_for_update(no_key=True).get(pk=author_of(talker).pk)
    if not talker.roles:
        require_pace(Comment.objects.filter(volunteer_id=author.pk), COMMENT_LIMITS)
    target = _target(subject, reply_to)
    comment = Comment.objects.create(
        project_id=subject.project_id,
        subject=subject,
        volunteer_id=author.pk,
        as_role=talker.role,
        parent=target if isinstance(target, Comment) else None,
        remark=target if isinstance(target, Remark) else None,
        text=text,
    )
    mark_read(volunteer_id=author.pk, subject_id=subject.pk)
    tell_of_comment(comment=comment, target=target)
    return comment


@transaction.atomic
def edit_comment(*, talker: Talker, comment: Comment, text: str) -> Comment:
    """Change the words of one's own comment, within a quarter of an hour.

    Raises NotOwnPost, PostGone, EditTooLate, TalkBlocked.
    """
    locked = _own(talker, comment)
    author_of(talker)
    if locked.deleted_at is not None or locked.hidden_at is not None:
        raise PostGone("This comment was deleted or hidden.")
    if timezone.now() - locked.created_at > EDITABLE:
        raise EditTooLate("A comment can be changed for 15 minutes; write another one.")
    locked.text, locked.edited_at = text, timezone.now()
    locked.save(update_fields=["text", "edited_at"])
    return locked


@transaction.atomic
def delete_comment(*, talker: Talker, comment: Comment) -> None:
    """Remove the words of one's own comment; its place stays, so that replies make sense. Raises NotOwnPost."""
    locked = _own(talker, comment)
    locked.text, locked.deleted_at = "", timezone.now()
    locked.save(update_fields=["text", "deleted_at"])


def _own(talker: Talker, comment: Comment) -> Comment:
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if locked.volunteer_id != talker.volunteer_id:
        raise NotOwnPost("Only its author can change a comment.")
    return locked


def _target(subject: Subject, reply_to: UUID | None) -> Post | None:
    if reply_to is None:
        return None
    target = find_post(project_id=subject.project_id, public_id=reply_to)
    if target.subject_id != subject.pk:
        raise PostUnknown("There is no such remark or comment on this image.")
    if target.hidden_at is not None:
        raise PostGone("What you answer to was hidden.")
    return target
