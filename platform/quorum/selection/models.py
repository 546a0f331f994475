"""The queue: which subjects still need votes, and in which order; and how much of it is in hands."""

from __future__ import annotations

from django.db import models


class QueueEntry(models.Model):
    """One subject that waits for votes in one round and task; gone once the subject is retired.

    A strategy sets `position`; serving walks the index on it. Random serving draws `position`
    uniformly from [0, 1) and starts each volunteer at a random place.
    """

    project_id = models.BigIntegerField()
    round = models.ForeignKey("projects.Round", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="+")
    position = models.FloatField()
    strategy = models.CharField(max_length=32, default="random")
    model_version_id = models.BigIntegerField(null=True)
    blind = models.BooleanField(default=True, help_text="Picked without the help of any model.")
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["round", "task", "position"], name="queue_order")]
        constraints = [
            models.UniqueConstraint(fields=["round", "task", "subject"], name="one_queue_entry_per_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} at {self.position:.3f}"


class OpenWork(models.Model):
    """How many assignments of a project a volunteer had unanswered at `counted_at`; see `open_work`."""

    pk = models.CompositePrimaryKey("volunteer_id", "project_id")
    volunteer_id = models.BigIntegerField()
    project_id = models.BigIntegerField()
    unanswered = models.FloatField(help_text="May lie a little below zero where older tickets were answered.")
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.volunteer_id} holds {self.unanswered:.0f}"
