"""What volunteers wear and wish."""

from __future__ import annotations

from django.db import models


class Outfit(models.Model):
    """The bought things that a volunteer shows in a project, as codes of `rewards.shop_items`; "" for none."""

    project_id = models.BigIntegerField()
    volunteer = models.ForeignKey("accounts.Volunteer", on_delete=models.CASCADE, related_name="outfits")
    title = models.CharField(max_length=32, blank=True)
    avatar = models.CharField(max_length=32, blank=True)
    palette = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "volunteer"], name="one_outfit_per_volunteer")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id}: {self.title}, {self.avatar}, {self.palette}"


class Preference(models.Model):
    """A volunteer's wishes for all projects; without a row: listed, and days by UTC."""

    volunteer = models.OneToOneField(
        "accounts.Volunteer", on_delete=models.CASCADE, related_name="reward_preference"
    )
    is_listed = models.BooleanField(default=True, help_text="Shown on leaderboards, under the pseudonym?")
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name, e.g. Europe/Stockholm.")

    def __str__(self) -> str:
        return f"{self.volunteer_id}: {'listed' if self.is_listed else 'hidden'}, {self.time_zone}"
