"""Label sets: the classes that can be chosen, as versioned data."""

from __future__ import annotations

from django.db import models


class LabelSet(models.Model):
    """A named family of choices; `project` is null for sets that all projects may use."""

    project = models.ForeignKey(
        "projects.Project", null=True, on_delete=models.CASCADE, related_name="label_sets"
    )
    slug = models.SlugField(max_length=64)
    title = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug"], nulls_distinct=False, name="one_label_set_per_slug"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class LabelSetVersion(models.Model):
    """One immutable version of a label set."""

    label_set = models.ForeignKey(LabelSet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["label_set", "number"], name="one_label_set_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.label_set_id} v{self.number}"


class Choice(models.Model):
    """A class: a node of the tree, told to volunteers in words."""

    label_set_version = models.ForeignKey(LabelSetVersion, on_delete=models.CASCADE, related_name="choices")
    code = models.CharField(max_length=32, help_text="Stable name in files, e.g. 101.")
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    selectable = models.BooleanField(default=True, help_text="False for nodes that only group others.")
    position = models.PositiveSmallIntegerField()
    short = models.CharField(max_length=160, blank=True)
    description = models.TextField(blank=True)
    tips = models.TextField(blank=True)
    confused_with = models.JSONField(default=list, help_text="Codes of choices that look alike.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["label_set_version", "code"], name="one_choice_per_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ChoiceMapping(models.Model):
    """Says that a choice of one label set means a choice of another."""

    source = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="maps_to")
    target = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="maps_from")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="one_mapping_per_pair")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
