"""Known answers, for those who curate: list, make, rest, remove, and what consensus proposes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import CURATOR, OWNER, require_role, require_user
from quorum.api.subject_answers import NamedChoice
from quorum.api.subjects import find_subject
from quorum.onboarding.control_use import ListedAnswer, known_answer_of, known_answers_of
from quorum.onboarding.errors import AnswerUnknown, StageInvalid
from quorum.onboarding.known_answers import add_known_answer, remove_known_answer, rest_known_answer
from quorum.onboarding.models import KnownAnswer, TrainingStage
from quorum.onboarding.proposals import Proposal, propose_controls
from quorum.projects.models import Project

DENIED = {401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
MAXIMUM_PROPOSALS = 100


class KnownSubject(serializers.Serializer[Any]):
    """The subject of a known answer."""

    id = serializers.UUIDField()
    external_id = serializers.CharField()
    thumbnail = serializers.CharField()


class KnownAnswerAnswer(serializers.Serializer[Any]):
    """A known answer and how it is doing; figures are null while nobody has answered it as a control."""

    id = serializers.UUIDField()
    subject = KnownSubject()
    purpose = serializers.ChoiceField(KnownAnswer.Purpose.choices)
    stage = serializers.CharField(allow_null=True, help_text="Title of the stage of training.")
    stage_position = serializers.IntegerField(allow_null=True, help_text="Its place, from 0.")
    choices = NamedChoice(many=True)
    hints = serializers.DictField(child=serializers.CharField(), help_text="What to look for, by code.")
    state = serializers.ChoiceField(KnownAnswer.State.choices)
    origin = serializers.ChoiceField(KnownAnswer.Origin.choices)
    created_at = serializers.DateTimeField()
    exposures = serializers.IntegerField(help_text="Answers as a control.")
    share_right = serializers.FloatField(allow_null=True, help_text="Exactly right answers, 0 to 1.")
    expected = serializers.FloatField(allow_null=True, help_text="Mean accuracy of those who answered, 0 to 1.")
    suspicion = serializers.ChoiceField(
        [("known", "known"), ("fast", "fast")],
        allow_blank=True,
        help_text="known: answered better than its volunteers can; fast: faster than they do otherwise.",
    )


class KnownAnswerRequest(serializers.Serializer[Any]):
    """A subject and what is right for it; `stage` is the position of a stage, for training alone."""

    subject = serializers.UUIDField()
    purpose = serializers.ChoiceField(KnownAnswer.Purpose.choices)
    choices = serializers.ListField(child=serializers.CharField(max_length=32), max_length=256)
    stage = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)
    hints = serializers.DictField(child=serializers.CharField(max_length=1000, allow_blank=True), default=dict)
    origin = serializers.ChoiceField(KnownAnswer.Origin.choices, default=KnownAnswer.Origin.CURATOR)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class KnownAnswerChange(serializers.Serializer[Any]):
    """Whether a known answer is in use."""

    state = serializers.ChoiceField(KnownAnswer.State.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ProposalAnswer(serializers.Serializer[Any]):
    """A subject that experts labelled to be a control, or that volunteers agree on."""

    subject = KnownSubject()
    choices = NamedChoice(many=True)
    n = serializers.IntegerField(help_text="Counted classifications.")
    margin = serializers.FloatField(
        help_text="Least share of votes for a choice in the consensus less the most for another, 0 to 1."
    )
    origin = serializers.ChoiceField(KnownAnswer.Origin.choices)


@extend_schema(methods=["GET"], responses={200: KnownAnswerAnswer(many=True)} | DENIED, tags=["curation"])
@extend_schema(
    methods=["POST"],
    request=KnownAnswerRequest,
    responses={201: KnownAnswerAnswer, 400: ErrorAnswer, 409: ErrorAnswer} | DENIED,
    tags=["curation"],
)
@api_view(["GET", "POST"])
def known_answer_list(request: Request, slug: str) -> Response:
    """List known answers with how often and how well they were answered; make one from any subject."""
    project = require_role(request, slug, OWNER, CURATOR)
    if request.method == "GET":
        listed = [_describe(project, each) for each in known_answers_of(project)]
        return Response(KnownAnswerAnswer(listed, many=True).data)
    asked = KnownAnswerRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    wanted = dict(asked.validated_data)
    subject = find_subject(project, wanted["subject"])
    add_known_answer(
        subject=subject,
        purpose=wanted["purpose"],
        codes=wanted["choices"],
        stage=_stage(project, wanted["stage"]),
        hints=wanted["hints"],
        origin=wanted["origin"],
        actor=require_user(request),
        reason=wanted["reason"],
    )
    added = known_answer_of(subject)
    if added is None:
        raise AnswerUnknown("The known answer was removed at this moment.")
    return Response(KnownAnswerAnswer(_describe(project, added)).data, status=201)


@extend_schema(
    methods=["PATCH"],
    request=KnownAnswerChange,
    responses={200: KnownAnswerAnswer, 400: ErrorAnswer} | DENIED,
    tags=["curation"],
)
@extend_schema(methods=["DELETE"], responses={204: None} | DENIED, tags=["curation"])
@api_view(["PATCH", "DELETE"])
def known_answer_page(request: Request, slug: str, known_answer_id: UUID) -> Response:
    """Let a known answer rest or bring it back; or remove it, so that its subject collects votes again."""
    project = require_role(request, slug, OWNER, CURATOR)
    found = (
        KnownAnswer.objects.filter(project=project, public_id=known_answer_id).select_related("subject").first()
    )
    if found is None:
        raise AnswerUnknown("This project has no such known answer.")
    if request.method == "DELETE":
        remove_known_answer(known_answer=found, actor=require_user(request))
        return Response(status=204)
    asked = KnownAnswerChange(data=request.data)
    asked.is_valid(raise_exception=True)
    rest_known_answer(known_answer=found, actor=require_user(request), **asked.validated_data)
    [changed] = [each for each in known_answers_of(project) if each.row.pk == found.pk]
    return Response(KnownAnswerAnswer(_describe(project, changed)).data)


@extend_schema(responses={200: ProposalAnswer(many=True)} | DENIED, tags=["curation"])
@api_view(["GET"])
def proposals(request: Request, slug: str) -> Response:
    """List subjects that could serve as controls, by expert label or clear consensus, rarest choices first."""
    project = require_role(request, slug, OWNER, CURATOR)
    found = [_proposal(project, each) for each in propose_controls(project=project, limit=MAXIMUM_PROPOSALS)]
    return Response(ProposalAnswer(found, many=True).data)


def _stage(project: Project, position: int | None) -> TrainingStage | None:
    if position is None:
        return None
    stage = TrainingStage.objects.filter(project=project, position=position).first()
    if stage is None:
        raise StageInvalid("The project has no such stage of training.", stage=position)
    return stage


def _describe(project: Project, listed: ListedAnswer) -> dict[str, Any]:
    row, use = listed.row, listed.use
    return {
        "id": row.public_id,
        "subject": _subject(project, row.subject.public_id, row.subject.external_id),
        "purpose": row.purpose,
        "stage": row.stage.title if row.stage else None,
        "stage_position": row.stage.position if row.stage else None,
        "choices": listed.choices,
        "hints": row.hints,
        "state": row.state,
        "origin": row.origin,
        "created_at": row.created_at,
        "exposures": use.exposures,
        "share_right": use.share_right,
        "expected": use.expected,
        "suspicion": use.suspicion,
    }


def _proposal(project: Project, proposal: Proposal) -> dict[str, Any]:
    subject = proposal.subject
    return {
        "subject": _subject(project, subject.public_id, subject.external_id),
        "choices": proposal.choices,
        "n": proposal.n,
        "margin": proposal.margin,
        "origin": proposal.origin,
    }


def _subject(project: Project, public_id: UUID, external_id: str) -> dict[str, Any]:
    thumbnail = reverse("thumbnail", args=[project.slug, public_id])
    return {"id": public_id, "external_id": external_id, "thumbnail": thumbnail}
