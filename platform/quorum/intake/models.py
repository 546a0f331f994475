"""The outbox: what happened, for consumers outside the vote's transaction."""

from __future__ import annotations

from django.db import models


class OutboxEvent(models.Model):
    """One commit of the intake, written in that commit and consumed later, once.

    `payload` is a list of facts about classifications (see `quorum.classifications.facts`).
    """

    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{len(self.payload)} classifications"
