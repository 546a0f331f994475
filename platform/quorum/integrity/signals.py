"""What integrity tells the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent in the transaction that gives held answers back, so that they are paid for exactly once. Keyword
# arguments: batch (int below 0, another one for every release), facts (list of ClassificationFact).
answers_released = Signal()
