"""Making, joining and leaving teams."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from quorum.rewards.errors import AlreadyInTeam, TeamNameTaken, TeamUnknown
from quorum.rewards.models import Team, TeamMember
from quorum.rewards.team_names import clean_name

CODE_LENGTH = 8
# No letters or digits that are taken for one another when read aloud.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@transaction.atomic
def create_team(*, project_id: int, volunteer_id: int, name: str) -> Team:
    """Make a team and join it. Raises AlreadyInTeam, TeamNameInvalid and TeamNameTaken."""
    name = clean_name(name)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    try:
        with transaction.atomic():
            team = Team.objects.create(project_id=project_id, name=name, code=code)
    except IntegrityError:
        raise TeamNameTaken("Another team has this name.", name=name) from None
    _enter(team, volunteer_id)
    return team


@transaction.atomic
def join_team(*, project_id: int, volunteer_id: int, code: str) -> Team:
    """Join the team with that code. Raises TeamUnknown and AlreadyInTeam."""
    # Locked, so that the last member does not take the team away meanwhile.
    team = (
        Team.objects.select_for_update(no_key=True)
        .filter(project_id=project_id, code=code.strip().upper())
        .first()
    )
    if team is None:
        raise TeamUnknown("No team has this code.", team_code=code)
    _enter(team, volunteer_id)
    return team


@transaction.atomic
def leave_team(*, project_id: int, volunteer_id: int) -> None:
    """Leave one's team, if there is one; a team that nobody is left in is gone."""
    member = TeamMember.objects.filter(project_id=project_id, volunteer_id=volunteer_id).first()
    if member is None:
        return
    Team.objects.select_for_update().get(pk=member.team_id)
    member.delete()
    if not TeamMember.objects.filter(team_id=member.team_id).exists():
        Team.objects.filter(pk=member.team_id).delete()


def team_of(*, project_id: int, volunteer_id: int) -> Team | None:
    """Return the volunteer's team in a project."""
    return Team.objects.filter(project_id=project_id, members__volunteer_id=volunteer_id).first()


def _enter(team: Team, volunteer_id: int) -> None:
    try:
        with transaction.atomic():
            TeamMember.objects.create(team=team, project_id=team.project_id, volunteer_id=volunteer_id)
    except IntegrityError:
        raise AlreadyInTeam("You are in a team already; leave it first.") from None
