"""Handing on what the outbox holds, each fact once."""

from __future__ import annotations

import msgspec
from django.db import connection, transaction

from quorum.classifications.facts import ClassificationFact
from quorum.classifications.services import FACTS_LOCK
from quorum.classifications.signals import facts_arrived
from quorum.intake.models import OutboxEvent

EVENTS_AT_ONCE = 500

# A consumer that works at the same time takes other events; one that dies gives its events back.
_TAKE = """
delete from intake_outboxevent
 where id in (select id from intake_outboxevent order by id limit %s for update skip locked)
returning id, payload::text
"""
_DECODER = msgspec.json.Decoder(list[ClassificationFact])


def consume_outbox() -> int:
    """Send all waiting facts to the receivers of `facts_arrived`; return how many events were consumed.

    Exactly once: an event is deleted in the transaction in which the receivers write what follows.
    """
    consumed = 0
    while taken := _consume_some():
        consumed += taken
    return consumed


@transaction.atomic
def _consume_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [FACTS_LOCK])
        cursor.execute(_TAKE, [EVENTS_AT_ONCE])
        taken = sorted(cursor.fetchall())
    if taken:
        facts = [fact for _, payload in taken for fact in _DECODER.decode(payload)]
        # Each event is taken once, so its id names the batch.
        facts_arrived.send(sender=OutboxEvent, batch=taken[0][0], facts=facts)
    return len(taken)
