"""What onboarding tells the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Both are sent inside the transaction that makes the change: subjects with a known answer collect no
# votes, so queues and tallies follow or neither happens. Keyword arguments: project_id, subject_ids.
known_answers_added = Signal()
known_answers_removed = Signal()
