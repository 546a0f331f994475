"""Features: which subjects have been measured, and where the cells are."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from quorum.domain.identifiers import new_public_id


class FeatureSet(models.Model):
    """The features of some subjects' cells, as one extraction job left them.

    A subject is in one set at most. The sets of a project lie in one folder, which networks read.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="feature_sets")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    job = models.OneToOneField("learning.Job", on_delete=models.RESTRICT, related_name="feature_set")
    subject_ids = ArrayField(models.BigIntegerField())
    folder = models.CharField(max_length=160, help_text="In the storage of the ML worker.")
    digest = models.CharField(max_length=64, blank=True, help_text="Empty until the job is done.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project"], name="feature_sets_of_a_project")]

    def __str__(self) -> str:
        return f"features of {len(self.subject_ids)} subjects"
