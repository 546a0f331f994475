"""Finding discussions: those that somebody may see, and the images that a volunteer answered last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from quorum.classifications.models import Classification
from quorum.curation.errors import CursorInvalid
from quorum.talk.access import DISCUSSED, Talker, rounds_that_open
from quorum.talk.models import ReadMark

# Hidden and deleted posts are no news.
_LIST = """
select post.subject_id, max(post.at), count(*), bool_or(post.volunteer_id = %(me)s),
       max(post.at) filter (where post.volunteer_id <> %(me)s)
  from (select subject_id, volunteer_id, created_at as at from talk_comment
         where project_id = %(project)s and deleted_at is null and hidden_at is null
         union all
        select subject_id, volunteer_id, created_at from curation_remark
         where project_id = %(project)s and removed_at is null and hidden_at is null) as post
 where %(everything)s or exists (
       select 1 from classification c
        where c.round_id = any (%(rounds)s) and c.volunteer_id = %(me)s
          and c.subject_id = post.subject_id and c.purpose = any (%(purposes)s))
 group by post.subject_id
having (not %(mine)s or bool_or(post.volunteer_id = %(me)s))
   and (%(before)s::timestamptz is null
        or (max(post.at), post.subject_id) < (%(before)s::timestamptz, %(before_id)s::bigint))
 order by max(post.at) desc, post.subject_id desc
 limit %(limit)s
"""


@dataclass(frozen=True)
class DiscussionRow:
    """One discussion in a list; `is_unread` says that others wrote since it was last opened."""

    subject_id: int
    last_at: datetime
    posts: int
    is_mine: bool
    is_unread: bool


@dataclass(frozen=True)
class DiscussionPage:
    """One page, the liveliest first; `next` continues after its last row, None at the end."""

    results: list[DiscussionRow]
    next: str | None


def discussions_for(*, talker: Talker, mine: bool, cursor: str, limit: int) -> DiscussionPage:
    """Return discussions that they may see, or (`mine`) take part in. Raises CursorInvalid."""
    before, before_id = _read(cursor)
    with connection.cursor() as database:
        database.execute(
            _LIST,
            {
                "me": talker.volunteer_id,
                "project": talker.project.pk,
                "everything": bool(talker.roles),
                "rounds": rounds_that_open(talker.project),
                "purposes": [int(purpose) for purpose in DISCUSSED],
                "mine": mine,
                "before": before,
                "before_id": before_id,
                "limit": limit + 1,
            },
        )
        found = database.fetchall()
    marks = _marks(talker, [row[0] for row in found])
    rows = [
        DiscussionRow(subject_id, last_at, posts, is_mine, _is_news(others_at, marks.get(subject_id)))
        for subject_id, last_at, posts, is_mine, others_at in found[:limit]
    ]
    more = len(found) > limit
    return DiscussionPage(rows, f"{rows[-1].last_at.isoformat()} {rows[-1].subject_id}" if more else None)


def recent_answers(*, talker: Talker, limit: int) -> list[Classification]:
    """Return the volunteer's last answers that open a discussion, newest first; none for nobody."""
    found = Classification.objects.filter(
        round_id__in=rounds_that_open(talker.project),
        volunteer_id=talker.volunteer_id,
        purpose__in=DISCUSSED,
    )
    return list(found.order_by("-received_at")[:limit])


def _is_news(others_at: datetime | None, read_at: datetime | None) -> bool:
    return others_at is not None and (read_at is None or others_at > read_at)


def _marks(talker: Talker, subject_ids: Sequence[int]) -> dict[int, datetime]:
    marks = ReadMark.objects.filter(volunteer_id=talker.volunteer_id, subject_id__in=subject_ids)
    return dict(marks.values_list("subject_id", "read_at"))


def _read(cursor: str) -> tuple[datetime | None, int | None]:
    if not cursor:
        return None, None
    try:
        moment, _, subject_id = cursor.partition(" ")
        return datetime.fromisoformat(moment), int(subject_id)
    except ValueError:
        raise CursorInvalid("This cursor does not fit the question; start again without it.") from None
