"""One volunteer's submission about one subject."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Classification(models.Model):
    """One submission: what was chosen, whether it counts, and how it came about.

    Stored in a table that is partitioned by round and then by hash of the volunteer, so that
    PostgreSQL itself holds the unique keys (round, volunteer, subject, task) and (round,
    volunteer, client UUID). Plain id columns instead of foreign keys keep the hot path short;
    `choice_ids` holds ids of `projects.Choice`.
    """

    class Purpose(models.IntegerChoices):
        CONTRIBUTION = 0
        CONTROL = 1
        TRAINING = 2
        TUTORIAL = 3

    class NotCounted(models.TextChoices):
        PASSED = "passed"
        EMPTY = "empty"
        NOT_A_CONTRIBUTION = "not_a_contribution"
        EXPIRED = "expired"
        SUBJECT_RETIRED = "subject_retired"
        SUBJECT_WITHDRAWN = "subject_withdrawn"
        ROUND_CLOSED = "round_closed"
        NOT_TRUSTED = "not_trusted"
        TOO_FAST = "too_fast"
        HELD = "held"
        SAME_DEVICE = "same_device"
        MERGED_REPEAT = "merged_repeat"

    pk = models.CompositePrimaryKey("round_id", "volunteer_id", "subject_id", "task_id")
    id = models.BigIntegerField(db_default=models.expressions.RawSQL("nextval('classification_id')", ()))
    round_id = models.BigIntegerField()
    volunteer_id = models.BigIntegerField()
    project_id = models.BigIntegerField()
    workflow_version_id = models.BigIntegerField()
    task_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    public_id = models.UUIDField()
    client_uuid = models.UUIDField(help_text="Made by the client; makes a retry harmless.")
    choice_ids = ArrayField(models.BigIntegerField())
    purpose = models.PositiveSmallIntegerField(choices=Purpose)
    counted = models.BooleanField(help_text="Did it add to the subject's counts?")
    not_counted_reason = models.CharField(max_length=20, choices=NotCounted, blank=True)
    pass_reason = models.CharField(max_length=32, blank=True)
    trust = models.FloatField(null=True, help_text="Estimated accuracy of the volunteer at submission, 0 to 1.")
    strategy = models.CharField(max_length=32, help_text="How the subject was picked.")
    model_version_id = models.BigIntegerField(null=True)
    blind = models.BooleanField(help_text="Was it picked without the help of any model?")
    duration_ms = models.PositiveIntegerField(null=True)
    client_context = models.JSONField(default=dict, help_text="Window size, channels shown, language.")
    superseded_by = models.BigIntegerField(
        null=True, help_text="Id of a later classification that replaces this one."
    )
    client_at = models.DateTimeField(null=True, help_text="The client's clock at submission.")
    issued_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "classification"

    def __str__(self) -> str:
        return str(self.public_id)
