"""API tokens: keys for programs that act for a user."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from quorum.accounts.errors import TokenInvalid, TokenUnknown
from quorum.accounts.models import ApiToken, User
from quorum.audit.services import record

PREFIX = "qrm_"
PREFIX_LENGTH = 12
LAST_USED_GRAIN = timedelta(minutes=5)


def digest_of(key: str) -> str:
    """Return the SHA-256 of a key in hex; keys carry 240 random bits, so no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create_token(*, user: User, name: str) -> tuple[ApiToken, str]:
    """Make a token; the key is returned here and never again."""
    key = PREFIX + secrets.token_urlsafe(30)
    token = ApiToken.objects.create(user=user, name=name, prefix=key[:PREFIX_LENGTH], digest=digest_of(key))
    record("api_token.created", token, actor=user, name=name)
    return token, key


@transaction.atomic
def revoke_token(*, user: User, prefix: str, now: datetime) -> None:
    """Make one's own token useless from now on; raises TokenUnknown."""
    token = ApiToken.objects.filter(user=user, prefix=prefix, revoked_at=None).first()
    if token is None:
        raise TokenUnknown("You have no such token.")
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    record("api_token.revoked", token, actor=user)


def user_of_key(*, key: str, now: datetime) -> User:
    """Return the active user whose key this is; raises TokenInvalid. Use is noted every five minutes."""
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(key), revoked_at=None).first()
    if token is None or not token.user.is_active:
        raise TokenInvalid("This API token does not exist or was revoked.")
    if token.last_used_at is None or now - token.last_used_at > LAST_USED_GRAIN:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user
