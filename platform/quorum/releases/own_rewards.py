"""What a person earned, bought and joined."""

from __future__ import annotations

from quorum.releases.own_tables import OwnTable

_PROJECT = {"project": "The project's short name."}

LEDGER = OwnTable(
    name="rewards.csv",
    about="Every change of your points and credits: work, bonuses, levels, badges, quests, purchases.",
    columns={
        **_PROJECT,
        "kind": "What for.",
        "name": "The badge, quest, level, day or thing bought; empty for work.",
        "points": "Change of points.",
        "credits": "Change of credits.",
        "images": "How many images, for work.",
        "at": "When.",
    },
    query="""
select p.slug, e.kind,
       case when e.kind in ('badge', 'quest', 'level', 'purchase', 'accuracy_bonus') then e.key else '' end,
       e.points, e.credits, case when e.kind = 'work' then e.count end, e.created_at
  from rewards_ledgerentry e join projects_project p on p.id = e.project_id
 where e.volunteer_id = any(%(volunteers)s)
 order by e.id
""",
)
DAYS = OwnTable(
    name="days.csv",
    about="What you did on each day (UTC), and what it brought.",
    columns={
        **_PROJECT,
        "day": "The day, by UTC.",
        "answers": "Images answered and paid.",
        "passes": "Images passed.",
        "points": "Points of the day, bonus included.",
    },
    query="""
select p.slug, d.day, d.answers, d.passes, d.points
  from rewards_activityday d join projects_project p on p.id = d.project_id
 where d.volunteer_id = any(%(volunteers)s)
 order by p.slug, d.day
""",
)
THINGS = OwnTable(
    name="profile.csv",
    about="What you wear, your team, and the first remarks of yours that were worth telling.",
    columns={
        **_PROJECT,
        "what": "title, avatar, palette, team, or discovery.",
        "value": "The thing, the team's name, or the image.",
        "at": "When, where that is kept.",
    },
    query="""
select p.slug, things.what, things.value, things.at from (
    select project_id, 'title' as what, title as value, null::timestamptz as at from rewards_outfit
     where volunteer_id = any(%(volunteers)s)
     union all
    select project_id, 'avatar', avatar, null from rewards_outfit where volunteer_id = any(%(volunteers)s)
     union all
    select project_id, 'palette', palette, null from rewards_outfit where volunteer_id = any(%(volunteers)s)
     union all
    select m.project_id, 'team', t.name, m.joined_at
      from rewards_teammember m join rewards_team t on t.id = m.team_id
     where m.volunteer_id = any(%(volunteers)s)
     union all
    select d.project_id, 'discovery', s.public_id::text, d.created_at
      from rewards_discovery d join subjects_subject s on s.id = d.subject_id
     where d.volunteer_id = any(%(volunteers)s)
  ) as things join projects_project p on p.id = things.project_id
 where things.value <> ''
 order by 1, 2, 4
""",
)
OF_REWARDS = (LEDGER, DAYS, THINGS)
