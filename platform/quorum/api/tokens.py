"""One's own API tokens."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.models import ApiToken
from quorum.accounts.tokens import create_token, revoke_token
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import require_user


class TokenAnswer(serializers.Serializer[Any]):
    """A token without its key; `id` is the key's first characters."""

    id = serializers.CharField(source="prefix")
    name = serializers.CharField()
    prefix = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewTokenAnswer(TokenAnswer):
    """A token just made; the key is shown here and never again."""

    key = serializers.CharField()


class TokenRequest(serializers.Serializer[Any]):
    """What to call the token."""

    name = serializers.CharField(max_length=80)


@extend_schema(methods=["GET"], responses={200: TokenAnswer(many=True), 401: ErrorAnswer}, tags=["me"])
@extend_schema(
    methods=["POST"],
    request=TokenRequest,
    responses={201: NewTokenAnswer, 400: ErrorAnswer, 401: ErrorAnswer},
    tags=["me"],
)
@api_view(["GET", "POST"])
def token_list(request: Request) -> Response:
    """List one's tokens that are in force, or make one."""
    user = require_user(request)
    if request.method == "GET":
        tokens = ApiToken.objects.filter(user=user, revoked_at=None).order_by("-pk")
        return Response(TokenAnswer(tokens, many=True).data)
    asked = TokenRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    token, key = create_token(user=user, name=asked.validated_data["name"])
    return Response(TokenAnswer(token).data | {"key": key}, status=201)


@extend_schema(responses={204: None, 401: ErrorAnswer, 404: ErrorAnswer}, tags=["me"])
@api_view(["DELETE"])
def token_page(request: Request, token_id: str) -> Response:
    """Revoke a token."""
    revoke_token(user=require_user(request), prefix=token_id, now=timezone.now())
    return Response(status=204)
