"""Projects and everything that defines them."""

from quorum.projects.models.draft import WorkflowDraft
from quorum.projects.models.label_set import Choice, ChoiceMapping, LabelSet, LabelSetVersion
from quorum.projects.models.project import Membership, Project, ProjectChannel
from quorum.projects.models.round import Round
from quorum.projects.models.workflow import Task, TaskChoice, Workflow, WorkflowVersion

__all__ = [
    "Choice",
    "ChoiceMapping",
    "LabelSet",
    "LabelSetVersion",
    "Membership",
    "Project",
    "ProjectChannel",
    "Round",
    "Task",
    "TaskChoice",
    "Workflow",
    "WorkflowDraft",
    "WorkflowVersion",
]
