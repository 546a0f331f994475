"""Which subjects of a task networks can learn from: those with an answer and with features."""

from __future__ import annotations

from collections.abc import Iterable

from quorum.classifications.models import SubjectRoundTask
from quorum.curation.models import CuratedLabel
from quorum.learning.models import FeatureSet, TrainingTable
from quorum.projects.models import Project, Task
from quorum.subjects.models import ReferenceLabel, Subject

Split = ReferenceLabel.Split
RESERVED = (Split.CONTROL, Split.CUTOFF_HOLDOUT, Split.MODEL_HOLDOUT)


def active_ids(project: Project) -> set[int]:
    """Return the keys of the subjects that are served."""
    active = Subject.objects.filter(project=project, state=Subject.State.ACTIVE)
    return set(active.values_list("pk", flat=True).iterator())


def measured_ids(project: Project) -> set[int]:
    """Return the keys of the subjects whose features are there."""
    return _listed(FeatureSet.objects.filter(project=project).exclude(digest=""))


def claimed_ids(project: Project) -> set[int]:
    """Return the keys of the subjects that a feature set is to measure, or has measured."""
    return _listed(FeatureSet.objects.filter(project=project))


def learnable_ids(*, task: Task, targets: str, source: str = "") -> set[int]:
    """Return the keys of the active subjects that have both an answer and features."""
    answered = answered_ids(task=task, targets=targets, source=source)
    return answered & active_ids(task.project) & measured_ids(task.project)


def answered_ids(*, task: Task, targets: str, source: str = "") -> set[int]:
    """Return the keys of the subjects with an answer of that kind, but for those reserved for other ends.

    A reader's quick count: `field_rows` says what the answers are, and refuses sources that are not told apart.
    """
    experts = ReferenceLabel.objects.filter(project_id=task.project_id)
    if source:
        experts = experts.filter(source=source)
    reserved = set(experts.filter(split__in=RESERVED).values_list("subject_id", flat=True))
    if targets == TrainingTable.Targets.CONSENSUS:
        reached = SubjectRoundTask.objects.filter(task=task, state=SubjectRoundTask.State.REACHED)
        return set(reached.values_list("subject_id", flat=True).iterator()) - reserved
    curated = CuratedLabel.objects.filter(task=task, replaced_at=None).values_list("subject_id", flat=True)
    labelled = experts.exclude(split__in=RESERVED).values_list("subject_id", flat=True)
    return (set(labelled) | set(curated)) - reserved


def _listed(sets: Iterable[FeatureSet]) -> set[int]:
    return {subject_id for each in sets for subject_id in each.subject_ids}
