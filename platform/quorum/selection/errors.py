"""What selection refuses."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, UserFault


class AssignmentForged(UserFault):
    """A ticket that this server did not make, or that was changed since."""

    code = "assignment_forged"


class ImageUnknown(NotFound):
    """An image address that this server did not hand out."""

    code = "image_unknown"


class TooManyOpen(Conflict):
    """The volunteer holds as many unanswered assignments as anybody may."""

    code = "too_many_open"


class RoundOpen(Conflict):
    """The project has an open round already."""

    code = "round_open"


class NotReady(Conflict):
    """The project lacks something that going live needs; `details` list what."""

    code = "project_not_ready"


class OrderOvertaken(Conflict):
    """Another order of the queue was begun meanwhile, or the round was closed."""

    code = "order_overtaken"


class NoRoundOpen(Conflict):
    """There is no open round to close."""

    code = "no_round_open"
