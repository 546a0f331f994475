"""What subjects tell the apps above them."""

from __future__ import annotations

from django.dispatch import Signal

# Both are sent inside the transaction that makes the change, so that the queue follows it or
# neither happens. Keyword arguments: project_id, subject_ids (a list of database ids).
subjects_added = Signal()
subjects_withdrawn = Signal()
