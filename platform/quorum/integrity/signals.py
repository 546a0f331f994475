"""What integrity tells the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent in the transaction that gives held answers back, so that they are paid for exactly once. Keyword
# arguments: batch (int below 0, another one for every release), facts (list of ClassificationFact).
answers_released = Signal()

# Sent in the transaction in which a curator confirms a suspicion, and in the one that ends a hold. Keyword
# arguments: project_id, volunteer_id.
hold_confirmed = Signal()
hold_overturned = Signal()
