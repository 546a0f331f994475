"""What volunteers are suspected of, and how far screening has come."""

from __future__ import annotations

from typing import Any

from django.db import models

from quorum.domain.identifiers import new_public_id
from quorum.domain.integrity.finding import Kind, Measure


class Suspicion(models.Model):
    """Evidence that a volunteer's answers in a project are not honest, the measure taken, and the decision.

    `evidence` holds the figures behind the words and pictures; it names other volunteers by public id only.
    While it is open or confirmed the measure stands; dismissed and expired ones leave nothing behind.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        DISMISSED = "dismissed"
        EXPIRED = "expired"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Kind])
    measure = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Measure])
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    statistic = models.FloatField()
    p = models.FloatField(help_text="Bound of the chance that an honest volunteer ever shows as much.")
    answers = models.PositiveIntegerField(help_text="How many answers were looked at.")
    evidence: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    opened_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True, help_text="When it was last found again.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=1000, blank=True, help_text="Of the decision, by the curator.")
    appeal = models.CharField(max_length=2000, blank=True, help_text="The latest words of the volunteer.")
    appealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "volunteer", "kind"],
                condition=models.Q(state="open"),
                name="one_open_suspicion_of_a_kind",
            )
        ]
        indexes = [models.Index(fields=["project", "state", "-opened_at"], name="suspicions_of_project")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.volunteer_id} in {self.project_id}"


class Appeal(models.Model):
    """What a volunteer wrote to the curators about a hold; open until they decide about the suspicion."""

    suspicion = models.ForeignKey(Suspicion, on_delete=models.CASCADE, related_name="appeals")
    text = models.CharField(max_length=2000)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["suspicion"],
                condition=models.Q(closed_at=None),
                name="one_open_appeal_of_a_suspicion",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Screening(models.Model):
    """How far the screening of a project has come: a look for each time that new answers were looked at."""

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="+")
    looks = models.PositiveIntegerField(default=0)
    last_classification_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"project {self.project_id}: {self.looks} looks"
