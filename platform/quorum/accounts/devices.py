"""The device key: says that two requests come from one browser, whoever is logged in, and nothing else.

A key is a random number under AES-SIV (RFC 5297) in a cookie; the server keeps no list of keys. What is
stored is the device's mark in a project: a keyed hash (BLAKE2b, RFC 7693) that cannot be turned back into
the key, nor compared with the same device's mark in another project.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

COOKIE = "quorum_device"
# Browsers keep no cookie for longer.
COOKIE_AGE_S = 400 * 24 * 3600
_ID_BYTES = 16
_KEY_LENGTH = 44
_SEALING = b"quorum.accounts.devices v1"
_MARKING = b"quorum.accounts.devices marks v1"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: its random number, and the server's secret under which that was sealed."""

    number: bytes
    secret: str

    def mark_in(self, project_id: int) -> int:
        """Return the device's mark in a project: 64 bits with a sign, never 0."""
        key = _derived(self.secret, _MARKING)
        digest = blake2b(self.number + project_id.to_bytes(8, "big"), key=key, digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True) or 1


def new_device() -> Device:
    """Return a device that nobody has met."""
    return Device(os.urandom(_ID_BYTES), settings.SECRET_KEY)


def device_of(request: HttpRequest) -> Device | None:
    """Return the device that the request's cookie names; None without one that this server made."""
    key = request.COOKIES.get(COOKIE, "")
    try:
        sealed = base64.b64decode(key, altchars=b"-_", validate=True) if len(key) == _KEY_LENGTH else b""
    except (ValueError, binascii.Error):
        sealed = b""
    # Marks stay what they are for as long as the secret is kept, among the earlier ones too.
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS) if sealed else ():
        try:
            return Device(_cipher(str(secret)).decrypt(sealed, [_SEALING]), str(secret))
        except InvalidTag:
            continue
    return None


def remember_device(response: HttpResponseBase, device: Device, *, secure: bool) -> None:
    """Put the device's key into the response's cookie, for as long as browsers allow."""
    sealed = _cipher(device.secret).encrypt(device.number, [_SEALING])
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=COOKIE_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(_derived(secret, _SEALING))


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
