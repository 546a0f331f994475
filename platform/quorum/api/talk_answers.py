"""Discussions as they are sent: never with a subject's own name, votes or consensus."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from quorum.curation.models import Remark
from quorum.talk.comments import EDITABLE
from quorum.talk.discussion import SignedPost
from quorum.talk.models import Comment, Report

LONGEST_COMMENT = 2000
POSTS_LIMIT = 100
STATES = ("shown", "gone", "hidden")


class PointAnswer(serializers.Serializer[Any]):
    """A place in the unrotated image, as shares of its width and height from the top left corner."""

    x = serializers.FloatField()
    y = serializers.FloatField()


class TalkImage(serializers.Serializer[Any]):
    """One plane for the browser."""

    channel = serializers.CharField()
    url = serializers.CharField()


class PostAnswer(serializers.Serializer[Any]):
    """A remark or a comment. `text` is empty where its words are gone, or hidden from the caller."""

    id = serializers.UUIDField()
    is_remark = serializers.BooleanField()
    author = serializers.CharField(help_text="Pseudonym.")
    role = serializers.CharField(help_text="The author's role, empty for volunteers.")
    is_mine = serializers.BooleanField()
    state = serializers.ChoiceField([(one, one) for one in STATES])
    text = serializers.CharField()
    hidden_reason = serializers.CharField()
    remark_kind = serializers.ChoiceField(Remark.Kind.choices, allow_null=True)
    point = PointAnswer(allow_null=True)
    is_helpful = serializers.BooleanField()
    reply_to = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    editable_until = serializers.DateTimeField(allow_null=True, help_text="For own comments.")


class DiscussionRowAnswer(serializers.Serializer[Any]):
    """One discussion in a list."""

    id = serializers.CharField()
    thumbnail = serializers.CharField()
    last_at = serializers.DateTimeField()
    posts = serializers.IntegerField()
    is_mine = serializers.BooleanField(help_text="The caller takes part.")
    is_unread = serializers.BooleanField()


class DiscussionsQuery(serializers.Serializer[Any]):
    """Which discussions."""

    mine = serializers.BooleanField(default=False)
    cursor = serializers.CharField(required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=POSTS_LIMIT, default=20)


class DiscussionsAnswer(serializers.Serializer[Any]):
    """One page, the liveliest first."""

    results = DiscussionRowAnswer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page.")


class RecentImageAnswer(serializers.Serializer[Any]):
    """An image that the caller answered lately."""

    id = serializers.CharField(help_text="Of its discussion.")
    thumbnail = serializers.CharField()
    answered_at = serializers.DateTimeField()


class PostsQuery(serializers.Serializer[Any]):
    """Which posts."""

    cursor = serializers.CharField(required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=POSTS_LIMIT, default=50)


class DiscussionAnswer(serializers.Serializer[Any]):
    """One discussion: its image, and a page of posts, oldest first."""

    id = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    pixel_size_um = serializers.FloatField(allow_null=True)
    images = TalkImage(many=True)
    posts = PostAnswer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page.")
    may_write = serializers.BooleanField()
    blocked_until = serializers.DateTimeField(allow_null=True)
    subject = serializers.UUIDField(allow_null=True, help_text="The subject's page, for those with a role.")


class CommentRequest(serializers.Serializer[Any]):
    """A comment: plain text."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)
    reply_to = serializers.UUIDField(required=False, allow_null=True, default=None)


class EditRequest(serializers.Serializer[Any]):
    """The new words of a comment."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)


class ReportRequest(serializers.Serializer[Any]):
    """What is wrong with a post."""

    reason = serializers.ChoiceField(Report.Reason.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ImageReportRequest(serializers.Serializer[Any]):
    """What is wrong with an image."""

    note = serializers.CharField(max_length=500)


class HelpfulRequest(serializers.Serializer[Any]):
    """Whether a remark helped."""

    helpful = serializers.BooleanField()


def describe_post(signed: SignedPost) -> dict[str, Any]:
    """Return a post as the caller may see it."""
    post = signed.post
    remark = post if isinstance(post, Remark) else None
    comment = post if isinstance(post, Comment) else None
    is_shown = signed.state == "shown" or bool(signed.text)
    has_place = remark is not None and remark.x is not None and is_shown
    return {
        "id": post.public_id,
        "is_remark": signed.is_remark,
        "author": signed.author,
        "role": comment.as_role if comment else "",
        "is_mine": signed.is_mine,
        "state": signed.state,
        "text": signed.text,
        "hidden_reason": signed.hidden_reason,
        "remark_kind": remark.kind if remark else None,
        "point": {"x": remark.x, "y": remark.y} if remark and has_place else None,
        "is_helpful": remark is not None and remark.helpful_at is not None,
        "reply_to": signed.reply_to,
        "created_at": post.created_at,
        "edited_at": comment.edited_at if comment else None,
        "editable_until": comment.created_at + EDITABLE if comment and signed.is_mine else None,
    }
