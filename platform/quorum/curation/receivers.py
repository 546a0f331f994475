"""What curation does when a guest is merged into another volunteer, and when an account is deleted."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from quorum.curation.models import Remark


def move_remarks(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Sign a guest's remarks with the name that the guest has now; receives guest_merging."""
    Remark.objects.filter(volunteer_id=from_volunteer_id).update(volunteer_id=to_volunteer_id)


def empty_remarks(*, volunteer_id: int, **_: Any) -> None:
    """Remove the words of somebody who deletes their account; that there was a remark stays, with its place.

    Receives account_deleting.
    """
    written = Remark.objects.filter(volunteer_id=volunteer_id, removed_at=None)
    written.update(text="", hidden_reason="", removed_at=timezone.now())
