"""Balances, and the ledger of which they are the sums."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Account(models.Model):
    """What one volunteer has in one project; `points` and `credits` are the sums of the ledger's rows.

    The database itself refuses a balance below zero. Changed only by `quorum.rewards.ledger.post`, under
    a lock on the row. `images` counts answers that were paid, `mastered` the choices whose accuracy on
    controls was high enough at the last settlement.
    """

    project_id = models.BigIntegerField()
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="accounts")
    points = models.BigIntegerField(default=0)
    credits = models.BigIntegerField(default=0)
    images = models.BigIntegerField(default=0)
    mastered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "volunteer"], name="one_account_per_volunteer"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="points_not_below_zero"),
            models.CheckConstraint(condition=models.Q(credits__gte=0), name="credits_not_below_zero"),
        ]
        indexes = [models.Index(fields=["project_id", "-points"])]

    def __str__(self) -> str:
        return f"{self.volunteer_id} has {self.points} points, {self.credits} credits"


class LedgerEntry(models.Model):
    """One change of a balance, and why. Rows are never changed or deleted (a trigger sees to it).

    Unique per volunteer, kind and key: what was paid once is never paid again, whoever asks. The key is
    the batch of facts for work, the day for a bonus, the code of a badge, quest, level or shop item, the
    id of a remark or of a discovered subject; what is taken back or given back is numbered.
    Ids instead of foreign keys: a row outlives what it speaks of.
    """

    class Kind(models.TextChoices):
        WORK = "work"
        ACCURACY_BONUS = "accuracy_bonus"
        LEVEL = "level"
        BADGE = "badge"
        QUEST = "quest"
        HELPFUL = "helpful"
        DISCOVERY = "discovery"
        PURCHASE = "purchase"
        MERGED_IN = "merged_in"
        MERGED_OUT = "merged_out"
        FORFEITED = "forfeited"
        RESTORED = "restored"

    project_id = models.BigIntegerField()
    volunteer_id = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    key = models.CharField(max_length=64)
    points = models.BigIntegerField(default=0, help_text="Change of points.")
    credits = models.BigIntegerField(default=0, help_text="Change of credits.")
    count = models.PositiveIntegerField(default=1, help_text="Images, for work; 1 otherwise.")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project_id", "volunteer_id", "kind", "key"], name="one_ledger_row_per_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.points:+} points, {self.credits:+} credits"
