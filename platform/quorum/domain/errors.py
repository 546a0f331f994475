"""One tree of errors with stable codes; `quorum.api.errors` turns it into HTTP."""

from __future__ import annotations

from typing import Any


class QuorumError(Exception):
    """Anything that Quorum refuses or fails at, with a stable `code`.

    `code` never changes once released: clients, translations and tests rely on it.
    `details` holds JSON-able facts that name the offending value.
    """

    status = 500
    code = "internal_error"

    def __init__(self, message: str, *, code: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.details = details


class UserFault(QuorumError):
    """The request was wrong; sending it again unchanged cannot succeed."""

    status = 400
    code = "bad_request"


class NotAuthenticated(UserFault):
    """Nobody is logged in, and the action needs somebody."""

    status = 401
    code = "not_authenticated"


class NotAllowed(UserFault):
    """Somebody is known, but may not do this."""

    status = 403
    code = "not_allowed"


class NotFound(UserFault):
    """No such thing, or none that this person may know of."""

    status = 404
    code = "not_found"


class Conflict(UserFault):
    """The thing exists already, or has moved on."""

    status = 409
    code = "conflict"


class OurFault(QuorumError):
    """Quorum could not do its work; the same request may succeed later."""

    status = 503
    code = "unavailable"


class RuleInvalid(UserFault):
    """A number of a consensus rule is out of its range."""

    code = "rule_invalid"


class RuleDegenerate(UserFault):
    """No vote could ever reach consensus under this rule."""

    code = "rule_degenerate"
