"""Background work of classifications."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from quorum.classifications import devices


@shared_task
def forget_old_devices() -> int:
    """Drop the marks of devices in rounds that are long over; return how many."""
    return devices.forget_old_devices(now=timezone.now())
