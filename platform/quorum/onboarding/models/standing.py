"""Where each volunteer stands in each project."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Standing(models.Model):
    """A volunteer's level, trust and skill in one project.

    Skill is what controls alone have shown, as discounted evidence without the prior: `right` and
    `wrong` overall, and per choice `{choice id: [right, wrong]}`. Without a row, a volunteer is a
    newcomer where the project trains, and a contributor elsewhere.
    """

    class Level(models.TextChoices):
        NEWCOMER = "newcomer"
        TRAINING = "training"
        CONTRIBUTOR = "contributor"
        RETURNED = "returned"

    volunteer_id = models.BigIntegerField()
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=11, choices=Level, default=Level.NEWCOMER)
    trusted = models.BooleanField(default=False, help_text="Do contributions count?")
    stage = models.ForeignKey(
        "onboarding.TrainingStage", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    tutorial_position = models.PositiveSmallIntegerField(default=0, help_text="Steps of the tutorial done.")
    right = models.FloatField(default=0.0, help_text="Discounted sum of scores on controls.")
    wrong = models.FloatField(default=0.0, help_text="Discounted sum of 1 - score on controls.")
    choice_skill = models.JSONField(default=dict, help_text="Choice id: [right, wrong], discounted.")
    controls_answered = models.PositiveIntegerField(default=0, help_text="In all.")
    controls_at_change = models.PositiveIntegerField(
        default=0, help_text="controls_answered when trust last changed."
    )
    since_control = models.PositiveIntegerField(default=0, help_text="Answers since the last control.")
    known_subject_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="Subjects handed out as controls or met otherwise: never a control for this volunteer again.",
    )
    held = models.BooleanField(
        db_default=False, help_text="Are contributions kept back over a suspicion of dishonest answers?"
    )
    watched = models.BooleanField(
        db_default=False, help_text="Do controls come as often as for somebody unknown, over a suspicion?"
    )
    tokens = models.FloatField(null=True, help_text="Answers left of the allowance of speed at `tokens_at`.")
    tokens_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why the volunteer was returned, in words.")
    changed_at = models.DateTimeField(auto_now_add=True, help_text="When the level last changed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer_id", "project"], name="one_standing_per_volunteer")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} is {self.level} in {self.project_id}"
