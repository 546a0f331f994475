"""Suspicions of dishonest answers: for curators to decide, and for those concerned to answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.selectors import present_volunteer
from quorum.api.errors import ErrorAnswer
from quorum.api.me import key_of
from quorum.api.permissions import CURATOR, OWNER, current_user, require_role, require_user, visible_project
from quorum.domain.integrity.finding import Kind, Measure
from quorum.integrity import services
from quorum.integrity.errors import NothingHeld
from quorum.integrity.models import Suspicion
from quorum.integrity.selectors import suspicion_by_id, suspicions_of

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
KINDS = [(one.value, one.value) for one in Kind]
MEASURES = [(one.value, one.value) for one in Measure]
DECISIONS = [(one, one) for one in ("confirm", "dismiss")]
KIND_TEXT = (
    "Some of your answers here looked unusual to our automatic checks, so they wait for a person to look at "
    "them. They are kept, and nothing is lost: if all is well they count and earn points again. Checks make "
    "mistakes. If you like, tell the curators how you work."
)


class Figures(serializers.Serializer[Any]):
    """The figures of a suspicion, those of its kind: shares from 0 to 1, seconds, and counts."""

    share_of_favourite = serializers.FloatField(required=False)
    share_due = serializers.FloatField(required=False)
    agreement_beyond_chance = serializers.FloatField(required=False)
    agreement_of_others = serializers.FloatField(required=False)
    share_even = serializers.FloatField(required=False)
    share_under_floor = serializers.FloatField(required=False)
    median_seconds = serializers.FloatField(required=False, allow_null=True)
    shared = serializers.FloatField(required=False)
    matches = serializers.FloatField(required=False)
    expected = serializers.FloatField(required=False)
    accounts = serializers.FloatField(required=False)
    own_answers = serializers.FloatField(required=False)
    answers_of_others = serializers.FloatField(required=False)


class AnswerShare(serializers.Serializer[Any]):
    """How often one set of choices (their codes) was given, by the volunteer and by others, as shares."""

    choices = serializers.ListField(child=serializers.CharField(), required=False)
    own = serializers.FloatField()
    others = serializers.FloatField()


class Times(serializers.Serializer[Any]):
    """Shares of answers by the seconds they took; each bin begins at `from_seconds`."""

    from_seconds = serializers.ListField(child=serializers.FloatField())
    own = serializers.ListField(child=serializers.FloatField())
    others = serializers.ListField(child=serializers.FloatField())


class PairMatrix(serializers.Serializer[Any]):
    """Matches in unusual answers between volunteers, and the most that is expected; the suspect comes first."""

    volunteers = serializers.ListField(child=serializers.CharField())
    matches = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    expected = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class SharedDevices(serializers.Serializer[Any]):
    """Who answers on one device with the volunteer, who comes first, and how many answers each gave there."""

    volunteers = serializers.ListField(child=serializers.CharField())
    answers = serializers.ListField(child=serializers.IntegerField())


class EvidenceAnswer(serializers.Serializer[Any]):
    """What speaks for a suspicion: figures to tell and to draw, and a sentence of them in English."""

    words = serializers.CharField()
    figures = Figures(required=False)
    answers = AnswerShare(many=True, required=False)
    times = Times(required=False)
    pairs = PairMatrix(required=False)
    devices = SharedDevices(required=False)


class SuspicionAnswer(serializers.Serializer[Any]):
    """One suspicion. `p` bounds the chance that somebody honest ever shows as much; 1 for shared devices."""

    id = serializers.UUIDField(source="public_id")
    volunteer = serializers.CharField(source="volunteer.pseudonym")
    kind = serializers.ChoiceField(KINDS)
    measure = serializers.ChoiceField(MEASURES)
    state = serializers.ChoiceField(Suspicion.State.choices)
    p = serializers.FloatField()
    answers = serializers.IntegerField()
    evidence = EvidenceAnswer()
    opened_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    appeal = serializers.CharField()
    appealed_at = serializers.DateTimeField(allow_null=True)


class SuspicionDecision(serializers.Serializer[Any]):
    """A curator's decision, and why."""

    decision = serializers.ChoiceField(DECISIONS)
    reason = serializers.CharField(max_length=1000)


class HoldAnswer(serializers.Serializer[Any]):
    """Whether the caller's answers wait for a curator; `text` says so kindly, empty when they do not."""

    held = serializers.BooleanField()
    text = serializers.CharField(allow_blank=True)
    review_asked = serializers.BooleanField()


class ReviewRequest(serializers.Serializer[Any]):
    """What the caller wants the curators to consider."""

    text = serializers.CharField(max_length=2000)


@extend_schema(responses={200: SuspicionAnswer(many=True)} | DENIED, tags=["curation"])
@api_view(["GET"])
def suspicion_list(request: Request, slug: str) -> Response:
    """List suspicions, open ones first; for owners and curators."""
    project = require_role(request, slug, OWNER, CURATOR)
    return Response(SuspicionAnswer(suspicions_of(project=project), many=True).data)


@extend_schema(
    request=SuspicionDecision, responses={200: SuspicionAnswer, 409: ErrorAnswer} | DENIED, tags=["curation"]
)
@api_view(["POST"])
def suspicion_decision(request: Request, slug: str, suspicion_id: UUID) -> Response:
    """Confirm a suspicion, or dismiss it and give back what was held."""
    project = require_role(request, slug, OWNER, CURATOR)
    wish = SuspicionDecision(data=request.data)
    wish.is_valid(raise_exception=True)
    decide = {"confirm": services.confirm_suspicion, "dismiss": services.dismiss_suspicion}
    suspicion = decide[wish.validated_data["decision"]](
        suspicion=suspicion_by_id(project=project, public_id=suspicion_id),
        actor=require_user(request),
        reason=wish.validated_data["reason"],
    )
    return Response(SuspicionAnswer(suspicion).data)


@extend_schema(methods=["GET"], responses={200: HoldAnswer, 404: ErrorAnswer}, tags=["labelling"])
@extend_schema(
    methods=["POST"],
    request=ReviewRequest,
    responses={200: HoldAnswer, 409: ErrorAnswer} | DENIED,
    tags=["labelling"],
)
@api_view(["GET", "POST"])
def hold(request: Request, slug: str) -> Response:
    """Say whether the caller's answers are held, and take a request for review."""
    project = visible_project(request, slug)
    volunteer = present_volunteer(user=current_user(request), volunteer_id=key_of(request))
    if request.method == "POST":
        wish = ReviewRequest(data=request.data)
        wish.is_valid(raise_exception=True)
        if volunteer is None:
            raise NothingHeld("You have not labelled here yet.")
        services.ask_for_review(
            project_id=project.pk, volunteer_id=volunteer.pk, text=wish.validated_data["text"]
        )
    found = None
    if volunteer is not None:
        found = services.standing_hold(project_id=project.pk, volunteer_id=volunteer.pk)
    asked = found is not None and services.is_heard(found)
    text = KIND_TEXT if found else ""
    return Response(HoldAnswer({"held": bool(found), "text": text, "review_asked": asked}).data)
