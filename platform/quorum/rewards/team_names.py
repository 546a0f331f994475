"""Names of teams: what one may be, reporting it, and curators who give another.

There is no list of words: in six languages it would miss most of what hurts, and refuse what does not.
"""

from __future__ import annotations

import unicodedata
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.rewards.errors import TeamNameInvalid, TeamNameTaken, TeamUnknown
from quorum.rewards.models import Team, TeamReport

FEWEST_LETTERS = 2
_WAITING = Q(reports__closed_at=None, reports__isnull=False)


def clean_name(name: str) -> str:
    """Return a name with single spaces; raises TeamNameInvalid where it cannot be read or written down.

    Marks without a shape, such as those that turn the direction of writing around, change the lines beside.
    """
    name = " ".join(name.split())
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        raise TeamNameInvalid("A name is made of letters, digits and signs that can be seen.")
    if sum(letter.isalnum() for letter in name) < FEWEST_LETTERS:
        raise TeamNameInvalid("A name has two letters or digits at least.")
    return name


def report_team(*, project_id: int, volunteer_id: int, name: str) -> None:
    """Ask curators to look at a team's name, once for each volunteer; raises TeamUnknown."""
    team = Team.objects.filter(project_id=project_id, name=name).first()
    if team is None:
        raise TeamUnknown("No team has this name.", name=name)
    TeamReport.objects.get_or_create(team=team, volunteer_id=volunteer_id)


def teams_with_reports(*, project_id: int) -> QuerySet[Team]:
    """Return a project's teams with `people` and `waiting` reports; those that are reported come first."""
    counted = Team.objects.filter(project_id=project_id).annotate(
        people=Count("members", distinct=True), waiting=Count("reports", filter=_WAITING, distinct=True)
    )
    return counted.order_by("-waiting", "name")


@transaction.atomic
def rename_team(*, project_id: int, public_id: UUID, name: str, actor: User, reason: str) -> Team:
    """Give a team another name, or the same to let it stay, and close the reports about it; audited.

    Raises TeamUnknown, TeamNameInvalid and TeamNameTaken.
    """
    team = Team.objects.select_for_update().filter(project_id=project_id, public_id=public_id).first()
    if team is None:
        raise TeamUnknown("There is no such team.")
    before, team.name = team.name, clean_name(name)
    try:
        with transaction.atomic():
            team.save(update_fields=["name"])
    except IntegrityError:
        raise TeamNameTaken("Another team has this name.", name=name) from None
    TeamReport.objects.filter(team=team, closed_at=None).update(closed_at=timezone.now())
    verb = "team.name_kept" if team.name == before else "team.renamed"
    record(verb, team, actor=actor, project_id=project_id, reason=reason, before=before, after=team.name)
    return team
