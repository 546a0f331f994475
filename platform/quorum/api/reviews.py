"""The curators' queue."""

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
from quorum.api.subject_answers import SubjectRowAnswer
from quorum.api.subjects import describe_row, find_subject
from quorum.curation.models import ReviewItem
from quorum.curation.review_queue import ReviewRow, review_page, review_rows
from quorum.curation.reviews import (
    change_remarks_for_review,
    decide_review,
    find_review,
    open_review,
    undo_review,
)
from quorum.projects.models import Project

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
MAXIMUM_REMARKS = 10_000


class ReviewAnswer(serializers.Serializer[Any]):
    """One subject in the queue."""

    id = serializers.UUIDField()
    reasons = serializers.ListField(child=serializers.ChoiceField(ReviewItem.Reason.choices))
    note = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.ChoiceField([("", ""), *ReviewItem.Decision.choices], allow_blank=True)
    decision_reason = serializers.CharField()
    decided_by = serializers.CharField()
    subject = SubjectRowAnswer()


class OpenByReason(serializers.Serializer[Any]):
    """How many subjects wait for each reason."""

    remarks = serializers.IntegerField()
    report = serializers.IntegerField()
    disputed = serializers.IntegerField()
    flag = serializers.IntegerField()


class ReviewsAnswer(serializers.Serializer[Any]):
    """One page of the queue."""

    results = ReviewAnswer(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="Cursor of the next page.")
    open = OpenByReason()
    remarks_for_review = serializers.IntegerField()


class ReviewsQuery(serializers.Serializer[Any]):
    """Which items."""

    open = serializers.BooleanField(default=True)
    reason = serializers.ChoiceField(ReviewItem.Reason.choices, required=False)
    cursor = serializers.IntegerField(required=False)
    limit = serializers.IntegerField(min_value=1, max_value=200, default=50)


class DecisionRequest(serializers.Serializer[Any]):
    """What is decided; `choices` are codes of the task's choices, for override alone."""

    decision = serializers.ChoiceField(ReviewItem.Decision.choices)
    choices = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for a reason to withdraw, and for choices where they mean something."""
        if attrs["decision"] == ReviewItem.Decision.WITHDRAW and not attrs["reason"]:
            raise serializers.ValidationError({"reason": ["Say why it is withdrawn."]})
        if attrs["choices"] and attrs["decision"] != ReviewItem.Decision.OVERRIDE:
            raise serializers.ValidationError({"choices": ["Only an override brings choices."]})
        return attrs


class FlagRequest(serializers.Serializer[Any]):
    """Why curators should look at a subject."""

    note = serializers.CharField(max_length=500)


class ReviewSettingsRequest(serializers.Serializer[Any]):
    """Remarks by more volunteers than this put a subject into the queue."""

    remarks_for_review = serializers.IntegerField(min_value=1, max_value=MAXIMUM_REMARKS)


@extend_schema(parameters=[ReviewsQuery], responses={200: ReviewsAnswer} | DENIED, tags=["curation"])
@api_view(["GET"])
def review_list(request: Request, slug: str) -> Response:
    """List the subjects that curators should look at, oldest first, or what was decided, newest first."""
    project = require_role(request, slug, OWNER, CURATOR)
    query = ReviewsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    page = review_page(
        project=project,
        is_open=asked["open"],
        reason=asked.get("reason", ""),
        after=asked.get("cursor"),
        limit=asked["limit"],
    )
    answer = {
        "results": [_described(project, row) for row in page.results],
        "next": page.next,
        "open": page.open,
        "remarks_for_review": project.remarks_for_review,
    }
    return Response(ReviewsAnswer(answer).data)


@extend_schema(
    request=DecisionRequest, responses={200: ReviewAnswer, 409: ErrorAnswer} | DENIED, tags=["curation"]
)
@api_view(["POST"])
def decision(request: Request, slug: str, review_id: UUID) -> Response:
    """Decide about a subject: keep the consensus, put an own label in its place, or withdraw it."""
    project = require_role(request, slug, OWNER, CURATOR)
    item = find_review(project=project, public_id=review_id)
    asked = DecisionRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    return _answer(project, decide_review(item=item, actor=require_user(request), **asked.validated_data))


@extend_schema(request=None, responses={200: ReviewAnswer, 409: ErrorAnswer} | DENIED, tags=["curation"])
@api_view(["POST"])
def undo(request: Request, slug: str, review_id: UUID) -> Response:
    """Take a decision back; the subject stands in the queue again."""
    project = require_role(request, slug, OWNER, CURATOR)
    item = find_review(project=project, public_id=review_id)
    return _answer(project, undo_review(item=item, actor=require_user(request)))


@extend_schema(request=FlagRequest, responses={201: ReviewAnswer} | DENIED, tags=["curation"])
@api_view(["POST"])
def flag(request: Request, slug: str, subject_id: UUID) -> Response:
    """Put a subject into the queue by hand."""
    project = require_role(request, slug, OWNER, CURATOR)
    asked = FlagRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    item = open_review(
        subject=find_subject(project, subject_id),
        reason=ReviewItem.Reason.FLAG,
        note=asked.validated_data["note"],
        actor=require_user(request),
    )
    return _answer(project, item, status=201)


@extend_schema(
    request=ReviewSettingsRequest, responses={200: ReviewSettingsRequest} | DENIED, tags=["curation"]
)
@api_view(["POST"])
def settings(request: Request, slug: str) -> Response:
    """Set how many volunteers may remark on a subject before it is reviewed."""
    project = require_role(request, slug, OWNER)
    asked = ReviewSettingsRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    number = asked.validated_data["remarks_for_review"]
    change_remarks_for_review(project=project, number=number, actor=require_user(request))
    return Response({"remarks_for_review": number})


def _answer(project: Project, item: ReviewItem, *, status: int = 200) -> Response:
    row = review_rows(project=project, items=[item])[0]
    return Response(ReviewAnswer(_described(project, row)).data, status=status)


def _described(project: Project, row: ReviewRow) -> dict[str, Any]:
    return {
        "id": row.item.public_id,
        "reasons": row.reasons,
        "note": row.item.note,
        "opened_at": row.item.opened_at,
        "closed_at": row.item.closed_at,
        "decision": row.item.decision,
        "decision_reason": row.item.decision_reason,
        "decided_by": row.decided_by,
        "subject": describe_row(project, row.subject),
    }
