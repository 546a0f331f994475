"""What curation refuses."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, UserFault


class CursorInvalid(UserFault):
    """A cursor that does not fit the question."""

    code = "cursor_invalid"


class SubjectWithdrawn(Conflict):
    """The subject was withdrawn already."""

    code = "subject_withdrawn"


class SubjectNotWithdrawn(Conflict):
    """Only what was withdrawn can come back."""

    code = "subject_not_withdrawn"


class RemarkUnknown(NotFound):
    """The project has no such remark."""

    code = "remark_unknown"


class ReviewUnknown(NotFound):
    """The project's review queue never had such an item."""

    code = "review_unknown"


class ReviewClosed(Conflict):
    """Somebody has decided this already."""

    code = "review_closed"


class ReviewNotUndoable(Conflict):
    """The item is open, or something was decided about its subject later."""

    code = "review_not_undoable"


class CuratedChoicesWrong(UserFault):
    """A curator's label names choices that the task does not offer, or the same one twice."""

    code = "unknown_choice"
