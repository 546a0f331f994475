"""Image tokens: addresses of a subject's images that differ with every assignment."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from quorum.selection.assignments import Assignment
from quorum.selection.errors import ImageUnknown

_SALT_BYTES = 10
_BODY = struct.Struct(f">q{_SALT_BYTES}s")
_OCCASION = struct.Struct(">5q")
_TAG_BYTES = 16
TOKEN_LENGTH = 4 * -(-(_BODY.size + _TAG_BYTES) // 3)
_INFO = b"quorum.selection.images v1"


def image_token(assignment: Assignment) -> str:
    """Return the token of an assignment's images: the same each time, unlike that of any other assignment.

    AES-SIV (RFC 5297) over the subject and a digest of the occasion; a browser that asks again finds
    the images in its cache, and two volunteers cannot tell that they saw the same subject.
    """
    occasion = _OCCASION.pack(
        assignment.volunteer_id,
        assignment.round_id,
        assignment.task_id,
        assignment.subject_id,
        round(assignment.issued_at.timestamp() * 1000),
    )
    salt = hashlib.blake2b(occasion, digest_size=_SALT_BYTES).digest()
    sealed = _cipher(settings.SECRET_KEY).encrypt(_BODY.pack(assignment.subject_id, salt), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read_image_token(token: str) -> int:
    """Return the subject id inside a token; raise ImageUnknown for any that this server did not make."""
    padding = "=" * (-len(token) % 4)
    try:
        raw = base64.b64decode(token + padding, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) == _BODY.size + _TAG_BYTES:
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                subject_id: int = _BODY.unpack(_cipher(secret).decrypt(raw, None))[0]
            except InvalidTag:
                continue
            return subject_id
    raise ImageUnknown("There is no image at this address.")


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(HKDF(SHA256(), length=64, salt=None, info=_INFO).derive(secret.encode()))
