"""What talk refuses."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotAllowed, NotFound, UserFault


class DiscussionUnknown(NotFound):
    """No discussion at this address."""

    code = "discussion_unknown"


class PostUnknown(NotFound):
    """No such remark or comment, or none that this person may know of."""

    code = "post_unknown"


class AnswerFirst(NotAllowed):
    """A volunteer may see what others say about an image once they have answered it."""

    code = "answer_first"


class TalkBlocked(NotAllowed):
    """Curators have asked this volunteer not to write for a while."""

    code = "talk_blocked"


class TalkTooFast(UserFault):
    """More comments or reports in a short time than anybody needs."""

    status = 429
    code = "talk_too_fast"


class NotOwnPost(NotAllowed):
    """Only its author may change a comment."""

    code = "not_own_post"


class EditTooLate(Conflict):
    """A comment can be changed for a while only."""

    code = "edit_too_late"


class PostGone(Conflict):
    """The comment was deleted or hidden."""

    code = "post_gone"


class ReportedAlready(Conflict):
    """The volunteer has reported this before."""

    code = "reported_already"


class NothingReported(Conflict):
    """Nobody waits for a decision about this post any more."""

    code = "nothing_reported"


class BlockInvalid(UserFault):
    """A block needs a date to come."""

    code = "block_invalid"


class AnnouncementUnknown(NotFound):
    """The project has no such announcement."""

    code = "announcement_unknown"


class AnnouncementInvalid(UserFault):
    """An announcement that ends before it starts."""

    code = "announcement_invalid"
