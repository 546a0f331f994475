"""What a person answered, and what they were shown of it.

Neither purpose nor whether an answer counted: both would tell which subjects are controls. Of controls those
alone are told whose feedback the person has seen.
"""

from __future__ import annotations

from quorum.releases.own_tables import OwnTable

_CODES = """(select string_agg(choice.code, ' ' order by choice.position) from projects_choice choice
              where choice.id = any({ids}))"""
_MISSED = "array(select unnest(a.truth_ids) except select unnest(a.choice_ids))"
_EXTRA = "array(select unnest(a.choice_ids) except select unnest(a.truth_ids))"
_HITS = "array(select unnest(a.truth_ids) intersect select unnest(a.choice_ids))"
_OF = {
    "project": "The project's short name.",
    "subject_id": "The image.",
}
_MARKED = {
    "hits": "Codes of choices that were rightly named.",
    "missed": "Codes of choices that were there and not named.",
    "extra": "Codes of choices that were named and not there.",
}

CLASSIFICATIONS = OwnTable(
    name="classifications.csv",
    about="Every answer to an image that you were asked about.",
    columns={
        "classification_id": "The answer.",
        "project": "The project's short name.",
        "round": "The round's number.",
        "subject_id": "The image.",
        "choices": "Codes of the choices, with spaces between.",
        "pass_reason": "Why you passed; empty for an answer.",
        "remark": "What you remarked.",
        "duration_ms": "How long you took, as your browser told it.",
        "client_at": "When, by your device's clock.",
        "received_at": "When the server had it.",
        "client_context": "How you looked: window, screen, channels, contrast, language.",
    },
    query=f"""
select c.public_id, p.slug, r.number, s.public_id, {_CODES.format(ids="c.choice_ids")},
       c.pass_reason, coalesce(remark.text, ''), c.duration_ms, c.client_at, c.received_at, c.client_context
  from classification c
  join projects_project p on p.id = c.project_id
  join projects_round r on r.id = c.round_id
  join subjects_subject s on s.id = c.subject_id
  left join curation_remark remark on remark.classification_id = c.id
 where c.volunteer_id = any(%(volunteers)s)
 order by c.id
""",
)
TRAINING = OwnTable(
    name="training.csv",
    about="Every answer in tutorials and training, with what you were told of it.",
    columns={
        **_OF,
        "choices": "Codes of the choices, with spaces between.",
        **_MARKED,
        "right": "Nothing missed and nothing too much?",
        "score": "Hits over hits, missed and extra; 0 to 1.",
        "answered_at": "When.",
    },
    query=f"""
select p.slug, s.public_id, {_CODES.format(ids="a.choice_ids")}, array_to_string(a.hits, ' '),
       array_to_string(a.missed, ' '), array_to_string(a.extra, ' '), a."right", a.score, a.created_at
  from onboarding_traininganswer a
  join onboarding_knownanswer k on k.id = a.known_answer_id
  join projects_project p on p.id = a.project_id
  join subjects_subject s on s.id = k.subject_id
 where a.volunteer_id = any(%(volunteers)s)
 order by a.id
""",
)
FEEDBACK = OwnTable(
    name="feedback.csv",
    about="Images with a known answer of which you were told, while labelling, how you had answered them.",
    columns={**_OF, **_MARKED, "answered_at": "When."},
    query=f"""
select p.slug, s.public_id, coalesce({_CODES.format(ids=_HITS)}, ''),
       coalesce({_CODES.format(ids=_MISSED)}, ''),
       coalesce({_CODES.format(ids=_EXTRA)}, ''), a.answered_at
  from onboarding_controlanswer a
  join projects_project p on p.id = a.project_id
  join subjects_subject s on s.id = a.subject_id
 where a.volunteer_id = any(%(volunteers)s) and a.is_shown
 order by a.id
""",
)
DEVICES = OwnTable(
    name="devices.csv",
    about="Devices of which a scrambled mark is kept beside your answers; the mark says nothing to anybody.",
    columns={
        "project": "The project's short name.",
        "device": "A number within this file.",
        "answers": "How many answers.",
        "first_at": "The first of them.",
        "last_at": "The last of them.",
    },
    query="""
select p.slug, row_number() over (partition by p.slug order by min(d.received_at)), count(*),
       min(d.received_at), max(d.received_at)
  from classifications_deviceanswer d join projects_project p on p.id = d.project_id
 where d.volunteer_id = any(%(volunteers)s)
 group by p.slug, d.device order by 1, 2
""",
)
OF_ANSWERS = (CLASSIFICATIONS, TRAINING, FEEDBACK, DEVICES)
