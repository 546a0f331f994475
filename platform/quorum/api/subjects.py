"""Subjects, for those with a role: lists, pages, withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, CURATOR, OWNER, require_role, require_user
from quorum.api.subject_answers import (
    SubjectListAnswer,
    SubjectListQuery,
    SubjectPageAnswer,
    SubjectRowAnswer,
    WithdrawRequest,
)
from quorum.curation.review_queue import curated_answer
from quorum.curation.subject_list import SubjectFilter, SubjectRow, list_subjects, row_of
from quorum.curation.subject_page import (
    classifications_of,
    questions_on,
    reference_of,
    remarks_on,
    votes_on,
)
from quorum.curation.withdrawal import withdraw_subject
from quorum.onboarding.control_use import known_answer_of
from quorum.projects.models import Project
from quorum.subjects.errors import SubjectUnknown
from quorum.subjects.models import Channel, Subject
from quorum.subjects.tiles import TILE_PX
from quorum.talk.addresses import address_of

DENIED = {401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


@extend_schema(
    operation_id="projects_subjects_list",
    parameters=[SubjectListQuery],
    responses={200: SubjectListAnswer, 400: ErrorAnswer} | DENIED,
    tags=["results"],
)
@api_view(["GET"])
def subject_list(request: Request, slug: str) -> Response:
    """List a project's subjects with the state of their consensus in the present round."""
    project = require_role(request, slug, *ANY_ROLE)
    query = SubjectListQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = dict(query.validated_data)
    cursor, limit = asked.pop("cursor"), asked.pop("limit")
    page = list_subjects(project=project, asked=SubjectFilter(**asked), cursor=cursor, limit=limit)
    answer = {
        "results": [describe_row(project, row) for row in page.results],
        "next": page.next,
        "total": page.total,
    }
    return Response(SubjectListAnswer(answer).data)


@extend_schema(responses={200: SubjectPageAnswer} | DENIED, tags=["results"])
@api_view(["GET"])
def subject_page(request: Request, slug: str, subject_id: UUID) -> Response:
    """Show one subject: images, votes with p-values, classifications, remarks, expert labels."""
    project = require_role(request, slug, *ANY_ROLE)
    return Response(SubjectPageAnswer(_page(project, find_subject(project, subject_id))).data)


@extend_schema(
    request=WithdrawRequest,
    responses={200: SubjectRowAnswer, 400: ErrorAnswer, 409: ErrorAnswer} | DENIED,
    tags=["curation"],
)
@api_view(["POST"])
def withdraw(request: Request, slug: str, subject_id: UUID) -> Response:
    """Show a subject to nobody any more; its votes are kept."""
    project = require_role(request, slug, OWNER, CURATOR)
    asked = WithdrawRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    subject = withdraw_subject(
        subject=find_subject(project, subject_id),
        actor=require_user(request),
        reason=asked.validated_data["reason"],
    )
    return Response(SubjectRowAnswer(describe_row(project, row_of(project=project, subject=subject))).data)


def find_subject(project: Project, subject_id: UUID) -> Subject:
    """Return a subject of the project; raises SubjectUnknown."""
    subject = Subject.objects.filter(project=project, public_id=subject_id).select_related("sample").first()
    if subject is None:
        raise SubjectUnknown("This project has no such subject.")
    return subject


def describe_row(project: Project, row: SubjectRow) -> dict[str, Any]:
    """Return one subject of a list as it is sent."""
    return {
        "id": row.subject.public_id,
        "external_id": row.subject.external_id,
        "state": row.state,
        "n": row.n,
        "retirement_reason": row.retirement_reason,
        "decided_at": row.decided_at,
        "consensus": row.accepted,
        "remarks": row.remarks,
        "thumbnail": reverse("thumbnail", args=[project.slug, row.subject.public_id]),
    }


def _page(project: Project, subject: Subject) -> dict[str, Any]:
    tally = votes_on(project=project, subject=subject)
    channels = Channel.objects.filter(subject=subject).order_by("project_channel__position")
    channels = channels.select_related("project_channel")
    return describe_row(project, row_of(project=project, subject=subject)) | {
        "width": subject.width,
        "height": subject.height,
        "display_width": max((channel.display_width for channel in channels), default=subject.width),
        "display_height": max((channel.display_height for channel in channels), default=subject.height),
        "tile_size": TILE_PX,
        "pixel_size_um": subject.pixel_size_um,
        "credit": subject.credit or project.credit,
        "licence": subject.licence or project.licence,
        "source": subject.source or project.source,
        "metadata": subject.metadata,
        "sample": subject.sample,
        "images": [_image(project, subject, channel.project_channel.key) for channel in channels],
        "round": tally.round.number if tally.round else None,
        "decided_at_n": tally.decided_at_n,
        "votes": [
            {"code": one.choice.code, "name": one.choice.name}
            | {"votes": one.votes, "p_value": one.p_value, "in_consensus": one.in_consensus}
            for one in tally.votes
        ],
        "questions": questions_on(project=project, subject=subject),
        "classifications": [
            {
                "id": one.classification.public_id,
                "volunteer": one.volunteer,
                "received_at": one.classification.received_at,
                "choices": one.choices,
                "counted": one.classification.counted,
                "not_counted_reason": one.classification.not_counted_reason,
                "duration_ms": one.classification.duration_ms,
            }
            for one in classifications_of(subject)
        ],
        "remarks": [
            {
                "id": one.remark.public_id,
                "volunteer": one.volunteer,
                "text": one.remark.text,
                "kind": one.remark.kind,
                "point": {"x": one.remark.x, "y": one.remark.y} if one.remark.x is not None else None,
                "is_helpful": one.remark.helpful_at is not None,
                "is_hidden": one.remark.hidden_at is not None,
                "created_at": one.remark.created_at,
            }
            for one in remarks_on(subject)
        ],
        "reference": reference_of(subject),
        "known_answer": known_answer_of(subject),
        "curated": curated_answer(subject),
        "discussion": address_of(subject.pk),
    }


def _image(project: Project, subject: Subject, key: str) -> dict[str, str]:
    place = [project.slug, subject.public_id, key]
    return {
        "channel": key,
        "url": reverse("plane", args=place),
        "original_url": reverse("original", args=place),
    }
