"""The queue: which subjects still need votes, and in which order; and how much of it is in hands."""

from __future__ import annotations

from django.db import models


class QueueEntry(models.Model):
    """One subject that waits for votes in one round and task; gone once the subject is retired.

    A strategy sets `position`; serving walks the index on it. Random serving draws `position`
    uniformly from [0, 1) and starts each volunteer at a random place. While a queue is arranged anew, the
    entries of two generations lie side by side; `QueueOrder` says which of them is served.
    """

    project_id = models.BigIntegerField()
    # The unique key begins with the round; an arrangement writes all of a queue, so that an index costs.
    round = models.ForeignKey("projects.Round", on_delete=models.CASCADE, related_name="+", db_index=False)
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveIntegerField(default=0)
    position = models.FloatField()
    strategy = models.CharField(max_length=32, default="random")
    model_version_id = models.BigIntegerField(null=True)
    blind = models.BooleanField(default=True, help_text="Picked without the help of any model.")
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["round", "task", "generation", "position"], name="queue_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "task", "subject", "generation"], name="one_queue_entry_per_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} at {self.position:.3f}"


class QueueOrder(models.Model):
    """Which generation of a queue's entries is served, and how; a queue without a row is generation 0, random.

    An arranged queue was put into `places` and is served from its front: a pick starts at a random one of the
    first `front` places; None is a random start anywhere. Entries of `being_built` are not served yet, but
    subjects that come in or retire are put into them and taken out of them as well.
    """

    pk = models.CompositePrimaryKey("round_id", "task_id")
    round = models.ForeignKey("projects.Round", on_delete=models.CASCADE, related_name="+", db_index=False)
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="+", db_index=False)
    generation = models.PositiveIntegerField(default=0)
    being_built = models.PositiveIntegerField(null=True)
    front = models.PositiveIntegerField(null=True)
    places = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"generation {self.generation} of task {self.task_id} in round {self.round_id}"


class OpenWork(models.Model):
    """How many assignments of a project a volunteer had unanswered at `counted_at`; see `open_work`."""

    pk = models.CompositePrimaryKey("volunteer_id", "project_id")
    volunteer_id = models.BigIntegerField()
    project_id = models.BigIntegerField()
    unanswered = models.FloatField(help_text="May lie a little below zero where older tickets were answered.")
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.volunteer_id} holds {self.unanswered:.0f}"
