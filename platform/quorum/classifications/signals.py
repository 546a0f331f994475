"""What is told of classifications to the apps that follow them up."""

from __future__ import annotations

from django.dispatch import Signal

# Sent once for every batch of facts that the intake's outbox gives up, in the transaction that removes
# them there: whatever a receiver writes is written exactly once. A receiver that raises puts all of it
# off. Merges of volunteers wait meanwhile (FACTS_LOCK in `classifications.services`).
# Keyword arguments: batch (int, another one for every batch), facts (list of ClassificationFact).
facts_arrived = Signal()
