"""A submission: the request's shape, and its check against the task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from quorum.classifications.task_cards import TaskCard
from quorum.intake.errors import (
    DuplicateChoice,
    NoChoice,
    PassedWithChoices,
    SubmissionInvalid,
    TooManyChoices,
    UnknownChoice,
)
from quorum.selection.assignments import Assignment

BODY_LIMIT_BYTES = 32_768
CONTEXT_LIMIT_BYTES = 2_048
DAY_MS = 24 * 3600 * 1000

Ticket = Annotated[str, msgspec.Meta(max_length=512)]
Code = Annotated[str, msgspec.Meta(max_length=32)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class RemarkPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in the unrotated image, as shares of its width and height from the top left corner."""

    x: Share
    y: Share


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a client sends for one assignment."""

    client_uuid: UUID
    ticket: Ticket
    choices: Annotated[list[Code], msgspec.Meta(max_length=256)] = []
    passed: bool = False
    pass_reason: Literal["", "unsure", "bad_image", "other"] = ""
    remark: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    remark_kind: Literal["unusual", "artefact", "question", "other"] = "unusual"
    remark_point: RemarkPoint | None = None
    client_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    duration_ms: Annotated[int, msgspec.Meta(ge=0, le=DAY_MS)] | None = None
    context: dict[str, Any] = {}
    holding: Annotated[list[Ticket], msgspec.Meta(max_length=20)] = []
    want: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0


@dataclass(frozen=True, slots=True)
class Vote:
    """A checked submission on its way into the database.

    `indices` and `choice_ids` run alike: the choices' places in count arrays, and their ids.
    """

    public_id: UUID
    volunteer_id: int
    assignment: Assignment
    submission: Submission
    indices: Sequence[int]
    choice_ids: Sequence[int]
    holding: Sequence[int]
    received_at: datetime


_decode = msgspec.json.Decoder(Submission).decode


def read_submission(body: bytes) -> Submission:
    """Return the submission in a request's body; raise SubmissionInvalid, naming the field."""
    if len(body) > BODY_LIMIT_BYTES:
        raise SubmissionInvalid("The submission is too large.", limit_bytes=BODY_LIMIT_BYTES)
    try:
        submission = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SubmissionInvalid(f"The submission cannot be read: {error}.") from None
    context = msgspec.json.encode(submission.context)
    if len(context) > CONTEXT_LIMIT_BYTES:
        raise SubmissionInvalid("The context is too large.", field="context", limit_bytes=CONTEXT_LIMIT_BYTES)
    # PostgreSQL keeps no NUL in text.
    if b"\\u0000" in context or "\0" in submission.remark:
        raise SubmissionInvalid("NUL characters cannot be stored.")
    if submission.client_at and not 1970 <= submission.client_at.year < 9999:
        raise SubmissionInvalid("The client's clock is out of range.", field="client_at")
    if submission.pass_reason and not submission.passed:
        raise SubmissionInvalid("Only a pass has a reason.", field="pass_reason")
    if submission.remark_point and not submission.remark.strip():
        raise SubmissionInvalid("Only a remark marks a place.", field="remark_point")
    return submission


def read_choices(submission: Submission, card: TaskCard) -> tuple[list[int], list[int]]:
    """Return the indices and the ids of the chosen choices; raise what the task does not allow."""
    codes = submission.choices
    if submission.passed and codes:
        raise PassedWithChoices("A pass brings no choices.")
    if len(codes) > card.maximum_choices:
        raise TooManyChoices(
            f"At most {card.maximum_choices} choices are allowed.",
            maximum=card.maximum_choices,
            given=len(codes),
        )
    if not codes and not submission.passed and not card.empty_allowed:
        raise NoChoice("Choose something, or pass.")
    for code in codes:
        if code not in card.choices:
            raise UnknownChoice("The task does not offer this choice.", choice=code)
        if codes.count(code) > 1:
            raise DuplicateChoice("A choice counts once.", choice=code)
    return [card.choices[code][0] for code in codes], [card.choices[code][1] for code in codes]
