"""Background work of rewards."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from quorum.rewards import discoveries, settling


@shared_task
def settle_days() -> int:
    """Pay the accuracy bonus of days that are over; return the number of rows."""
    return settling.settle_days(now=timezone.now())


@shared_task
def find_discoveries() -> int:
    """Note who was first to remark on what others remarked on too; return how many are new."""
    return discoveries.find_discoveries(now=timezone.now())
