"""The shop, and what is worn."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import visible_project
from quorum.api.rewards import require_volunteer
from quorum.api.rewards_answers import OutfitAnswer, ShopAnswer
from quorum.rewards.overview import account_of, outfit_of
from quorum.rewards.settings import require_rewards
from quorum.rewards.shop import buy_item, owned_items, wear_items
from quorum.rewards.shop_items import SHOP_ITEMS

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer}


class PurchaseRequest(serializers.Serializer[Any]):
    """What to buy."""

    item = serializers.CharField(max_length=32, help_text="Code.")


class OutfitRequest(serializers.Serializer[Any]):
    """What to wear, by code; "" takes off, what is left out stays."""

    title = serializers.CharField(max_length=32, required=False, allow_blank=True)
    avatar = serializers.CharField(max_length=32, required=False, allow_blank=True)
    palette = serializers.CharField(max_length=32, required=False, allow_blank=True)


@extend_schema(methods=["GET"], responses={200: ShopAnswer} | DENIED, tags=["rewards"])
@extend_schema(
    methods=["POST"], request=PurchaseRequest, responses={201: ShopAnswer} | DENIED, tags=["rewards"]
)
@api_view(["GET", "POST"])
def shop(request: Request, slug: str) -> Response:
    """Show what can be bought, or buy one thing."""
    project, volunteer = visible_project(request, slug), require_volunteer(request)
    if request.method == "GET":
        return Response(_describe(project.pk, volunteer.pk))
    asked = PurchaseRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    require_rewards(project.pk)
    buy_item(project_id=project.pk, volunteer_id=volunteer.pk, code=asked.validated_data["item"])
    return Response(_describe(project.pk, volunteer.pk), status=201)


@extend_schema(request=OutfitRequest, responses={200: OutfitAnswer} | DENIED, tags=["rewards"])
@api_view(["PATCH"])
def outfit(request: Request, slug: str) -> Response:
    """Wear what was bought, or take it off."""
    project, volunteer = visible_project(request, slug), require_volunteer(request)
    asked = OutfitRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    worn = wear_items(project_id=project.pk, volunteer_id=volunteer.pk, **asked.validated_data)
    return Response(OutfitAnswer(worn).data)


def _describe(project_id: int, volunteer_id: int) -> dict[str, Any]:
    owned = owned_items(project_id=project_id, volunteer_id=volunteer_id)
    worn = outfit_of(project_id, volunteer_id)
    items = [
        {
            "code": item.code,
            "kind": item.kind,
            "price": item.price,
            "is_owned": item.code in owned,
            "is_worn": item.code in (worn.title, worn.avatar, worn.palette),
        }
        for item in SHOP_ITEMS.values()
    ]
    return ShopAnswer({"credits": account_of(project_id, volunteer_id).credits, "items": items}).data
