"""What curation does when a guest is merged into another volunteer."""

from __future__ import annotations

from typing import Any

from quorum.curation.models import Remark


def move_remarks(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Sign a guest's remarks with the name that the guest has now; receives guest_merging."""
    Remark.objects.filter(volunteer_id=from_volunteer_id).update(volunteer_id=to_volunteer_id)
