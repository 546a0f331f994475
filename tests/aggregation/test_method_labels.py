"""What expert labels and the kind of question make of a method's run."""

from __future__ import annotations

import numpy as np
import pytest

from quorum.aggregation.errors import ReferenceAmbiguous
from quorum.aggregation.expert_labels import HoldoutPlan
from quorum.domain.aggregators.interface import Question, ReferenceMissing
from quorum.domain.aggregators.registry import AGGREGATORS, make_aggregator
from quorum.domain.votes import tally, votes_from_masks
from quorum.projects.models import Task
from quorum.projects.services import TaskSpec, publish_workflow_version
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel
from tests.aggregation.campaigns import Campaign, answered, held_out, rows_of, run_campaign, truth_of
from tests.factories import (
    make_classification,
    make_label_set,
    make_project,
    make_subject,
    make_volunteer,
    task_of,
    version_of,
)

pytestmark = pytest.mark.django_db
EVERY_METHOD = pytest.mark.parametrize("method", AGGREGATORS)


@EVERY_METHOD
def test_a_yes_or_no_task_is_asked_as_two_classes_and_answered_as_one(method: str) -> None:
    project = make_project()
    publish_workflow_version(
        project=project,
        label_set_version=make_label_set(4),
        tasks=[
            TaskSpec(question="Is there any?", kind=Task.Kind.YES_NO, maximum_choices=1, choice_codes=["c0"])
        ],
        rounds=1,
    )
    subjects = [make_subject(project) for _ in range(8)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    people = [make_volunteer() for _ in range(9)]
    for place, subject in enumerate(subjects):
        for person, volunteer in enumerate(people):
            is_yes = (place % 2 == 0) != (person == place)
            make_classification(subject, ["c0"] if is_yes else [], round_=round_, volunteer=volunteer)
    votes = votes_from_masks(
        subject=np.repeat(np.arange(8), 9),
        volunteer=np.tile(np.arange(9), 8),
        chosen=np.array(
            [1 if (place % 2 == 0) != (person == place) else 2 for place in range(8) for person in range(9)],
            np.uint64,
        ),
        subjects=8,
        volunteers=9,
        classes=2,
    )
    campaign = Campaign(project, task_of(project), [round_], subjects, votes)
    truth = [[0] if place % 2 == 0 else [] for place in range(6)]
    campaign.labelled(truth)
    run = campaign.recompute(method)

    reference = held_out(campaign, [one or [1] for one in truth], size=6)
    decisions = make_aggregator(method, Question(2, 1)).fit(votes, reference).decide(votes)
    rows = rows_of(run)
    assert [row.accepted for row in rows] == [[0] if is_yes else [] for is_yes in decisions.accepted[:, 0]]
    assert {row.state for row in rows} == {"reached"}
    assert [row.counts for row in rows] == tally(votes).counts[:, :1].tolist()
    assert {len(row.p_values) for row in rows} == {1}
    assert run.cutoff_meanings == ["highest_score"]
    assert run.cutoffs == [None]


def test_controls_and_the_model_hold_out_set_no_cutoffs() -> None:
    campaign = run_campaign()
    truth = truth_of(16)
    campaign.labelled(truth[:8])
    offered = dict(campaign.task.task_choices.values_list("index", "choice_id"))
    for split, subject in zip(
        ("control", "model_holdout", "train", "control"), campaign.subjects[6:], strict=False
    ):
        ReferenceLabel.objects.create(
            project=campaign.project,
            subject=subject,
            label_set_version=campaign.task.workflow_version.label_set_version,
            source="another",
            split=split,
            choice_ids=[offered[3]],
        )
    run = campaign.recompute("corrected")
    held = run.results.filter(is_holdout=True).order_by("subject_id")
    # The seventh and the eighth of the cutoff hold-out also serve another one.
    assert [row.subject_id for row in held] == [subject.pk for subject in campaign.subjects[:6]]
    assert run.parameters["reference"]["source"] == "a"


def test_a_class_that_no_expert_label_names_is_novel() -> None:
    campaign = run_campaign()
    campaign.labelled([[0], [1], [0, 1], [1]])
    run = campaign.recompute("corrected")
    assert run.parameters["reference"]["frequencies"] == [0.5, 0.75, None, None]
    assert run.parameters["reference"]["novel"] == ["c2", "c3"]
    assert run.cutoffs[2:] == [0.01, 0.01]


def test_a_class_that_every_labelled_subject_shows_is_accepted_without_a_cutoff() -> None:
    campaign = run_campaign()
    campaign.labelled([[0], [0], [0, 1]])
    run = campaign.recompute("corrected")
    assert (run.cutoffs[0], run.cutoff_meanings[0], run.cutoff_meanings[1]) == (None, "every_subject", "value")
    assert all(0 in row.accepted for row in rows_of(run))


def test_the_source_of_expert_labels_is_named_where_there_are_several() -> None:
    campaign = run_campaign()
    campaign.labelled(truth_of(6), source="ann")
    campaign.labelled(truth_of(4), source="bob")
    with pytest.raises(ReferenceAmbiguous):
        campaign.recompute("corrected")
    run = campaign.recompute("corrected", HoldoutPlan(source="bob"))
    assert (run.parameters["reference"]["source"], run.parameters["reference"]["held_out"]) == ("bob", 4)
    with pytest.raises(ReferenceMissing):
        campaign.recompute("corrected", HoldoutPlan(source="eve"))


def test_labels_of_narrower_and_wider_classes_are_read_in_those_asked_about() -> None:
    project = make_project(choices=4, maximum_choices=1, minimum_votes=6)
    labels = version_of(project).label_set_version
    labels.choices.filter(code="low").update(selectable=True)
    publish_workflow_version(
        project=project,
        label_set_version=labels,
        tasks=[TaskSpec(question="Which?", maximum_choices=1, choice_codes=["low", "c2", "c3"])],
        rounds=1,
    )
    campaign = answered(project, task_of(project), subjects=5, volunteers=3, classes=3)
    ids = dict(labels.choices.values_list("code", "pk"))
    for subject, codes in zip(campaign.subjects, (["c0"], ["low"], ["high"], ["c3"]), strict=False):
        ReferenceLabel.objects.create(
            project=project,
            subject=subject,
            label_set_version=labels,
            source="a",
            split="cutoff_holdout",
            choice_ids=[ids[code] for code in codes],
        )
    reference = campaign.recompute("corrected").parameters["reference"]
    assert (reference["labelled"], reference["left_out_as_ambiguous"]) == (3, 1)
    assert reference["frequencies"] == pytest.approx([2 / 3, None, 1 / 3], nan_ok=True)
