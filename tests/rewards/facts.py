"""Facts about classifications that never were, for tests of what follows from them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from quorum.accounts.models import Volunteer
from quorum.classifications.facts import ClassificationFact
from quorum.classifications.models import Classification
from quorum.domain.identifiers import new_public_id
from quorum.intake.models import OutboxEvent
from quorum.rewards.models import Account, LedgerEntry
from tests.factories import NOON

CONTROL = int(Classification.Purpose.CONTROL)
TRAINING = int(Classification.Purpose.TRAINING)
PROJECT_ID = 5
_subjects = count(1)


def fact(volunteer: Volunteer, **changes: Any) -> ClassificationFact:
    """Return a counted contribution of full effort, at noon."""
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "project_id": PROJECT_ID,
        "round_id": 1,
        "task_id": 1,
        "subject_id": next(_subjects),
        "volunteer_id": volunteer.pk,
        "purpose": 0,
        "counted": True,
        "passed": False,
        "duration_ms": 4000,
        "received_at": NOON,
    }
    return ClassificationFact(**(values | changes))


def facts(volunteer: Volunteer, images: int, *, days: float = 0, **changes: Any) -> list[ClassificationFact]:
    """Return so many contributions, `days` after noon."""
    at: datetime = NOON + timedelta(days=days)
    return [fact(volunteer, received_at=at, **changes) for _ in range(images)]


def leave_in_outbox(told: list[ClassificationFact]) -> None:
    """Put facts where the intake puts them, as one commit."""
    OutboxEvent.objects.create(payload=msgspec.to_builtins(told))


def account_of(volunteer: Volunteer, project_id: int = PROJECT_ID) -> Account:
    """Return what a volunteer has; raise when the ledger says otherwise."""
    account = Account.objects.filter(volunteer=volunteer, project_id=project_id).first()
    account = account or Account(volunteer=volunteer, project_id=project_id)
    rows = LedgerEntry.objects.filter(volunteer_id=volunteer.pk, project_id=project_id)
    sums = [sum(row.points for row in rows), sum(row.credits for row in rows)]
    if sums != [account.points, account.credits]:
        raise AssertionError(f"{account} but the ledger sums to {sums}")
    return account
