"""The volunteer key: says which volunteer sends a request, without a look into the database.

A key is the volunteer's database id under AES-SIV (RFC 5297): authenticated, opaque, and the same for
one volunteer each time, so that it can be handed out again. Whoever holds the key labels in that
volunteer's name and can do nothing else.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from quorum.accounts.errors import VolunteerUnknown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

COOKIE = "quorum_volunteer"
HEADER = "X-Quorum-Volunteer"
COOKIE_AGE_S = 365 * 24 * 3600
KEY_LENGTH = 32
_PURPOSE = b"quorum.accounts.identity v1"


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESSIV:
    """Return the cipher whose key is derived from one of the server's secrets (HKDF, RFC 5869)."""
    return AESSIV(HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode()))


def seal_volunteer(volunteer_id: int) -> str:
    """Return the key of a volunteer: 32 characters, safe in cookies, headers and addresses."""
    sealed = _cipher(settings.SECRET_KEY).encrypt(volunteer_id.to_bytes(8, "big"), [_PURPOSE])
    return base64.urlsafe_b64encode(sealed).decode()


def unseal_volunteer(key: str) -> int:
    """Return the volunteer id inside a key made under the present or an earlier secret.

    Raises VolunteerUnknown for anything that this server did not make.
    """
    try:
        sealed = base64.b64decode(key, altchars=b"-_", validate=True) if len(key) == KEY_LENGTH else b""
    except (ValueError, binascii.Error):
        sealed = b""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS) if sealed else ():
        try:
            return int.from_bytes(_cipher(secret).decrypt(sealed, [_PURPOSE]), "big")
        except InvalidTag:
            continue
    raise VolunteerUnknown("This volunteer key was not made by this server.")


def volunteer_id_of(request: HttpRequest) -> int | None:
    """Return the volunteer that the request's header or cookie names; None when there is neither.

    Raises VolunteerUnknown for a key that this server did not make.
    """
    key = request.headers.get(HEADER) or request.COOKIES.get(COOKIE)
    return unseal_volunteer(key) if key else None


def remember_volunteer(response: HttpResponseBase, volunteer_id: int, *, secure: bool) -> None:
    """Put the volunteer's key into the response's cookie, for a year."""
    response.set_cookie(
        COOKIE,
        seal_volunteer(volunteer_id),
        max_age=COOKIE_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def forget_volunteer(response: HttpResponseBase) -> None:
    """Remove the cookie: the next person at this browser must not label in somebody else's name."""
    response.delete_cookie(COOKIE, samesite="Lax")
