"""What integrity does when a guest is merged into another volunteer."""

from __future__ import annotations

from typing import Any

from quorum.integrity.holding import hold_answers
from quorum.integrity.models import Suspicion
from quorum.integrity.services import standing_hold


def move_suspicions(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Let suspicions follow the person, and their holds; receives guest_merging.

    Where both names are suspected of the same, what is known of the receiver stands.
    """
    for suspicion in Suspicion.objects.filter(volunteer_id=from_volunteer_id):
        same = Suspicion.objects.filter(
            project_id=suspicion.project_id, volunteer_id=to_volunteer_id, kind=suspicion.kind
        )
        if not same.exists():
            Suspicion.objects.filter(pk=suspicion.pk).update(volunteer_id=to_volunteer_id)
        if standing_hold(project_id=suspicion.project_id, volunteer_id=to_volunteer_id) is not None:
            hold_answers(project_id=suspicion.project_id, volunteer_id=to_volunteer_id)
