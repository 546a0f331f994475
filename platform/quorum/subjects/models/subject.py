"""The images that volunteers see, and where they come from."""

from __future__ import annotations

from django.db import models

from quorum.domain.identifiers import new_public_id
from quorum.subjects.models.plane import StoredPlane


class SubjectSet(models.Model):
    """A batch of subjects that came in together."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="subject_sets")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_subject_set_per_name")]

    def __str__(self) -> str:
        return self.name


class Sample(models.Model):
    """What was imaged: subjects of one sample are not independent, so folds keep them together."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="samples")
    antibody = models.CharField(max_length=64, blank=True)
    gene = models.CharField(max_length=64, blank=True)
    cell_line = models.CharField(max_length=64, blank=True)
    plate = models.CharField(max_length=64, blank=True)
    well = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "antibody", "gene", "cell_line", "plate", "well"],
                name="one_sample_per_origin",
            )
        ]

    def __str__(self) -> str:
        return " ".join(
            part for part in (self.antibody, self.gene, self.cell_line, self.plate, self.well) if part
        )


class Subject(models.Model):
    """One item shown to volunteers: a field of view with its channels."""

    class State(models.TextChoices):
        ACTIVE = "active"
        WITHDRAWN = "withdrawn"

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="subjects")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    external_id = models.CharField(
        max_length=200, help_text="The owner's name of the image; never sent to volunteers."
    )
    subject_set = models.ForeignKey(SubjectSet, on_delete=models.PROTECT, related_name="subjects")
    sample = models.ForeignKey(Sample, null=True, on_delete=models.PROTECT, related_name="subjects")
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    metadata = models.JSONField(default=dict)
    width = models.PositiveIntegerField(help_text="Pixels of the original.")
    height = models.PositiveIntegerField(help_text="Pixels of the original.")
    pixel_size_um = models.FloatField(null=True, help_text="Micrometres per pixel of the original.")
    credit = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)
    thumbnail = models.CharField(
        max_length=200, help_text="Storage name of the small picture of all channels in their colours."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "external_id"], name="one_subject_per_external_id")
        ]

    def __str__(self) -> str:
        return self.external_id


class Channel(StoredPlane):
    """One image plane of a subject."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="channels")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "project_channel"], name="one_channel_per_subject_and_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.project_channel_id}"
