"""Django's entry to `quorum.selection`."""

from __future__ import annotations

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.selection"

    def ready(self) -> None:
        """Keep the queues in step with the subjects, and open work with its volunteers."""
        from quorum.accounts.signals import account_deleting, guest_merging
        from quorum.onboarding.signals import known_answers_added, known_answers_removed
        from quorum.selection.open_work import forget_open_work, move_open_work
        from quorum.selection.rounds import dequeue_known, dequeue_withdrawn, enqueue_added
        from quorum.subjects.signals import (
            subjects_added,
            subjects_hidden_from_guide,
            subjects_shown_in_guide,
            subjects_withdrawn,
        )

        guest_merging.connect(move_open_work)
        account_deleting.connect(forget_open_work)
        subjects_added.connect(enqueue_added)
        subjects_withdrawn.connect(dequeue_withdrawn)
        known_answers_added.connect(dequeue_known)
        known_answers_removed.connect(enqueue_added)
        subjects_shown_in_guide.connect(dequeue_known)
        subjects_hidden_from_guide.connect(enqueue_added)
