"""The arms of an experiment: projects with the same images and volunteers, served in different ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quorum.accounts.models import User
from quorum.config.demo.images import MANIFEST
from quorum.config.demo.project import CREDIT, LABEL_SET, LICENCE
from quorum.config.experiment.collection import LABELLED, WAITING, WAITING_MANIFEST, Collection
from quorum.config.simulation.campaign import Campaign, CampaignPlan
from quorum.config.simulation.planning import question_of
from quorum.domain.metrics import Scores, score
from quorum.domain.volunteers import Skill
from quorum.projects import services
from quorum.projects.label_sets import shipped_label_set
from quorum.projects.models import Project, Round, Task, WorkflowVersion
from quorum.projects.rounds import choices_of
from quorum.projects.services import change_state
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel, Subject
from quorum.subjects.options import ImportOptions
from quorum.subjects.services import run_import, start_import

CUTOFF_SHARE, MODEL_SHARE = 0.3, 0.3
"""Of the labelled images: those that tell how far to believe votes and networks, and that judge models."""
MOST_CHOICES = 3
"""No drawn image shows more classes."""


@dataclass(frozen=True)
class Arm:
    """One project of the experiment. `truth` has the codes of every subject by its id.

    `judged` are the subjects whose labels the project does not know, on which answers are scored.
    """

    project: Project
    round: Round
    task: Task
    truth: Mapping[int, tuple[str, ...]]
    judged: tuple[int, ...]

    @property
    def images(self) -> int:
        """Return how many images volunteers see."""
        return len(self.truth)

    def score(self, accepted: Mapping[int, Sequence[int]]) -> Scores:
        """Return how good answers are, choice indices by subject; a subject without one has no class."""
        codes = [choice.code for choice in choices_of(self.task)]
        truth = np.array([[code in self.truth[subject] for code in codes] for subject in self.judged])
        return score(truth, _marked(accepted, self.judged, len(codes)))


def make_arm(*, slug: str, title: str, collection: Collection, votes: int | None, owner: User) -> Arm:
    """Make a project, import the collection, and open its round to guests.

    With `votes`, each image is served until it has so many; without, as the published rule says.
    """
    project = services.create_project(
        slug=slug,
        title=title,
        channels=services.FLUORESCENCE_CHANNELS,
        owner=owner,
        guests_allowed=True,
        credit=CREDIT,
        licence=LICENCE,
    )
    codes = [str(code) for code in collection.plan.codes]
    question = services.TaskSpec(
        question="Where in the cells is the green protein?",
        choice_codes=codes,
        maximum_choices=min(MOST_CHOICES, len(codes) // 2),
    )
    if votes is not None:
        question = replace(question, minimum_votes=votes, maximum_votes=votes)
    services.publish_workflow_version(
        project=project, label_set_version=shipped_label_set(LABEL_SET), tasks=[question], actor=owner
    )
    _import(project, collection)
    change_state(project=project, state=Project.State.LIVE, actor=owner, reason="Experiment.")
    version = WorkflowVersion.objects.filter(project=project).latest("number")
    opened = open_round(workflow_version=version, actor=owner)
    return arm_of(project, opened, collection)


def arm_of(project: Project, round_: Round, collection: Collection) -> Arm:
    """Return the arm that a project is."""
    task = Task.objects.get(workflow_version=round_.workflow_version)
    code_of = dict(task.task_choices.values_list("choice_id", "choice__code"))
    truth = {
        label.subject_id: tuple(code_of[choice] for choice in label.choice_ids)
        for label in ReferenceLabel.objects.filter(project=project)
    }
    ids = dict(Subject.objects.filter(project=project).values_list("external_id", "pk"))
    judged = {ids[name]: codes for name, codes in collection.truth.items()}
    return Arm(project, round_, task, truth | judged, tuple(sorted(judged)))


def campaign_on(
    arm: Arm, *, url: str, skills: Sequence[Skill], seed: int, on_answer: Callable[[], object]
) -> Campaign:
    """Return a campaign of guests with these skills on an arm, as fast as the server goes."""
    question, _ = question_of(arm.project)
    plan = CampaignPlan(
        url=url,
        project=arm.project.slug,
        truth=arm.truth,
        question=question,
        skills=skills,
        terms_version=arm.project.terms_version,
        clients=4,
        pace_s=0.0,
        told_s=6.0,
        seed=seed,
    )
    return Campaign(plan, on_answer=on_answer)


def _import(project: Project, collection: Collection) -> None:
    labelled = ImportOptions(
        manifest=MANIFEST,
        label_set=LABEL_SET,
        cutoff_holdout_share=CUTOFF_SHARE,
        model_holdout_share=MODEL_SHARE,
        seed=collection.plan.seed,
    )
    for part, options in ((LABELLED, labelled), (WAITING, ImportOptions(manifest=WAITING_MANIFEST))):
        started = start_import(
            project=project,
            kind="manifest",
            folder=collection.folder / part,
            subject_set=part.capitalize(),
            options=options,
            actor=None,
        )
        run_import(started)


def _marked(accepted: Mapping[int, Sequence[int]], subjects: Sequence[int], classes: int) -> NDArray[np.bool_]:
    marked = np.zeros((len(subjects), classes), bool)
    for row, subject in enumerate(subjects):
        marked[row, list(accepted.get(subject, ()))] = True
    return marked
