"""What is done about single remarks and comments: reports, moderation, thanks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import CURATOR, OWNER, require_role, require_user
from quorum.api.talk import require_talker
from quorum.api.talk_answers import HelpfulRequest, PostAnswer, ReportRequest, describe_post
from quorum.curation.remarks import find_remark, mark_helpful
from quorum.talk.addresses import address_of
from quorum.talk.discussion import sign
from quorum.talk.models import Report
from quorum.talk.moderation import moderate, report_post, show_again
from quorum.talk.moderation_queue import ReportedPost, reported_posts
from quorum.talk.posts import find_post, readable_post

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
LIST_LIMIT = 100


class ReportAnswer(serializers.Serializer[Any]):
    """What one person said against a post."""

    reason = serializers.ChoiceField(Report.Reason.choices)
    note = serializers.CharField()
    by = serializers.CharField(help_text="Pseudonym.")
    created_at = serializers.DateTimeField()


class ReportedPostAnswer(serializers.Serializer[Any]):
    """A post that was reported."""

    post = PostAnswer()
    discussion = serializers.CharField()
    reports = ReportAnswer(many=True)
    decision = serializers.CharField(help_text="Empty while it waits.")


class ModerationQuery(serializers.Serializer[Any]):
    """Those that wait, or the decided ones."""

    open = serializers.BooleanField(default=True)


class ModerationRequest(serializers.Serializer[Any]):
    """What is done about a post; the author is told the reason, unless the reports are dismissed."""

    decision = serializers.ChoiceField(Report.Decision.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    until = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="Of a block.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for a reason wherever somebody is told it."""
        if attrs["decision"] != Report.Decision.DISMISS and not attrs["reason"]:
            raise serializers.ValidationError({"reason": ["Say why; the author is told."]})
        return attrs


@extend_schema(
    request=ReportRequest, responses={204: None, 409: ErrorAnswer, 429: ErrorAnswer} | DENIED, tags=["talk"]
)
@api_view(["POST"])
def report(request: Request, slug: str, post_id: UUID) -> Response:
    """Ask the curators to look at a remark or a comment."""
    talker = require_talker(request, slug)
    post = readable_post(talker, post_id)
    asked = ReportRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    report_post(talker=talker, post=post, **asked.validated_data)
    return Response(status=204)


@extend_schema(request=HelpfulRequest, responses={204: None} | DENIED, tags=["curation"])
@api_view(["POST"])
def helpful(request: Request, slug: str, post_id: UUID) -> Response:
    """Say that a remark helped, or take that back."""
    project = require_role(request, slug, OWNER, CURATOR)
    remark = find_remark(project_id=project.pk, public_id=post_id)
    asked = HelpfulRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    mark_helpful(remark=remark, helpful=asked.validated_data["helpful"], actor=require_user(request))
    return Response(status=204)


@extend_schema(
    parameters=[ModerationQuery], responses={200: ReportedPostAnswer(many=True)} | DENIED, tags=["curation"]
)
@api_view(["GET"])
def moderation(request: Request, slug: str) -> Response:
    """List reported posts: those that wait, oldest first, or the decided ones, newest first."""
    require_role(request, slug, OWNER, CURATOR)
    query = ModerationQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    found = reported_posts(
        talker=require_talker(request, slug), is_open=query.validated_data["open"], limit=LIST_LIMIT
    )
    return Response(ReportedPostAnswer([_described(one) for one in found], many=True).data)


@extend_schema(
    methods=["POST"],
    request=ModerationRequest,
    responses={200: PostAnswer, 409: ErrorAnswer} | DENIED,
    tags=["curation"],
)
@extend_schema(methods=["DELETE"], responses={200: PostAnswer} | DENIED, tags=["curation"])
@api_view(["POST", "DELETE"])
def moderated(request: Request, slug: str, post_id: UUID) -> Response:
    """Decide about a reported post, or show a hidden one again."""
    project = require_role(request, slug, OWNER, CURATOR)
    actor = require_user(request)
    if request.method == "DELETE":
        post = show_again(post=find_post(project_id=project.pk, public_id=post_id), actor=actor)
    else:
        asked = ModerationRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        post = moderate(project_id=project.pk, public_id=post_id, actor=actor, **asked.validated_data)
    signed = sign(talker=require_talker(request, slug), posts=[post])[0]
    return Response(PostAnswer(describe_post(signed)).data)


def _described(one: ReportedPost) -> dict[str, Any]:
    return {
        "post": describe_post(one.signed),
        "discussion": address_of(one.signed.post.subject_id),
        "reports": [
            {"reason": report.reason, "note": report.note, "by": by, "created_at": report.created_at}
            for report, by in one.reports
        ],
        "decision": one.decision,
    }
