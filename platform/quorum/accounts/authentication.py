"""How programs say who they are: `Authorization: Token <key>`."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from quorum.accounts.errors import TokenInvalid
from quorum.accounts.models import User
from quorum.accounts.tokens import user_of_key

SCHEME = b"token"
PARTS = 2


class TokenAuthentication(BaseAuthentication):
    """Knows a user by an API token."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Return the token's user; None without a Token header; raises TokenInvalid for a bad one."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME:
            return None
        if len(parts) != PARTS:
            raise TokenInvalid("Write the header as: Authorization: Token <key>")
        return user_of_key(key=parts[1].decode("latin-1"), now=timezone.now()), None

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing log-in is answered with 401."""
        return "Token"
