"""Addresses of discussions: opaque, and the same for everybody who may come."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from quorum.talk.errors import DiscussionUnknown

_INFO = b"quorum.talk.addresses v1"
_ID_BYTES = 8
_SEALED_BYTES = _ID_BYTES + 16


def address_of(subject_id: int) -> str:
    """Return the address of a subject's discussion: AES-SIV (RFC 5297), 32 characters, safe in URLs.

    It tells neither when the subject came in nor how it is used, and differs from all its other names.
    """
    sealed = _cipher(settings.SECRET_KEY).encrypt(subject_id.to_bytes(_ID_BYTES, "big"), None)
    return base64.urlsafe_b64encode(sealed).decode()


def subject_at(address: str) -> int:
    """Return the subject id behind an address; raises DiscussionUnknown for any this server did not make."""
    try:
        raw = base64.b64decode(address, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) == _SEALED_BYTES:
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return int.from_bytes(_cipher(secret).decrypt(raw, None), "big")
            except InvalidTag:
                continue
    raise DiscussionUnknown("There is no discussion at this address.")


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(HKDF(SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode()))
