"""Background work of insights."""

from __future__ import annotations

from celery import shared_task

from quorum.insights import services


@shared_task
def consume_outbox() -> int:
    """Fold what the intake has told into the figures; return the number of events."""
    return services.consume_outbox()
