"""How a project rewards its volunteers."""

from __future__ import annotations

from django.db import models


class RewardSettings(models.Model):
    """One project's choices; the defaults hold without a row. `quests` holds `rewards.quests.Quest` as JSON."""

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="reward_settings")
    is_enabled = models.BooleanField(default=True)
    points_per_image = models.PositiveSmallIntegerField(default=10)
    passes_share_percent = models.PositiveSmallIntegerField(
        default=20, help_text="How many passes are paid for every 100 answers of a day."
    )
    quests = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"rewards of project {self.project_id}"
