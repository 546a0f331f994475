"""What curation tells the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction in which a curator finds a remark helpful for the first time. Keyword
# arguments: project_id, volunteer_id (the remark's author), subject_id, remark_id (database ids).
remark_found_helpful = Signal()
