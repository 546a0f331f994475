"""What selection refuses."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, UserFault


class AssignmentForged(UserFault):
    """A ticket that this server did not make, or that was changed since."""

    code = "assignment_forged"


class ImageUnknown(NotFound):
    """An image address that this server did not hand out."""

    code = "image_unknown"


class RoundOpen(Conflict):
    """The project has an open round already."""

    code = "round_open"
