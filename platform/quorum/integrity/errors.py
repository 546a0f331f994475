"""What integrity refuses."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound


class SuspicionUnknown(NotFound):
    """There is no such suspicion in this project."""

    code = "suspicion_unknown"


class SuspicionDecided(Conflict):
    """The suspicion has been decided already."""

    code = "suspicion_decided"


class AppealOpen(Conflict):
    """The volunteer has asked for a review already, and no curator has decided since."""

    code = "appeal_open"


class NothingHeld(Conflict):
    """None of the caller's answers are held in this project."""

    code = "nothing_held"
