"""What accounts refuse."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotAllowed, NotAuthenticated, NotFound, UserFault


class LoginRequired(NotAuthenticated):
    """This needs an account, and nobody is logged in."""

    code = "login_required"


class VolunteerUnknown(NotAuthenticated):
    """The volunteer key is missing, or was not made by this server."""

    code = "volunteer_unknown"


class TokenInvalid(NotAuthenticated):
    """The API token does not exist or was revoked."""

    code = "token_invalid"


class UserUnknown(NotFound):
    """No account with that e-mail address."""

    code = "user_unknown"


class TokenUnknown(NotFound):
    """No API token with that prefix among one's own."""

    code = "token_unknown"


class ConsentRequired(UserFault):
    """Labelling needs a yes to the project's terms."""

    code = "consent_required"


class TermsOutdated(Conflict):
    """The yes was given to another version of the terms than the one in force."""

    code = "terms_outdated"


class ProjectNotJoinable(Conflict):
    """The project takes no classifications in its present state."""

    code = "project_closed"


class JoiningTooFast(UserFault):
    """More new guests from one address of the network than a crowd in one place makes."""

    status = 429
    code = "joining_too_fast"


class ConfirmationMismatch(NotAllowed):
    """What was typed to confirm does not match."""

    code = "confirmation_mismatch"
