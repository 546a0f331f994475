"""Arrangements: each time that a queue was put in order."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quorum.domain.identifiers import new_public_id


class Arrangement(models.Model):
    """One time that the queue of a round and task was put in order, and by what.

    `method` says what was known: votes and model `joined` by an expert hold-out, `votes` alone where there is
    no hold-out, or nothing at all (`random`). `counts` are the entries that each strategy placed, `replaced`
    the strategies that could not work, what they lacked and what stood in for them. In force from
    `in_force_at`; one without that was given up, or is under way.
    """

    class Method(models.TextChoices):
        JOINED = "joined"
        VOTES = "votes"
        RANDOM = "random"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="arrangements")
    round = models.ForeignKey("projects.Round", on_delete=models.CASCADE, related_name="+", db_index=False)
    task = models.ForeignKey("projects.Task", on_delete=models.CASCADE, related_name="arrangements")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    generation = models.PositiveIntegerField(help_text="Of the queue's entries.")
    method = models.CharField(max_length=6, choices=Method)
    model = models.ForeignKey(
        "learning.ModelVersion", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    shares = models.JSONField()
    exploration = models.FloatField()
    seed = models.BigIntegerField()
    front = models.PositiveIntegerField(help_text="So many of the first places are served alike.")
    votes = models.PositiveBigIntegerField(help_text="Counted votes of the task that were read.")
    entries = models.PositiveIntegerField(help_text="Subjects that wait.")
    counts = models.JSONField(default=dict, help_text="Entries by the strategy that placed them.")
    replaced = models.JSONField(default=list)
    blind = models.PositiveIntegerField(default=0, help_text="Entries that no model may choose.")
    enough = models.PositiveIntegerField(
        default=0, help_text="Entries on which more votes cannot matter by the loop's rule."
    )
    settled = models.PositiveIntegerField(default=0, help_text="Entries retired because of that.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    in_force_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["round", "task", "-id"], name="arrangements_of_a_queue")]

    def __str__(self) -> str:
        return f"arrangement {self.generation} of task {self.task_id} in round {self.round_id}"
