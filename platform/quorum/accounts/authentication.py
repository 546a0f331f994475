"""How programs say who they are: `Authorization: Token <key>`."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from quorum.accounts.errors import TokenInvalid
from quorum.accounts.models import User
from quorum.accounts.tokens import user_of_key

SCHEME = "token"
PARTS = 2


class TokenAuthentication(BaseAuthentication):
    """Knows a user by an API token."""

    def authenticate(self, request: Request | HttpRequest) -> tuple[User, None] | None:
        """Return the token's user; None without a Token header; raises TokenInvalid for a bad one."""
        parts = request.META.get("HTTP_AUTHORIZATION", "").split()
        if not parts or parts[0].lower() != SCHEME:
            return None
        if len(parts) != PARTS:
            raise TokenInvalid("Write the header as: Authorization: Token <key>")
        return user_of_key(key=parts[1], now=timezone.now()), None

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing log-in is answered with 401."""
        return "Token"
