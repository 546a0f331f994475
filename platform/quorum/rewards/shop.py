"""Buying and wearing."""

from __future__ import annotations

from django.db import transaction

from quorum.rewards.errors import CreditsMissing, ItemNotOwned, ItemOwned, ItemUnknown
from quorum.rewards.ledger import Posting, lock_accounts, post
from quorum.rewards.models import LedgerEntry, Outfit
from quorum.rewards.shop_items import KINDS, SHOP_ITEMS, ShopItem


def owned_items(*, project_id: int, volunteer_id: int) -> set[str]:
    """Return the codes of what a volunteer bought in a project."""
    bought = LedgerEntry.objects.filter(
        project_id=project_id, volunteer_id=volunteer_id, kind=LedgerEntry.Kind.PURCHASE
    )
    return set(bought.values_list("key", flat=True))


@transaction.atomic
def buy_item(*, project_id: int, volunteer_id: int, code: str) -> ShopItem:
    """Buy a thing once. Raises ItemUnknown, ItemOwned, and CreditsMissing where the balance is too low."""
    item = SHOP_ITEMS.get(code)
    if item is None:
        raise ItemUnknown("The shop does not sell this.", item=code)
    key = project_id, volunteer_id
    account = lock_accounts([key])[key]
    if code in owned_items(project_id=project_id, volunteer_id=volunteer_id):
        raise ItemOwned("You have this already.", item=code)
    if account.credits < item.price:
        raise CreditsMissing(
            "You do not have enough credits for this yet.", price=item.price, credits=account.credits
        )
    post([Posting(*key, LedgerEntry.Kind.PURCHASE, code, credits=-item.price)])
    return item


@transaction.atomic
def wear_items(*, project_id: int, volunteer_id: int, **worn: str) -> Outfit:
    """Show bought things: keywords are kinds (title, avatar, palette), values codes, "" to take off.

    Kinds that are not named stay as they are. Raises ItemUnknown and ItemNotOwned.
    """
    owned = owned_items(project_id=project_id, volunteer_id=volunteer_id)
    for kind, code in worn.items():
        if kind not in KINDS or (code and (code not in SHOP_ITEMS or SHOP_ITEMS[code].kind != kind)):
            raise ItemUnknown("There is no such thing to wear.", kind=kind, item=code)
        if code and code not in owned:
            raise ItemNotOwned("Only what you bought can be worn.", item=code)
    outfit, _ = Outfit.objects.update_or_create(project_id=project_id, volunteer_id=volunteer_id, defaults=worn)
    return outfit
