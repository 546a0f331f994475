"""Leaderboards: who earned most points, under pseudonyms, of those who want to be listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from quorum.integrity.selectors import confirmed_volunteers
from quorum.rewards.quests import period_start

SHOWN = 50


@dataclass(frozen=True)
class Rank:
    """One line; equal points share a place. `name` is a pseudonym, or a team's name with `members`."""

    place: int
    name: str
    points: int
    is_me: bool
    title: str = ""
    avatar: str = ""
    members: int = 1


_LISTED = """coalesce(preference.is_listed, true) and v.merged_into_id is null
       and not (v.kind = 'account' and v.user_id is null) and v.id <> all (%(dishonest)s)"""
_DAYS = """select volunteer_id, sum(points) as points from rewards_activityday
            where project_id = %(project)s and day between %(first)s and %(last)s group by volunteer_id"""
_ALL = "select volunteer_id, points from rewards_account where project_id = %(project)s"
_RANKED = """
with score as ({scores}), listed as (
    select v.id, v.pseudonym, score.points, rank() over (order by score.points desc) as place
      from score join accounts_volunteer v on v.id = score.volunteer_id
      left join rewards_preference preference on preference.volunteer_id = v.id
     where score.points > 0 and {listed}
)
select place, pseudonym, listed.points, listed.id = %(me)s, coalesce(outfit.title, ''),
       coalesce(outfit.avatar, ''), 1
  from listed left join rewards_outfit outfit
    on outfit.volunteer_id = listed.id and outfit.project_id = %(project)s
 where place <= %(shown)s or listed.id = %(me)s
 order by place, pseudonym limit %(most)s
"""
_TEAMS = f"""
with score as ({_DAYS}), team as (
    select t.id, t.name, coalesce(sum(score.points), 0) as points, count(*) as members,
           bool_or(member.volunteer_id = %(me)s) as is_mine
      from rewards_team t join rewards_teammember member on member.team_id = t.id
      join accounts_volunteer v on v.id = member.volunteer_id
      left join rewards_preference preference on preference.volunteer_id = v.id
      left join score on score.volunteer_id = member.volunteer_id and {_LISTED}
     where t.project_id = %(project)s group by t.id
), ranked as (select *, rank() over (order by points desc) as place from team where points > 0)
select place, name, points, coalesce(is_mine, false), '', '', members from ranked
 where place <= %(shown)s or is_mine order by place, name limit %(most)s
"""


def leaderboard(*, project_id: int, period: str, today: date, volunteer_id: int | None) -> list[Rank]:
    """Return the first places and the asker's own, in order.

    `period` is day (UTC), week (from Monday), all, or team, which adds up the week's points of the
    members who are listed. Who opted out is on none of them, from that moment on, nor is anybody whose
    answers a curator has found dishonest.
    """
    if period == "team":
        query = _TEAMS
    else:
        query = _RANKED.format(scores=_ALL if period == "all" else _DAYS, listed=_LISTED)
    values: dict[str, int | str | date | list[int] | None] = {
        "project": project_id,
        "first": today if period == "day" else period_start("week", today),
        "last": today,
        "me": volunteer_id,
        "dishonest": confirmed_volunteers(project_id),
        "shown": SHOWN,
        # Ties may make the list longer than the places; the asker's line comes last then.
        "most": 2 * SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [
            Rank(place, name, int(points), bool(is_me), title, avatar, members)
            for place, name, points, is_me, title, avatar, members in cursor.fetchall()
        ]
