"""Expert labels of the cutoff hold-out, in the classes that a task asks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from quorum.aggregation.errors import HoldoutInvalid, ReferenceAmbiguous
from quorum.domain.aggregators.interface import Booleans, Reference
from quorum.domain.holdout import hold_out, sample_size, share_size
from quorum.projects.models import Choice, Task
from quorum.subjects.models import ReferenceLabel
from quorum.subjects.reference import translate

NOT_ASKED = -1
ANY_OF_SEVERAL = -2
_OTHER_HOLDOUTS = (ReferenceLabel.Split.CONTROL, ReferenceLabel.Split.MODEL_HOLDOUT)


@dataclass(frozen=True)
class HoldoutPlan:
    """Which of the labels marked as cutoff hold-out set the cutoffs.

    `share` of them, above 0 and at most 1, or with None as many as the released sample-size formula
    asks for; drawn by `seed`. `source` says whose labels; it may be empty where there is only one.
    """

    share: float | None = 1.0
    source: str = ""
    seed: int = 0

    def __post_init__(self) -> None:
        if self.share is not None and not 0 < self.share <= 1:
            raise HoldoutInvalid(f"The hold-out is a share above 0 and at most 1, not {self.share:g}.")

    def size(self, labelled: int) -> int:
        """Return how many of the labelled subjects are drawn."""
        return sample_size(labelled) if self.share is None else share_size(labelled, self.share)


@dataclass(frozen=True)
class ExpertLabels:
    """Labels (subjects, classes) of the subjects marked in `known` (subjects,).

    `left_out` subjects have a label that means one of several classes asked about, and so none of them.
    """

    source: str
    labels: Booleans
    known: Booleans
    left_out: int


def hold_out_from(experts: ExpertLabels | None, plan: HoldoutPlan) -> Reference | None:
    """Return the hold-out and its frequencies; None without any expert label."""
    if experts is None:
        return None
    size = plan.size(int(experts.known.sum()))
    return hold_out(experts.labels, experts.known, size=size, rng=np.random.default_rng(plan.seed))


def expert_labels(
    *, task: Task, subject_ids: NDArray[np.int64], choice_ids: Sequence[int], source: str
) -> ExpertLabels | None:
    """Return the labels that may set cutoffs, of those subjects that have votes; None where there are none.

    Only labels of the split cutoff hold-out: subjects that also serve as controls or in the model
    hold-out are left out, for the hold-outs never mix. A label of another label set is translated, and a
    class that the task asks about only under a wider one counts as that. `subject_ids` rise; a
    yes-or-no task has the classes yes and no. Raises ReferenceAmbiguous where several sources labelled
    and none is named.
    """
    found = _labels(task, source)
    if not found:
        return None
    sources = {one.source for one in found}
    if len(sources) > 1:
        raise ReferenceAmbiguous(
            f"Several sources labelled the cutoff hold-out; name one of {', '.join(sorted(sources))}.",
            sources=sorted(sources),
        )
    index_of = meanings_in(task, choice_ids, set(chain.from_iterable(one.choice_ids for one in found)))
    labels = np.zeros((len(subject_ids), len(choice_ids)), bool)
    known = np.zeros(len(subject_ids), bool)
    left_out = 0
    places = np.searchsorted(subject_ids, [one.subject_id for one in found])
    for place, one in zip(places.tolist(), found, strict=True):
        if place == len(subject_ids) or subject_ids[place] != one.subject_id:
            continue
        indices = {index_of[choice_id] for choice_id in one.choice_ids}
        if ANY_OF_SEVERAL in indices:
            left_out += 1
            continue
        known[place] = True
        labels[place, sorted(indices - {NOT_ASKED})] = True
    if not known.any():
        return None
    if task.kind == Task.Kind.YES_NO:
        labels = np.column_stack((labels[:, 0], known & ~labels[:, 0]))
    return ExpertLabels(sources.pop(), labels, known, left_out)


def _labels(task: Task, source: str) -> list[ReferenceLabel]:
    of_project = ReferenceLabel.objects.filter(project_id=task.project_id)
    reserved = of_project.filter(split__in=_OTHER_HOLDOUTS).values("subject_id")
    found = of_project.filter(split=ReferenceLabel.Split.CUTOFF_HOLDOUT).exclude(subject_id__in=reserved)
    if source:
        found = found.filter(source=source)
    return list(found.order_by("subject_id"))


def meanings_in(task: Task, choice_ids: Sequence[int], labelled: set[int]) -> Mapping[int, int]:
    """Return the choice index that each labelled choice means in a task, or NOT_ASKED, or ANY_OF_SEVERAL.

    `choice_ids` are the task's, in index order; `labelled` may be of any label set.
    """
    version = task.workflow_version.label_set_version
    parents = dict(Choice.objects.filter(label_set_version=version).values_list("pk", "parent_id"))
    offered = {choice_id: index for index, choice_id in enumerate(choice_ids)}
    above_offered = set(chain.from_iterable(_line(choice_id, parents) for choice_id in choice_ids))
    meanings = {}
    for choice_id in labelled:
        line = [one for meant in translate([choice_id], version).choice_ids for one in _line(meant, parents)]
        nearest = next((offered[one] for one in line if one in offered), NOT_ASKED)
        is_wider = nearest == NOT_ASKED and bool(line) and line[0] in above_offered
        meanings[choice_id] = ANY_OF_SEVERAL if is_wider else nearest
    return meanings


def _line(choice_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return a choice and its ancestors, nearest first."""
    line = []
    current: int | None = choice_id
    while current is not None:
        line.append(current)
        current = parents[current]
    return line
