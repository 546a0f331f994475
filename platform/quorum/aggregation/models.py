"""Consensus computed over stored votes: runs are added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from quorum.domain.identifiers import new_public_id


class ConsensusRun(models.Model):
    """One computation of consensus with one method over one pool of votes. Append-only (a trigger sees to it).

    `level` is the depth in the label tree (0 for the leaves); `pool` names the rounds whose
    votes went in; `decided_by` tells the task's live rule from a method of that name. `cutoffs[i]` is
    the value on `scale` beyond which choice index i is accepted, null where `cutoff_meanings[i]` says so.
    """

    class DecidedBy(models.TextChoices):
        LIVE_RULE = "live_rule"
        METHOD = "method"

    class CutoffMeaning(models.TextChoices):
        """`VALUE`: see the cutoff. `EVERY_SUBJECT` is accepted. `HIGHEST_SCORE`: the choices compete."""

        VALUE = "value"
        EVERY_SUBJECT = "every_subject"
        NO_SUBJECT = "no_subject"
        HIGHEST_SCORE = "highest_score"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="consensus_runs")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    method = models.CharField(max_length=32)
    parameters = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField(default=0)
    pool = ArrayField(models.BigIntegerField(), help_text="Ids of the rounds.")
    decided_by = models.CharField(max_length=9, choices=DecidedBy, default=DecidedBy.LIVE_RULE)
    scale = models.CharField(max_length=9, default="p", help_text="p, share or posterior.")
    cutoffs = ArrayField(models.FloatField(null=True))
    cutoff_meanings = ArrayField(models.CharField(max_length=13, choices=CutoffMeaning))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="one_consensus_run_per_number")]

    def __str__(self) -> str:
        return f"{self.method} run {self.number}"


class ConsensusResult(models.Model):
    """One subject's outcome in a run; all arrays but `accepted` have one value per choice index of the task.

    A method's run is `reached` where it accepts a choice (or, asked yes or no, says no), otherwise
    `disputed` from the task's maximum of votes on and `open` below. `posteriors` are null unless the
    method decides by them. `is_holdout` marks subjects whose expert labels went in: leave them out of
    any figure that compares the run with expert labels.
    """

    run = models.ForeignKey(ConsensusRun, on_delete=models.CASCADE, related_name="results")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="+")
    n = models.PositiveIntegerField()
    counts = ArrayField(models.IntegerField())
    p_values = ArrayField(models.FloatField(), null=True)
    posteriors = ArrayField(models.FloatField(), null=True)
    accepted = ArrayField(models.SmallIntegerField())
    state = models.CharField(max_length=8)
    is_holdout = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject"], name="one_result_per_subject_and_run")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.subject_id}"


class VolunteerSkill(models.Model):
    """How good a run takes a volunteer to be, on the method's own scale: higher is better, 1 is perfect.

    `n` are the classifications that this rests on. Append-only like the run, except that a merged
    guest's row is added to that of the volunteer who the guest is now.
    """

    run = models.ForeignKey(ConsensusRun, on_delete=models.CASCADE, related_name="skills")
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="+")
    n = models.PositiveIntegerField()
    quality = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "volunteer"], name="one_skill_per_volunteer_and_run")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.volunteer_id}: {self.quality:.2f}"
