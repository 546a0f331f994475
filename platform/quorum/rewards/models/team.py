"""Teams: volunteers whose points are added up."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id


class Team(models.Model):
    """A team in one project; whoever knows its code can join."""

    project_id = models.BigIntegerField()
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=40)
    code = models.CharField(max_length=12, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project_id", "name"], name="one_team_per_name")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """A volunteer's place in a team; one team per volunteer and project."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    project_id = models.BigIntegerField()
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="teams")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "volunteer"], name="one_team_per_volunteer")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} in {self.team_id}"


class TeamReport(models.Model):
    """A volunteer's wish that curators look at a team's name; open until they have."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="reports")
    volunteer_id = models.BigIntegerField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "volunteer_id"], name="one_report_per_team_and_volunteer")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} on {self.team_id}"
