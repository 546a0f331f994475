"""POST /api/v1/classifications: the hot path, a plain view without session, forms or serializers."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from quorum.accounts.errors import VolunteerUnknown
from quorum.accounts.identity import volunteer_id_of
from quorum.accounts.models import Volunteer
from quorum.classifications.task_cards import task_card
from quorum.domain.errors import QuorumError
from quorum.domain.identifiers import new_public_id
from quorum.intake.errors import (
    AssignmentForeign,
    IntakeUnavailable,
    MethodNotAllowed,
    RoundUnknown,
    SubmissionInvalid,
)
from quorum.intake.handout import Receipt
from quorum.intake.submission import BODY_LIMIT_BYTES, Vote, read_choices, read_submission
from quorum.intake.writer import shared_writer
from quorum.projects.models import Task
from quorum.selection.assignments import Assignment, unseal
from quorum.selection.errors import AssignmentForged
from quorum.selection.payloads import assignment_payload, utc_text

logger = logging.getLogger(__name__)

RETRY_AFTER_S = "2"


# A forged cross-site request would need a ticket, which only the volunteer's own page holds.
@csrf_exempt
def submit_view(request: HttpRequest) -> HttpResponse:
    """Store one submission; answer once it is committed, with the next assignments."""
    try:
        if request.method != "POST":
            raise MethodNotAllowed("Only POST is understood here.")
        receipt = shared_writer.submit(_read_vote(request))
    except QuorumError as error:
        return _refuse(error)
    except (InterfaceError, OperationalError) as error:
        logger.error("The database is not available: %s", error)
        return _refuse(IntakeUnavailable())
    return _respond(_describe(receipt), status=201 if receipt.is_new else 200)


def _read_vote(request: HttpRequest) -> Vote:
    received_at = timezone.now()
    submission = read_submission(_body(request))
    volunteer_id = volunteer_id_of(request)
    if volunteer_id is None:
        raise VolunteerUnknown("Join the project first: the request names no volunteer.")
    assignment = unseal(submission.ticket)
    if assignment.volunteer_id != volunteer_id and not _are_one(assignment.volunteer_id, volunteer_id):
        raise AssignmentForeign("This assignment was given to another volunteer.")
    try:
        card = task_card(assignment.task_id)
    except Task.DoesNotExist:
        raise RoundUnknown("The question of this assignment is gone.") from None
    indices, choice_ids = read_choices(submission, card)
    return Vote(
        public_id=new_public_id(),
        volunteer_id=volunteer_id,
        assignment=assignment,
        submission=submission,
        indices=indices,
        choice_ids=choice_ids,
        holding=[held.subject_id for held in map(_open_held, submission.holding) if held is not None],
        received_at=received_at,
    )


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise SubmissionInvalid("The submission is too large.", limit_bytes=BODY_LIMIT_BYTES) from None


def _open_held(ticket: str) -> Assignment | None:
    """Return what a client says it holds; None for a ticket of an older server: it only spares a repeat."""
    try:
        return unseal(ticket)
    except AssignmentForged:
        return None


def _are_one(one_id: int, other_id: int) -> bool:
    """Return whether two volunteers are one person by now, because a guest was merged."""
    merged = Volunteer.objects.filter(pk__in=(one_id, other_id)).values_list("pk", "merged_into_id")
    return len({into or own for own, into in merged}) == 1 and len(merged) == 2


def _describe(receipt: Receipt) -> dict[str, Any]:
    return {
        "classification": {
            "id": receipt.kept.public_id,
            "client_uuid": receipt.kept.client_uuid,
            "received_at": utc_text(receipt.kept.received_at),
        },
        "assignments": [assignment_payload(assignment, card) for assignment, card in receipt.assignments],
        "exhausted": receipt.is_exhausted,
        "feedback": receipt.feedback,
        "standing": {"level": receipt.level, "trusted": receipt.trusted},
    }


def _refuse(error: QuorumError) -> HttpResponse:
    body = {"error": {"code": error.code, "message": error.message, "details": error.details}}
    response = _respond(body, status=error.status)
    if isinstance(error, IntakeUnavailable):
        response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def _respond(body: dict[str, Any], *, status: int) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), status=status, content_type="application/json")
