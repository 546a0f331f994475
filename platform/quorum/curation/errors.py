"""What curation refuses."""

from __future__ import annotations

from quorum.domain.errors import Conflict, UserFault


class CursorInvalid(UserFault):
    """A cursor that does not fit the question."""

    code = "cursor_invalid"


class SubjectWithdrawn(Conflict):
    """The subject was withdrawn already."""

    code = "subject_withdrawn"
