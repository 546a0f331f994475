"""What volunteers wish: to be listed or not, and which clock their days follow."""

from __future__ import annotations

from zoneinfo import available_timezones

from quorum.rewards.errors import TimeZoneUnknown
from quorum.rewards.models import Preference


def preference_of(volunteer_id: int) -> Preference:
    """Return a volunteer's wishes; the defaults where nothing was said."""
    return Preference.objects.filter(volunteer_id=volunteer_id).first() or Preference(volunteer_id=volunteer_id)


def change_preference(
    *, volunteer_id: int, is_listed: bool | None = None, time_zone: str | None = None
) -> Preference:
    """Change what is given, at once. Raises TimeZoneUnknown.

    A new time zone holds for days to come; days that were counted stay.
    """
    wanted: dict[str, bool | str] = {}
    if is_listed is not None:
        wanted["is_listed"] = is_listed
    if time_zone is not None:
        if time_zone not in available_timezones():
            raise TimeZoneUnknown("There is no such time zone.", time_zone=time_zone)
        wanted["time_zone"] = time_zone
    preference, _ = Preference.objects.update_or_create(volunteer_id=volunteer_id, defaults=wanted)
    return preference
