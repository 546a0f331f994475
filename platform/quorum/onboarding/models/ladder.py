"""What a newcomer goes through: steps of the tutorial, then stages of training."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class TutorialStep(models.Model):
    """One step of the tutorial: words about a part of the page, or an easy image to answer."""

    class Highlight(models.TextChoices):
        NOTHING = ""
        VIEWER = "viewer"
        CHANNELS = "channels"
        CHOICES = "choices"
        SUBMIT = "submit"
        PASS = "pass"
        REMARK = "remark"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="tutorial_steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    highlight = models.CharField(max_length=8, choices=Highlight, default=Highlight.NOTHING, blank=True)
    known_answer = models.ForeignKey(
        "onboarding.KnownAnswer", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    offered = ArrayField(
        models.CharField(max_length=32), default=list, help_text="Codes of choices; empty for all."
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="one_tutorial_step_per_position")
        ]

    def __str__(self) -> str:
        return self.title


class TrainingStage(models.Model):
    """One stage of training: passed with `needed` right answers among the last `window`."""

    class Kind(models.TextChoices):
        SINGLE = "single"
        MULTIPLE = "multiple"
        ARTEFACTS = "artefacts"
        MIXED = "mixed"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="training_stages")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.SINGLE)
    offered = ArrayField(
        models.CharField(max_length=32), default=list, help_text="Codes of choices; empty for all."
    )
    window = models.PositiveSmallIntegerField(
        default=6, help_text="How many of the last answers are looked at."
    )
    needed = models.PositiveSmallIntegerField(default=5, help_text="How many of them must be right.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="one_training_stage_per_position"),
            models.CheckConstraint(
                condition=models.Q(needed__gte=1) & models.Q(window__gte=models.F("needed")),
                name="training_stage_can_be_passed",
            ),
        ]

    def __str__(self) -> str:
        return self.title
