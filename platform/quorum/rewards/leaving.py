"""What rewards do when an account is deleted."""

from __future__ import annotations

from typing import Any

from quorum.rewards.models import Outfit, Preference, TeamMember, TeamReport
from quorum.rewards.teams import leave_team


def remove_from_view(*, volunteer_id: int, **_: Any) -> None:
    """Take a volunteer off leaderboards and out of teams; receives account_deleting.

    The ledger stays under the volunteer's number, as the votes do.
    """
    Preference.objects.update_or_create(
        volunteer_id=volunteer_id, defaults={"is_listed": False, "time_zone": "UTC"}
    )
    Outfit.objects.filter(volunteer_id=volunteer_id).delete()
    TeamReport.objects.filter(volunteer_id=volunteer_id).delete()
    for member in TeamMember.objects.filter(volunteer_id=volunteer_id):
        leave_team(project_id=member.project_id, volunteer_id=volunteer_id)
