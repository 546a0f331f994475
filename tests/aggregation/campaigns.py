"""Campaigns whose votes the domain can be given beside the platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quorum.aggregation.expert_labels import HoldoutPlan
from quorum.aggregation.method_runs import recompute_by_method
from quorum.aggregation.models import ConsensusResult, ConsensusRun
from quorum.domain.aggregators.interface import Reference
from quorum.domain.holdout import hold_out
from quorum.domain.votes import Votes, masks_of, votes_from_masks
from quorum.projects.models import Project, Round, Task
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import (
    make_classification,
    make_project,
    make_subject,
    make_volunteer,
    task_of,
    version_of,
)

CLASSES = 4


@dataclass(frozen=True)
class Campaign:
    """A project with answers; `votes` are those that the domain would be given."""

    project: Project
    task: Task
    rounds: list[Round]
    subjects: list[Subject]
    votes: Votes

    def recompute(self, method: str, plan: HoldoutPlan | None = None) -> ConsensusRun:
        return recompute_by_method(
            task=self.task,
            rounds=self.rounds,
            method=method,
            plan=plan or HoldoutPlan(),
            actor=None,
            reason="test",
        )

    def labelled(
        self, truth: Sequence[Sequence[int]], split: str = "cutoff_holdout", source: str = "a"
    ) -> None:
        """Label the first subjects with the classes of `truth`."""
        offered = dict(self.task.task_choices.values_list("index", "choice_id"))
        version = self.task.workflow_version.label_set_version
        for subject, classes in zip(self.subjects, truth, strict=False):
            ReferenceLabel.objects.create(
                project=self.project,
                subject=subject,
                label_set_version=version,
                source=source,
                split=split,
                choice_ids=[offered[index] for index in classes],
            )


def truth_of(subjects: int) -> list[list[int]]:
    return [[index % CLASSES] if index % 3 else [0, index % 2 + 1] for index in range(subjects)]


def run_campaign(
    *, maximum_choices: int = 2, subjects: int = 16, volunteers: int = 7, classes: int = CLASSES
) -> Campaign:
    """Make a project where volunteers name the true classes, and sometimes another."""
    project = make_project(choices=classes, maximum_choices=maximum_choices, minimum_votes=6)
    task = task_of(project)
    return answered(project, task, subjects=subjects, volunteers=volunteers, classes=classes)


def answered(project: Project, task: Task, *, subjects: int, volunteers: int, classes: int) -> Campaign:
    made = [make_subject(project) for _ in range(subjects)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    people = [make_volunteer() for _ in range(volunteers)]
    codes = list(task.task_choices.order_by("index").values_list("choice__code", flat=True))
    rng = np.random.default_rng(5)
    rows = []
    for place, truth in enumerate(truth_of(subjects)):
        for person in range(volunteers):
            wrong = [int(rng.integers(classes))] if rng.random() < 0.3 else []
            named = sorted(set(wrong or truth)) if wrong != truth else truth
            named = [one for one in named if one < classes][: task.maximum_choices]
            make_classification(
                made[place], [codes[index] for index in named], round_=round_, volunteer=people[person]
            )
            rows.append((place, person, named))
    votes = votes_from_masks(
        subject=np.array([row[0] for row in rows]),
        volunteer=np.array([row[1] for row in rows]),
        chosen=masks_of([row[2] for row in rows], classes),
        subjects=subjects,
        volunteers=volunteers,
        classes=classes,
    )
    return Campaign(project, task, [round_], made, votes)


def held_out(campaign: Campaign, truth: Sequence[Sequence[int]], *, size: int) -> Reference:
    labels = np.zeros((campaign.votes.subjects, campaign.votes.classes), bool)
    for place, classes in enumerate(truth):
        labels[place, list(classes)] = True
    known = np.arange(campaign.votes.subjects) < len(truth)
    return hold_out(labels, known, size=size, rng=np.random.default_rng(0))


def rows_of(run: ConsensusRun) -> list[ConsensusResult]:
    return list(run.results.order_by("subject_id"))
