"""Background work of the intake."""

from __future__ import annotations

from celery import shared_task

from quorum.intake import outbox


@shared_task
def consume_outbox() -> int:
    """Hand on what the intake has told; return the number of events."""
    return outbox.consume_outbox()
