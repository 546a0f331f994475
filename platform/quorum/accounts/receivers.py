"""What accounts do when somebody logs in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from quorum.accounts.errors import VolunteerUnknown
from quorum.accounts.identity import volunteer_id_of
from quorum.accounts.models import User
from quorum.accounts.volunteers import adopt_guest


def adopt_guest_of_this_browser(request: HttpRequest | None, user: User, **_: Any) -> None:
    """Let a guest keep what they did once they log in (with e-mail verification, not before)."""
    if request is None:
        return
    try:
        guest_id = volunteer_id_of(request)
    except VolunteerUnknown:  # a key of another server or an old secret: nothing to adopt
        return
    if guest_id is not None:
        adopt_guest(user=user, guest_id=guest_id)
