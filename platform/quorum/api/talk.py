"""Discussions of subjects, for those who have answered them and those with a role."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.errors import LoginRequired
from quorum.accounts.selectors import present_volunteer
from quorum.api.errors import ErrorAnswer
from quorum.api.me import key_of
from quorum.api.permissions import current_user, visible_project
from quorum.api.talk_answers import (
    CommentRequest,
    DiscussionAnswer,
    DiscussionsAnswer,
    DiscussionsQuery,
    EditRequest,
    ImageReportRequest,
    PostAnswer,
    PostsQuery,
    RecentImageAnswer,
    describe_post,
)
from quorum.classifications.models import Classification
from quorum.curation.reviews import open_review
from quorum.selection.assignments import Assignment
from quorum.selection.cards import subject_cards
from quorum.selection.images import image_token
from quorum.subjects.models import Subject
from quorum.talk.access import Talker, answer_of, author_of, block_of, enter, talker_for
from quorum.talk.addresses import address_of
from quorum.talk.comments import add_comment, delete_comment, edit_comment
from quorum.talk.discussion import posts_on, sign
from quorum.talk.discussions import discussions_for, recent_answers
from quorum.talk.errors import AnswerFirst, PostUnknown
from quorum.talk.models import Comment
from quorum.talk.posts import readable_post
from quorum.talk.reading import mark_read

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
RECENT_IMAGES = 24
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def require_talker(request: Request, slug: str) -> Talker:
    """Return who is there; raises ProjectUnknown, and LoginRequired or AnswerFirst for strangers."""
    project = visible_project(request, slug)
    user = current_user(request)
    volunteer = present_volunteer(user=user, volunteer_id=key_of(request))
    talker = talker_for(project=project, user=user, volunteer=volunteer)
    if talker.volunteer is None and not talker.roles:
        if user is None:
            raise LoginRequired("Join the project or log in first.")
        raise AnswerFirst("Answer an image first.")
    return talker


@extend_schema(
    operation_id="projects_talk_list",
    parameters=[DiscussionsQuery],
    responses={200: DiscussionsAnswer} | DENIED,
    tags=["talk"],
)
@api_view(["GET"])
def discussions(request: Request, slug: str) -> Response:
    """List the discussions that the caller may see, the liveliest first."""
    talker = require_talker(request, slug)
    query = DiscussionsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    page = discussions_for(talker=talker, **query.validated_data)
    rows = [
        {
            "id": address_of(row.subject_id),
            "thumbnail": _thumbnail(_token(row.subject_id, None)),
            "last_at": row.last_at,
            "posts": row.posts,
            "is_mine": row.is_mine,
            "is_unread": row.is_unread,
        }
        for row in page.results
    ]
    return Response(DiscussionsAnswer({"results": rows, "next": page.next}).data)


@extend_schema(responses={200: RecentImageAnswer(many=True)} | DENIED, tags=["talk"])
@api_view(["GET"])
def recent(request: Request, slug: str) -> Response:
    """List the images that the caller answered last, newest first."""
    talker = require_talker(request, slug)
    rows = [
        {
            "id": address_of(answer.subject_id),
            "thumbnail": _thumbnail(_token(answer.subject_id, answer)),
            "answered_at": answer.received_at,
        }
        for answer in recent_answers(talker=talker, limit=RECENT_IMAGES)
    ]
    return Response(RecentImageAnswer(rows, many=True).data)


@extend_schema(parameters=[PostsQuery], responses={200: DiscussionAnswer} | DENIED, tags=["talk"])
@api_view(["GET"])
def discussion(request: Request, slug: str, address: str) -> Response:
    """Show one discussion; volunteers need to have answered the image."""
    talker = require_talker(request, slug)
    subject = enter(talker, address)
    query = PostsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    page = posts_on(talker=talker, subject=subject, **query.validated_data)
    block = block_of(talker)
    answer = _image(talker, subject) | {
        "id": address,
        "posts": [describe_post(post) for post in page.results],
        "next": page.next,
        "may_write": block is None,
        "blocked_until": block.until if block else None,
        "subject": subject.public_id if talker.roles else None,
    }
    return Response(DiscussionAnswer(answer).data)


@extend_schema(request=None, responses={204: None} | DENIED, tags=["talk"])
@api_view(["POST"])
def read(request: Request, slug: str, address: str) -> Response:
    """Remember that the caller has read a discussion up to now."""
    talker = require_talker(request, slug)
    subject = enter(talker, address)
    if talker.volunteer is not None:
        mark_read(volunteer_id=talker.volunteer_id, subject_id=subject.pk)
    return Response(status=204)


@extend_schema(
    request=CommentRequest,
    responses={201: PostAnswer, 409: ErrorAnswer, 429: ErrorAnswer} | DENIED,
    tags=["talk"],
)
@api_view(["POST"])
def comments(request: Request, slug: str, address: str) -> Response:
    """Write a comment, in reply to a remark or a comment or to none."""
    talker = require_talker(request, slug)
    subject = enter(talker, address)
    asked = CommentRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    comment = add_comment(talker=talker, subject=subject, **asked.validated_data)
    # Somebody with a role may have become a volunteer by writing.
    return Response(_described(require_talker(request, slug), comment), status=201)


@extend_schema(
    methods=["POST"], request=EditRequest, responses={200: PostAnswer, 409: ErrorAnswer} | DENIED, tags=["talk"]
)
@extend_schema(methods=["DELETE"], responses={204: None} | DENIED, tags=["talk"])
@api_view(["POST", "DELETE"])
def comment_page(request: Request, slug: str, post_id: UUID) -> Response:
    """Change one's own comment within 15 minutes, or remove its words."""
    talker = require_talker(request, slug)
    comment = readable_post(talker, post_id)
    if not isinstance(comment, Comment):
        raise PostUnknown("There is no such comment.")
    if request.method == "DELETE":
        delete_comment(talker=talker, comment=comment)
        return Response(status=204)
    asked = EditRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    changed = edit_comment(talker=talker, comment=comment, text=asked.validated_data["text"])
    return Response(_described(talker, changed))


