"""What is known of one person, for that person: a ZIP of JSON and CSV."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from quorum.accounts.models import ApiToken, User, Volunteer
from quorum.aggregation.models import VolunteerSkill
from quorum.onboarding.models import Standing
from quorum.projects.models import Membership, Project
from quorum.releases.own_answers import OF_ANSWERS
from quorum.releases.own_conduct import OF_CONDUCT
from quorum.releases.own_rewards import OF_REWARDS
from quorum.releases.rows import csv_bytes, utc
from quorum.rewards.preferences import preference_of
from quorum.talk.models import CreditedName

README = "README.txt"
TABLES = (*OF_ANSWERS, *OF_REWARDS, *OF_CONDUCT)
_WORDS = """Everything that is kept about you here, as of the moment of the download.

Files ending in .csv are tables (UTF-8, commas, the first line names the columns). Times are UTC. A text that
begins with = + - @ or an apostrophe has one more apostrophe before it, so that no spreadsheet runs it.
Which images are checks with a known answer is not told, except where the page told you so itself.

about.json
  Your account, your made-up names, what you agreed to, where you stand, and how good your answers
  were estimated to be.
"""


def write_own_data(*, user: User | None, volunteer: Volunteer | None) -> io.BytesIO:
    """Return a ZIP file with README.txt, about.json and the tables (classifications about 30 bytes each)."""
    ids = [volunteer.pk, *volunteer.merged_guests.values_list("pk", flat=True)] if volunteer else []
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(README, readme())
        archive.writestr("about.json", json.dumps(_about(user, volunteer), indent=2, ensure_ascii=False))
        for table in TABLES:
            with archive.open(table.name, "w", force_zip64=True) as member:
                for piece in csv_bytes(tuple(table.columns), table.rows(ids)):
                    member.write(piece)
    file.seek(0)
    return file


def readme() -> str:
    """Return the text that names every file and every column."""
    parts = [_WORDS]
    for table in TABLES:
        columns = "".join(f"  {name}: {meaning}\n" for name, meaning in table.columns.items())
        parts.append(f"{table.name}\n  {table.about}\n{columns}")
    return "\n".join(parts)


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
    preference = preference_of(volunteer.pk)
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
        "standings": [
            {
                "project": slugs.get(standing.project_id),
                "level": standing.level,
                "trusted": standing.trusted,
                "held": standing.held,
                "reason": standing.reason,
            }
            for standing in Standing.objects.filter(volunteer_id=volunteer.pk).order_by("pk")
        ],
        "on_leaderboards": preference.is_listed,
        "time_zone": preference.time_zone,
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
