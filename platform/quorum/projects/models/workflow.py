"""Workflows: what volunteers are asked, and the rule that turns answers into consensus."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from quorum.domain.identifiers import new_public_id


class Workflow(models.Model):
    """A line of questioning in a project; its versions hold the questions."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="workflows")
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    slug = models.SlugField(max_length=64)
    title = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "slug"], name="one_workflow_per_slug")]

    def __str__(self) -> str:
        return self.slug


class WorkflowVersion(models.Model):
    """One immutable version of a workflow: a change of question, choices or rule makes a new one."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    label_set_version = models.ForeignKey("projects.LabelSetVersion", on_delete=models.PROTECT)
    rounds = models.PositiveSmallIntegerField(default=1, help_text="How many rounds are planned.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "number"], name="one_workflow_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.workflow_id} v{self.number}"


class Task(models.Model):
    """One question with its choices and its consensus rule. Immutable, like the version that holds it."""

    class Kind(models.TextChoices):
        CHOOSE_MANY = "choose_many"
        YES_NO = "yes_no"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    workflow_version = models.ForeignKey(WorkflowVersion, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CHOOSE_MANY)
    question = models.CharField(max_length=200)
    maximum_choices = models.PositiveSmallIntegerField(help_text="m: how many choices one answer may hold.")
    empty_allowed = models.BooleanField(default=False, help_text="Does an answer without a choice count?")
    minimum_votes = models.PositiveSmallIntegerField(default=12)
    maximum_votes = models.PositiveSmallIntegerField(default=40)
    p_reached = models.FloatField(default=0.01, help_text="A class below this is in the consensus.")
    p_open = models.FloatField(
        default=0.1, help_text="A class between p_reached and this keeps the subject open."
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workflow_version", "position"], name="one_task_per_position"),
            models.CheckConstraint(
                condition=models.Q(maximum_votes__gte=models.F("minimum_votes")), name="votes_are_ordered"
            ),
            models.CheckConstraint(
                condition=models.Q(p_reached__gt=0) & models.Q(p_open__gte=models.F("p_reached")),
                name="p_values_are_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def save(self, *args: object, **kwargs: object) -> None:
        """Insert the task; refuse to change one that exists."""
        if self.pk is not None:
            raise ValidationError("A task is immutable; publish a new workflow version.", code="task_immutable")
        super().save(*args, **kwargs)


class TaskChoice(models.Model):
    """A choice offered by a task; `index` is its place in every count array of that task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="task_choices")
    choice = models.ForeignKey("projects.Choice", on_delete=models.PROTECT)
    index = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["task", "index"], name="one_choice_per_index"),
            models.UniqueConstraint(fields=["task", "choice"], name="choice_once_per_task"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}[{self.index}]"
