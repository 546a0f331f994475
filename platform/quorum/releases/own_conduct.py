"""What a person wrote, and what others decided about it and about their answers.

Nobody else appears: neither who reported, decided or was found together with the person, nor what curators
wrote down for one another. What they hid a text for, they told its author.
"""

from __future__ import annotations

from quorum.releases.own_tables import OwnTable

_PROJECT = {"project": "The project's short name."}
_AT = {"written_at": "When."}

COMMENTS = OwnTable(
    name="comments.csv",
    about="Your comments in discussions.",
    columns={
        "comment_id": "The comment.",
        **_PROJECT,
        "text": "What you wrote.",
        **_AT,
        "edited_at": "When you changed it last.",
        "hidden_reason": "Why curators hid it; empty for most.",
    },
    query="""
select comment.public_id, p.slug, comment.text, comment.created_at, comment.edited_at, comment.hidden_reason
  from talk_comment comment join projects_project p on p.id = comment.project_id
 where comment.volunteer_id = any(%(volunteers)s) and comment.deleted_at is null
 order by comment.id
""",
)
REMARKS = OwnTable(
    name="remarks.csv",
    about="What you reported as unusual.",
    columns={
        **_PROJECT,
        "subject_id": "The image.",
        "kind": "What kind of thing.",
        "text": "What you wrote.",
        "x": "The marked place, as a share of the width.",
        "y": "And of the height.",
        **_AT,
        "hidden_reason": "Why curators hid it; empty for most.",
        "helpful_at": "When a curator found it helpful.",
    },
    query="""
select p.slug, s.public_id, r.kind, r.text, r.x, r.y, r.created_at, r.hidden_reason, r.helpful_at
  from curation_remark r
  join projects_project p on p.id = r.project_id join subjects_subject s on s.id = r.subject_id
 where r.volunteer_id = any(%(volunteers)s) and r.removed_at is null
 order by r.id
""",
)
REPORTS = OwnTable(
    name="reports.csv",
    about="What you reported to the curators.",
    columns={
        **_PROJECT,
        "post_id": "The remark or comment that it was about; empty for the name of a team.",
        "reason": "Your reason.",
        "note": "What you wrote to it.",
        **_AT,
        "decision": "What curators decided; empty while they have not.",
    },
    query="""
select p.slug, coalesce(remark.public_id, comment.public_id), r.reason, r.note, r.created_at, r.decision
  from talk_report r join projects_project p on p.id = r.project_id
  left join curation_remark remark on remark.id = r.remark_id
  left join talk_comment comment on comment.id = r.comment_id
 where r.volunteer_id = any(%(volunteers)s)
 union all
select p.slug, null, 'team_name', '', r.created_at, case when r.closed_at is null then '' else 'seen' end
  from rewards_teamreport r
  join rewards_team t on t.id = r.team_id join projects_project p on p.id = t.project_id
 where r.volunteer_id = any(%(volunteers)s)
 order by 5
""",
)
NOTICES = OwnTable(
    name="notices.csv",
    about="What the bell told you, and when you were asked not to write for a while.",
    columns={
        **_PROJECT,
        "kind": "What it was about.",
        "text": "The reason, where there is one.",
        "at": "When.",
        "until": "For how long, where writing was not allowed.",
    },
    query="""
select p.slug, told.kind, told.text, told.created_at, told.until from (
    select project_id, kind, text, created_at, null::timestamptz as until from talk_notice
     where volunteer_id = any(%(volunteers)s)
     union all
    select project_id, 'not_writing', reason, created_at, until from talk_talkblock
     where volunteer_id = any(%(volunteers)s)
  ) as told join projects_project p on p.id = told.project_id
 order by 4
""",
)
SUSPICIONS = OwnTable(
    name="suspicions.csv",
    about="When automatic checks found your answers unusual, and what curators decided.",
    columns={
        **_PROJECT,
        "kind": "What looked unusual.",
        "measure": "none: listed only; watched: more images with known answers; held: answers not counted.",
        "state": "open, confirmed, dismissed, or expired.",
        "answers": "How many answers were looked at.",
        "found": "What was found, in words.",
        "opened_at": "When it was found first.",
        "decided_at": "When a curator decided.",
    },
    query="""
select p.slug, s.kind, s.measure, s.state, s.answers, coalesce(s.evidence ->> 'words', ''), s.opened_at,
       s.decided_at
  from integrity_suspicion s join projects_project p on p.id = s.project_id
 where s.volunteer_id = any(%(volunteers)s)
 order by s.id
""",
)
APPEALS = OwnTable(
    name="appeals.csv",
    about="What you wrote to the curators about answers that were held.",
    columns={**_PROJECT, "text": "What you wrote.", **_AT, "closed_at": "When a curator decided after it."},
    query="""
select p.slug, a.text, a.made_at, a.closed_at
  from integrity_appeal a
  join integrity_suspicion s on s.id = a.suspicion_id join projects_project p on p.id = s.project_id
 where s.volunteer_id = any(%(volunteers)s)
 order by a.id
""",
)
OF_CONDUCT = (COMMENTS, REMARKS, REPORTS, NOTICES, SUSPICIONS, APPEALS)
