"""How much one volunteer may write and report."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from quorum.talk.errors import TalkTooFast

# At most so many in such a time; more than anybody needs who thinks before writing.
COMMENT_LIMITS = ((timedelta(minutes=10), 10), (timedelta(days=1), 150))
REPORT_LIMITS = ((timedelta(hours=1), 15),)


def require_pace(written: QuerySet[Any, Any], limits: tuple[tuple[timedelta, int], ...]) -> None:
    """Raise TalkTooFast when one of the limits is used up by these rows.

    The caller holds the author's row, so that requests at once are counted one after the other.
    """
    now = timezone.now()
    for period, most in limits:
        recent = list(
            written.filter(created_at__gt=now - period)
            .order_by("-created_at")
            .values_list("created_at", flat=True)[:most]
        )
        if len(recent) == most:
            raise TalkTooFast(
                "That is a lot at once. Take a break.", retry_after_s=_wait(recent[-1], period, now)
            )


def _wait(oldest: datetime, period: timedelta, now: datetime) -> int:
    return max(1, int((oldest + period - now).total_seconds()) + 1)
