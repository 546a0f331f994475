from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from quorum.accounts.models import Volunteer
from quorum.domain.errors import QuorumError
from quorum.rewards.errors import CreditsMissing, ItemNotOwned, ItemOwned, ItemUnknown
from quorum.rewards.ledger import Posting, lock_accounts, post
from quorum.rewards.models import LedgerEntry
from quorum.rewards.shop import buy_item, owned_items, wear_items
from tests.factories import make_volunteer
from tests.rewards.facts import PROJECT_ID, account_of


def rich(credits: int) -> Volunteer:
    volunteer = make_volunteer()
    key = PROJECT_ID, volunteer.pk
    lock_accounts([key])
    post([Posting(*key, LedgerEntry.Kind.BADGE, "images-1", credits=credits)])
    return volunteer


def buy(volunteer: Volunteer, code: str) -> str:
    try:
        buy_item(project_id=PROJECT_ID, volunteer_id=volunteer.pk, code=code)
    except QuorumError as refused:
        return refused.code
    finally:
        connection.close()
    return "bought"


def buy_at_once(volunteer: Volunteer, codes: list[str]) -> list[str]:
    with ThreadPoolExecutor(len(codes)) as pool:
        return sorted(pool.map(lambda code: buy(volunteer, code), codes))


@pytest.mark.django_db
def test_a_thing_is_bought_once_for_its_price_and_can_be_worn() -> None:
    volunteer = rich(50)
    who = {"project_id": PROJECT_ID, "volunteer_id": volunteer.pk}
    buy_item(**who, code="title-observer")
    assert account_of(volunteer).credits == 30
    with pytest.raises(ItemOwned):
        buy_item(**who, code="title-observer")
    with pytest.raises(CreditsMissing):
        buy_item(**who, code="title-luminary")
    with pytest.raises(ItemUnknown):
        buy_item(**who, code="title-emperor")
    assert wear_items(**who, title="title-observer").title == "title-observer"
    with pytest.raises(ItemNotOwned):
        wear_items(**who, avatar="avatar-cell")
    with pytest.raises(ItemUnknown):
        wear_items(**who, avatar="title-observer")
    assert wear_items(**who, title="").title == ""
    assert account_of(volunteer).credits == 30


@pytest.mark.django_db(transaction=True)
def test_credits_are_not_spent_twice_by_two_purchases_at_once() -> None:
    volunteer = rich(60)
    told = buy_at_once(
        volunteer, ["title-night-owl", "avatar-mitochondrion", "palette-ember", "palette-orchid"]
    )
    assert told == ["bought", "credits_missing", "credits_missing", "credits_missing"]
    assert account_of(volunteer).credits == 0
    assert len(owned_items(project_id=PROJECT_ID, volunteer_id=volunteer.pk)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_thing_is_not_paid_twice_by_two_clicks_at_once() -> None:
    volunteer = rich(500)
    assert buy_at_once(volunteer, ["title-observer"] * 4) == ["bought", *["item_owned"] * 3]
    assert account_of(volunteer).credits == 480
