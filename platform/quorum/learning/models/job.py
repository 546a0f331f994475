"""Jobs: long work that a worker does, and what it says of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quorum.domain.identifiers import new_public_id


class Job(models.Model):
    """One piece of long work for a worker. The row is the truth of it; messages only start it.

    `request` is the message that the worker gets, `report` what it said at the end. `beat` is the worker's
    last heartbeat by its own clock, and `heard_at` when, by ours, that was last seen to change. An attempt
    ends when the worker falls silent; then another begins, `attempts_allowed` at most.
    """

    class Kind(models.TextChoices):
        EXTRACTION = "extraction"
        TRAINING = "training"
        PREDICTION = "prediction"

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="jobs")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    queue = models.CharField(max_length=16, help_text="Which workers may take it: ml, or ml-gpu.")
    request = models.JSONField()
    report = models.JSONField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=1)
    attempts_allowed = models.PositiveSmallIntegerField(default=3)
    sent_at = models.DateTimeField(null=True, help_text="When this attempt's message was last sent.")
    sendings = models.PositiveSmallIntegerField(default=0, help_text="How often it was sent.")
    beat = models.BigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    share = models.FloatField(default=0.0, help_text="How much of the work is done, 0 to 1.")
    line = models.CharField(max_length=200, blank=True, help_text="What it does now.")
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    is_users_fault = models.BooleanField(default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "-id"], name="jobs_of_a_project"),
            models.Index(
                fields=["id"], condition=models.Q(state__in=["waiting", "running"]), name="jobs_not_ended"
            ),
            models.Index(fields=["ended_at"], name="jobs_lately_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def has_ended(self) -> bool:
        """Return whether nothing more comes of it by itself."""
        return self.state not in NOT_ENDED


NOT_ENDED = (Job.State.WAITING, Job.State.RUNNING)


class JobLine(models.Model):
    """One line of a job's log."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    attempt = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
