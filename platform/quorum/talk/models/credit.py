"""Volunteers who want to be named."""

from __future__ import annotations

from django.db import models


class CreditedName(models.Model):
    """The name under which a volunteer is thanked in a project, by their own wish; else the pseudonym is."""

    project_id = models.BigIntegerField()
    volunteer_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=80)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "volunteer_id"], name="one_credited_name_per_project")
        ]

    def __str__(self) -> str:
        return self.name
