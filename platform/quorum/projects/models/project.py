"""A project, the people who run it, and the channels of its images."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quorum.domain.identifiers import new_public_id


class Project(models.Model):
    """One study: its images, its questions, its volunteers."""

    class State(models.TextChoices):
        DRAFT = "draft"
        LIVE = "live"
        PAUSED = "paused"
        FINISHED = "finished"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    slug = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    tagline = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    guests_allowed = models.BooleanField(default=False, help_text="May people label without logging in?")
    shared_devices = models.BooleanField(
        db_default=False,
        default=False,
        help_text="Do several people answer on one device, as in a museum? Images may then come twice there.",
    )
    terms = models.TextField(blank=True)
    terms_version = models.PositiveIntegerField(default=1)
    credit = models.CharField(max_length=300, blank=True, help_text="Shown under images that bring no credit.")
    licence = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)
    remarks_for_review = models.PositiveSmallIntegerField(
        default=20, help_text="Remarks by more volunteers than this put a subject into the review queue."
    )
    revision = models.PositiveIntegerField(default=1, help_text="Goes up with every edit of the texts.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """One person's role in one project."""

    class Role(models.TextChoices):
        OWNER = "owner"
        CURATOR = "curator"
        SCIENTIST = "scientist"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "role"], name="one_membership_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.project_id}"


class ProjectChannel(models.Model):
    """One image plane that every subject of the project has, with its fixed contrast window.

    The window is the same for all subjects: a stretch per image would make an empty image look full.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="channels")
    key = models.SlugField(max_length=24, help_text="Short name in files and manifests, e.g. green.")
    name = models.CharField(max_length=60, help_text="What is seen, e.g. Protein of interest.")
    position = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=7, help_text="#rrggbb")
    required = models.BooleanField(default=True)
    window_low = models.FloatField(default=0.0, help_text="Share of full scale shown as black, 0 to 1.")
    window_high = models.FloatField(default=1.0, help_text="Share of full scale shown as full brightness.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="one_channel_per_key"),
            models.CheckConstraint(
                condition=models.Q(window_low__gte=0, window_high__lte=1)
                & models.Q(window_high__gt=models.F("window_low")),
                name="contrast_window_is_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.key
