"""What subjects tell the apps above them."""

from __future__ import annotations

from django.dispatch import Signal

# Both are sent inside the transaction that makes the change, so that the queue follows it or
# neither happens. Keyword arguments: project_id, subject_ids (a list of database ids).
subjects_added = Signal()
subjects_withdrawn = Signal()

# Sent inside the transaction that puts pictures of subjects into the field guide (shown) or takes the
# last of a subject's out of it (hidden). A subject in the guide collects no votes; a receiver that
# needs the subject for something else refuses by raising. Same keyword arguments.
subjects_shown_in_guide = Signal()
subjects_hidden_from_guide = Signal()
