"""What the intake refuses, and what it fails at."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotAllowed, NotFound, OurFault, UserFault


class SubmissionInvalid(UserFault):
    """The request is no JSON object of the agreed shape, or too large."""

    code = "invalid"


class AssignmentForeign(NotAllowed):
    """The ticket was given to another volunteer."""

    code = "assignment_foreign"


class AlreadyClassified(Conflict):
    """The volunteer has answered this subject before, in another submission."""

    code = "already_classified"


class ClientUuidReused(Conflict):
    """The client's name for this submission was used for another assignment."""

    code = "client_uuid_reused"


class TooManyChoices(UserFault):
    """More choices than the task allows."""

    code = "too_many_choices"


class UnknownChoice(UserFault):
    """A choice that the task does not offer."""

    code = "unknown_choice"


class DuplicateChoice(UserFault):
    """The same choice twice."""

    code = "duplicate_choice"


class NoChoice(UserFault):
    """An empty answer that is not a pass, where the task allows none."""

    code = "no_choice"


class PassedWithChoices(UserFault):
    """A pass that brings choices."""

    code = "passed_with_choices"


class RoundUnknown(NotFound):
    """The round of an authentic ticket is gone, with its project."""

    code = "round_unknown"


class MethodNotAllowed(UserFault):
    """Only POST is understood."""

    status = 405
    code = "method_not_allowed"


class IntakeUnavailable(OurFault):
    """The submission could not be stored now; sending it again is safe."""

    code = "intake_unavailable"

    def __init__(self) -> None:
        super().__init__("Votes cannot be stored right now. Send it again in a moment; it will count once.")


class IntakeFailed(OurFault):
    """A submission that cannot be stored because of a fault of ours; sending it again will not help."""

    status = 500
    code = "internal_error"
