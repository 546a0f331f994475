"""Background work of learning."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from quorum.learning import tending


@shared_task
def tend_jobs() -> int:
    """Look after jobs; return how many have not ended."""
    return tending.tend_jobs(now=timezone.now())
