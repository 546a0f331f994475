"""Pay for answers that a curator found dishonest: taken back, and given back when that is overturned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Sum

from quorum.accounts.models import Volunteer
from quorum.integrity.selectors import confirmed_holds
from quorum.rewards.ledger import AccountKey, Posting, lock_accounts, post
from quorum.rewards.models import Account, LedgerEntry

Kind = LedgerEntry.Kind
# What labelling alone brings; credits for remarks, which a curator found helpful, stay.
_WORKED = Q(kind__in=(Kind.LEVEL, Kind.QUEST)) | Q(kind=Kind.BADGE) & ~Q(key__regex="^(helpful|discoveries)-")
_TAKEN = Q(kind__in=(Kind.FORFEITED, Kind.RESTORED))


def take_back_confirmed(keys: Collection[AccountKey]) -> None:
    """Take back what accounts earned whose answers a curator has found dishonest; the rest stays as it is.

    All points are for answers. Of credits those are taken that labelling brought, as far as they are there:
    what was spent is not asked for. Done again, it takes only what has come since.
    """
    confirmed = confirmed_holds(keys)
    if not confirmed:
        return
    accounts = lock_accounts(confirmed)
    post([one for account in accounts.values() if (one := _forfeit(account)) is not None])


def take_back_pay(*, project_id: int, volunteer_id: int, **_: Any) -> None:
    """Receives hold_confirmed, inside the curator's transaction."""
    take_back_confirmed([(project_id, volunteer_id)])


def give_pay_back(*, project_id: int, volunteer_id: int, **_: Any) -> None:
    """Give back all that was taken, under earlier names too; receives hold_overturned."""
    key = project_id, volunteer_id
    lock_accounts([key])
    merged = Volunteer.objects.filter(merged_into_id=volunteer_id).values_list("pk", flat=True)
    points, credits = taken_from(project_id, [volunteer_id, *merged])
    if points or credits:
        post([Posting(*key, Kind.RESTORED, _next_key(key), points=points, credits=credits)])


def taken_from(project_id: int, volunteer_ids: Sequence[int]) -> tuple[int, int]:
    """Return the points and credits that were taken from volunteers and not given back."""
    rows = LedgerEntry.objects.filter(_TAKEN, project_id=project_id, volunteer_id__in=volunteer_ids)
    sums = rows.aggregate(points=Sum("points", default=0), credits=Sum("credits", default=0))
    return -sums["points"], -sums["credits"]


def _forfeit(account: Account) -> Posting | None:
    key = account.project_id, account.volunteer_id
    earned = _rows(key).filter(_WORKED | _TAKEN).aggregate(credits=Sum("credits", default=0))["credits"]
    credits = min(account.credits, max(0, earned))
    if not account.points and not credits:
        return None
    return Posting(*key, Kind.FORFEITED, _next_key(key), points=-account.points, credits=-credits)


def _next_key(key: AccountKey) -> str:
    """Return a key that no row has: rows of these kinds are numbered, under the account's lock."""
    return str(_rows(key).filter(_TAKEN).count() + 1)


def _rows(key: AccountKey) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(project_id=key[0], volunteer_id=key[1])
