"""When a project trusts its volunteers."""

from __future__ import annotations

from django.db import models


class TrustRule(models.Model):
    """The numbers behind trust in one project; `quorum.domain.trust` says what each one does.

    A project without a row goes by the defaults.
    """

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="trust_rule")
    threshold = models.FloatField(
        default=0.5, help_text="Accuracy under which a volunteer returns to training."
    )
    recovery_threshold = models.FloatField(default=0.6, help_text="Accuracy at which trust comes back.")
    prior_mean = models.FloatField(default=0.7, help_text="Accuracy expected of somebody unknown.")
    prior_strength = models.FloatField(default=4.0, help_text="How many controls that expectation weighs.")
    half_life = models.FloatField(default=60.0, help_text="After so many controls, evidence weighs half.")
    control_share_most = models.FloatField(default=0.25, help_text="Share of controls for somebody unknown.")
    control_share_least = models.FloatField(
        default=0.05, help_text="Share of controls for somebody well known."
    )
    minimum_controls = models.PositiveSmallIntegerField(
        default=6, help_text="Controls answered before anybody can be returned to training."
    )
    feedback_on_controls = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(threshold__gt=0, recovery_threshold__lt=1)
                & models.Q(recovery_threshold__gte=models.F("threshold")),
                name="trust_thresholds_are_ordered",
            ),
            models.CheckConstraint(
                condition=models.Q(control_share_least__gt=0, control_share_most__lte=0.5)
                & models.Q(control_share_most__gte=models.F("control_share_least")),
                name="control_shares_are_ordered",
            ),
            models.CheckConstraint(
                condition=models.Q(prior_mean__gt=0, prior_mean__lt=1, prior_strength__gt=0, half_life__gte=1),
                name="trust_prior_is_proper",
            ),
        ]

    def __str__(self) -> str:
        return f"trust in project {self.project_id}"