@extend_schema(request=ImageReportRequest, responses={204: None} | DENIED, tags=["talk"])
@api_view(["POST"])
def report_image(request: Request, slug: str, address: str) -> Response:
    """Ask the curators to look at the image itself."""
    talker = require_talker(request, slug)
    subject = enter(talker, address)
    asked = ImageReportRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    author_of(talker)
    open_review(subject=subject, reason="report", note=asked.validated_data["note"])
    return Response(status=204)


def _described(talker: Talker, comment: Comment) -> dict[str, Any]:
    return dict(PostAnswer(describe_post(sign(talker=talker, posts=[comment])[0])).data)


def _image(talker: Talker, subject: Subject) -> dict[str, Any]:
    token = _token(subject.pk, answer_of(talker, subject.pk))
    with connection.cursor() as cursor:
        card = subject_cards(cursor, [subject.pk])[subject.pk]
    return {
        "width": card.width,
        "height": card.height,
        "pixel_size_um": card.pixel_size_um,
        "images": [{"channel": key, "url": f"/i/{token}/{key}.webp"} for key in card.channels],
    }


def _token(subject_id: int, answer: Classification | None) -> str:
    """Return the image token: that of the answered assignment, whose images the browser may still have."""
    return image_token(
        Assignment(
            volunteer_id=answer.volunteer_id if answer else 0,
            project_id=answer.project_id if answer else 0,
            workflow_version_id=answer.workflow_version_id if answer else 0,
            round_id=answer.round_id if answer else 0,
            task_id=answer.task_id if answer else 0,
            subject_id=subject_id,
            purpose=Classification.Purpose.CONTRIBUTION,
            strategy="",
            model_version_id=None,
            blind=True,
            issued_at=answer.issued_at if answer else _NEVER,
            expires_at=_NEVER,
        )
    )


def _thumbnail(token: str) -> str:
    return f"/i/{token}.webp"
