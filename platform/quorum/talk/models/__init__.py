"""What people say to each other about subjects, and what keeps that civil."""

from quorum.talk.models.announcement import Announcement, AnnouncementSeen
from quorum.talk.models.comment import Comment, ReadMark
from quorum.talk.models.credit import CreditedName
from quorum.talk.models.moderation import Report, TalkBlock
from quorum.talk.models.notice import Notice

__all__ = [
    "Announcement",
    "AnnouncementSeen",
    "Comment",
    "CreditedName",
    "Notice",
    "ReadMark",
    "Report",
    "TalkBlock",
]
