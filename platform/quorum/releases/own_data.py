"""What is known of one person, for that person: a ZIP of JSON and CSV."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from quorum.accounts.models import ApiToken, User, Volunteer
from quorum.aggregation.models import VolunteerSkill
from quorum.projects.models import Membership, Project
from quorum.releases.rows import csv_bytes, harmless, stream, utc
from quorum.talk.models import CreditedName

CLASSIFICATION_HEADER = (
    "classification_id",
    "project",
    "round",
    "subject_id",
    "choices",
    "pass_reason",
    "remark",
    "duration_ms",
    "client_at",
    "received_at",
    "client_context",
)
# Neither purpose nor whether it counted: both would tell which subjects are controls.
_CLASSIFICATIONS = """
select c.public_id, p.slug, r.number, s.public_id,
       (select string_agg(choice.code, ' ' order by choice.position) from projects_choice choice
        where choice.id = any(c.choice_ids)),
       c.pass_reason, coalesce(remark.text, ''), c.duration_ms, c.client_at, c.received_at, c.client_context
from classification c
join projects_project p on p.id = c.project_id
join projects_round r on r.id = c.round_id
join subjects_subject s on s.id = c.subject_id
left join curation_remark remark on remark.classification_id = c.id
where c.volunteer_id = any(%(volunteers)s)
order by c.id
"""


COMMENT_HEADER = ("comment_id", "project", "text", "written_at", "edited_at")
_COMMENTS = """
select comment.public_id, p.slug, comment.text, comment.created_at, comment.edited_at
  from talk_comment comment join projects_project p on p.id = comment.project_id
 where comment.volunteer_id = any(%(volunteers)s) and comment.deleted_at is null
 order by comment.id
"""


def write_own_data(*, user: User | None, volunteer: Volunteer | None) -> io.BytesIO:
    """Return a ZIP file with about.json, classifications.csv (about 30 bytes each) and comments.csv."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", json.dumps(_about(user, volunteer), indent=2, ensure_ascii=False))
        with archive.open("classifications.csv", "w", force_zip64=True) as member:
            for piece in csv_bytes(CLASSIFICATION_HEADER, _classifications(volunteer)):
                member.write(piece)
        with archive.open("comments.csv", "w") as member:
            for piece in csv_bytes(COMMENT_HEADER, _comments(volunteer)):
                member.write(piece)
    file.seek(0)
    return file


def _about(user: User | None, volunteer: Volunteer | None) -> dict[str, Any]:
    return {
        "account": _account(user) if user else None,
        "volunteer": _volunteer(volunteer) if volunteer else None,
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "id": str(user.public_id),
        "email": user.email,
        "display_name": user.display_name,
        "joined_at": utc(user.date_joined),
        "last_login_at": utc(user.last_login),
        "roles": [
            {"project": membership.project.slug, "role": membership.role}
            for membership in Membership.objects.filter(user=user).select_related("project")
        ],
        "api_tokens": [
            {"name": token.name, "prefix": token.prefix, "created_at": utc(token.created_at)}
            for token in ApiToken.objects.filter(user=user).order_by("pk")
        ],
    }


def _volunteer(volunteer: Volunteer) -> dict[str, Any]:
    slugs = dict(Project.objects.values_list("pk", "slug"))
    return {
        "id": str(volunteer.public_id),
        "pseudonym": volunteer.pseudonym,
        "kind": volunteer.kind,
        "since": utc(volunteer.created_at),
        "earlier_pseudonyms": list(volunteer.merged_guests.values_list("pseudonym", flat=True)),
        "consents": [
            {
                "project": slugs.get(consent.project_id),
                "terms_version": consent.terms_version,
                "given_at": utc(consent.given_at),
            }
            for consent in volunteer.consents.order_by("pk")
        ],
        "credited_as": [
            {"project": slugs.get(credited.project_id), "name": credited.name}
            for credited in CreditedName.objects.filter(volunteer_id=volunteer.pk).order_by("pk")
        ],
        "estimated_quality": [
            {
                "project": slugs.get(skill.run.project_id),
                "run": skill.run.number,
                "method": skill.run.method,
                "classifications": skill.n,
                "quality": skill.quality,
            }
            for skill in VolunteerSkill.objects.filter(volunteer=volunteer).select_related("run").order_by("pk")
        ],
    }


def _comments(volunteer: Volunteer | None) -> Iterator[tuple[Any, ...]]:
    if volunteer is None:
        return
    ids = [volunteer.pk, *volunteer.merged_guests.values_list("pk", flat=True)]
    for row in stream(_COMMENTS, {"volunteers": ids}):
        yield (*row[:2], harmless(row[2]), utc(row[3]), utc(row[4]))


def _classifications(volunteer: Volunteer | None) -> Iterator[tuple[Any, ...]]:
    if volunteer is None:
        return
    ids = [volunteer.pk, *volunteer.merged_guests.values_list("pk", flat=True)]
    for row in stream(_CLASSIFICATIONS, {"volunteers": ids}):
        yield (*row[:6], harmless(row[6]), row[7], utc(row[8]), utc(row[9]), row[10])
