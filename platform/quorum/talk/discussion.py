"""Reading one discussion: remarks and comments in the order in which they were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from quorum.accounts.selectors import pseudonyms
from quorum.curation.errors import CursorInvalid
from quorum.curation.models import Remark
from quorum.subjects.models import Subject
from quorum.talk.access import Talker
from quorum.talk.models import Comment, TalkBlock
from quorum.talk.posts import Post, is_gone

SHOWN, GONE, HIDDEN = "shown", "gone", "hidden"


@dataclass(frozen=True)
class SignedPost:
    """A post as one reader may see it.

    `text` is empty where the words are gone, or hidden from this reader. `point` is (x, y) as shares of
    width and height. `edited_at` and `reply_to` are for comments, `kind`, `point` and `is_helpful` for remarks.
    """

    post: Post
    author: str
    is_mine: bool
    state: str
    text: str
    hidden_reason: str
    reply_to: UUID | None

    @property
    def is_remark(self) -> bool:
        """Whether it came with an answer."""
        return isinstance(self.post, Remark)


@dataclass(frozen=True)
class PostPage:
    """One page, oldest first; `next` continues after its last post, None at the end."""

    results: list[SignedPost]
    next: str | None


def posts_on(*, talker: Talker, subject: Subject, cursor: str, limit: int) -> PostPage:
    """Return the posts after `cursor` ("" for the first). Raises CursorInvalid."""
    after = _after(cursor)
    found: list[Post] = []
    for model in (Remark, Comment):
        found += _page_of(model, talker, subject, after, limit)
    found.sort(key=lambda post: (post.created_at, str(post.public_id)))
    shown = found[:limit]
    more = len(found) > limit
    last = shown[-1] if shown else None
    return PostPage(
        results=sign(talker=talker, posts=shown),
        next=f"{last.created_at.isoformat()} {last.public_id}" if more and last is not None else None,
    )


def sign(*, talker: Talker, posts: Sequence[Post]) -> list[SignedPost]:
    """Return posts with their authors' pseudonyms, each as far as the reader may see it."""
    names = pseudonyms({post.volunteer_id for post in posts})
    targets = _targets(posts)
    return [
        _signed(talker, post, names.get(post.volunteer_id, ""), targets.get((type(post), post.pk)))
        for post in posts
    ]


def _signed(talker: Talker, post: Post, author: str, reply_to: UUID | None) -> SignedPost:
    is_mine = post.volunteer_id == talker.volunteer_id
    state = GONE if is_gone(post) else SHOWN if post.hidden_at is None else HIDDEN
    may_read = state != HIDDEN or is_mine or talker.is_moderator
    return SignedPost(
        post=post,
        author=author,
        is_mine=is_mine,
        state=state,
        text=post.text if may_read else "",
        hidden_reason=post.hidden_reason if state == HIDDEN and may_read else "",
        reply_to=reply_to,
    )


def _page_of(model: type[Any], talker: Talker, subject: Subject, after: Q, limit: int) -> list[Any]:
    found = model.objects.filter(after, subject=subject).order_by("created_at", "public_id")
    if model is Remark and not talker.is_moderator:
        # Remarks come with answers, which nobody refuses; those of blocked volunteers reach curators alone.
        found = found.exclude(~Q(volunteer_id=talker.volunteer_id) & Exists(_blocks_then()))
    return list(found[: limit + 1])


def _blocks_then() -> QuerySet[TalkBlock]:
    """Return the blocks of a remark's author that were in force when it was written."""
    return TalkBlock.objects.filter(
        project_id=OuterRef("project_id"),
        volunteer_id=OuterRef("volunteer_id"),
        created_at__lte=OuterRef("created_at"),
        until__gt=OuterRef("created_at"),
    )


def _after(cursor: str) -> Q:
    if not cursor:
        return Q()
    try:
        moment, _, public_id = cursor.partition(" ")
        at, name = datetime.fromisoformat(moment), UUID(public_id)
    except ValueError:
        raise CursorInvalid("This cursor does not fit the question; start again without it.") from None
    if at.tzinfo is None:
        raise CursorInvalid("This cursor does not fit the question; start again without it.")
    return Q(created_at__gt=at) | Q(created_at=at, public_id__gt=name)


def _targets(posts: Sequence[Post]) -> dict[tuple[type[Model], int], UUID]:
    """Return what the comments among the posts reply to, by the names that clients know."""
    comments = [post for post in posts if isinstance(post, Comment)]
    parents = Comment.objects.in_bulk({one.parent_id for one in comments if one.parent_id is not None})
    remarks = Remark.objects.in_bulk({one.remark_id for one in comments if one.remark_id is not None})
    found: dict[tuple[type[Model], int], UUID] = {}
    for one in comments:
        target = parents.get(one.parent_id or 0) or remarks.get(one.remark_id or 0)
        if target is not None:
            found[Comment, one.pk] = target.public_id
    return found
