"""Assignments: which volunteer is shown which subject, sealed into tickets that only the server can read."""

from __future__ import annotations

import base64
import binascii
import os
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from quorum.selection.errors import AssignmentForged

# One layout for every purpose and strategy: neither length nor content tells a control from the rest.
_VERSION = b"\x01"
_BODY = struct.Struct(">9qBB24sq")
_NONCE_BYTES = 12
_TAG_BYTES = 16
TICKET_LENGTH = 4 * -(-(len(_VERSION) + _NONCE_BYTES + _BODY.size + _TAG_BYTES) // 3)
STRATEGY_BYTES = 24
_INFO = b"quorum.selection.assignments v1"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One subject for one volunteer, with how it was picked. Times have milliseconds.

    `purpose` is a value of `Classification.Purpose`; `model_version_id` is None when no model helped.
    `device` is the mark of the device that asked, None for programs and where devices are not told apart.
    """

    volunteer_id: int
    project_id: int
    workflow_version_id: int
    round_id: int
    task_id: int
    subject_id: int
    purpose: int
    strategy: str
    model_version_id: int | None
    blind: bool
    issued_at: datetime
    expires_at: datetime
    device: int | None = None


def seal(assignment: Assignment) -> str:
    """Return a ticket: AES-256-GCM, URL-safe, `TICKET_LENGTH` characters, different at every call."""
    nonce = os.urandom(_NONCE_BYTES)
    body = _BODY.pack(
        assignment.volunteer_id,
        assignment.project_id,
        assignment.workflow_version_id,
        assignment.round_id,
        assignment.task_id,
        assignment.subject_id,
        assignment.model_version_id or 0,
        _to_ms(assignment.issued_at),
        _to_ms(assignment.expires_at),
        assignment.purpose,
        assignment.blind,
        assignment.strategy.encode(),
        assignment.device or 0,
    )
    sealed = _cipher(settings.SECRET_KEY).encrypt(nonce, body, _VERSION)
    return base64.urlsafe_b64encode(_VERSION + nonce + sealed).decode()


def unseal(ticket: str) -> Assignment:
    """Return the assignment inside a ticket made under the present or an earlier secret.

    Raises AssignmentForged for anything that this server did not make. Does not look at the expiry.
    """
    try:
        raw = base64.b64decode(ticket, altchars=b"-_", validate=True) if len(ticket) == TICKET_LENGTH else b""
    except (ValueError, binascii.Error):
        raw = b""
    if raw[:1] == _VERSION:
        nonce, sealed = raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :]
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return _unpack(_cipher(secret).decrypt(nonce, sealed, _VERSION))
            except InvalidTag:
                continue
    raise AssignmentForged("This assignment was not made by this server.")


def _unpack(body: bytes) -> Assignment:
    *ids, model_version_id, issued_ms, expires_ms, purpose, blind, strategy, device = _BODY.unpack(body)
    volunteer_id, project_id, workflow_version_id, round_id, task_id, subject_id = ids
    return Assignment(
        volunteer_id=volunteer_id,
        project_id=project_id,
        workflow_version_id=workflow_version_id,
        round_id=round_id,
        task_id=task_id,
        subject_id=subject_id,
        purpose=purpose,
        strategy=strategy.rstrip(b"\0").decode(),
        model_version_id=model_version_id or None,
        blind=bool(blind),
        issued_at=_from_ms(issued_ms),
        expires_at=_from_ms(expires_ms),
        device=device or None,
    )


def _to_ms(moment: datetime) -> int:
    # Whole numbers throughout: a float of seconds would round some milliseconds away.
    seconds = int(moment.replace(microsecond=0).timestamp())
    return seconds * 1000 + moment.microsecond // 1000


def _from_ms(milliseconds: int) -> datetime:
    seconds, rest = divmod(milliseconds, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode()))
