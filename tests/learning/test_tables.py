"""Training tables: who may be learnt from, who judges, what is written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from quorum.aggregation.errors import ReferenceAmbiguous
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.curation.models import ReviewItem
from quorum.curation.reviews import decide_review, open_review
from quorum.learning.errors import HoldoutInfluenced, NothingToLearn
from quorum.learning.field_rows import HOLDOUT_SHARE, FieldRow, field_rows
from quorum.learning.models import TrainingTable
from quorum.learning.tables import Learning, divide, freeze_table
from quorum.projects.models import Choice, Project, Round
from quorum.selection.rounds import open_round
from quorum.subjects.models import ReferenceLabel, Sample, Subject
from tests.factories import make_classification, make_project, make_subject, make_user, task_of, version_of

Split, Targets = ReferenceLabel.Split, TrainingTable.Targets


def row(number: int, **known: Any) -> FieldRow:
    plain = FieldRow(
        subject_id=number,
        field=f"f{number}",
        sample=f"s{number}",
        well="w",
        antibody="a",
        cell_line="U-2 OS",
        n=12,
        counts=(12, 0),
        consensus=None,
        label=None,
        holdout_label=None,
        is_reserved=False,
        is_blind=True,
    )
    return replace(plain, **known)


def numbers(side: Iterable[Learning]) -> list[int]:
    return [one.row.subject_id for one in side]


def test_no_field_that_judges_nor_another_of_its_sample_is_learnt_from() -> None:
    rows = [row(1, label=(0,)), row(2, holdout_label=(1,)), row(3, sample="s2", label=(0,)), row(4)]
    found = divide(rows, Targets.LABELS)
    assert (numbers(found.training), numbers(found.holdout), found.kept_away) == ([1, 4], [2], 1)


def test_controls_and_the_cutoff_hold_out_are_on_neither_side() -> None:
    rows = [
        row(1, label=(0,), is_reserved=True),
        row(2, holdout_label=(1,), is_reserved=True),
        row(3, label=(1,)),
    ]
    assert numbers(divide([*rows, row(4, holdout_label=())], Targets.LABELS).training) == [3]


def test_without_a_hold_out_of_experts_a_fixed_share_of_the_answered_judges() -> None:
    rows = [row(number, consensus=(0,) if number % 2 else None) for number in range(2000)]
    found = divide(rows, Targets.CONSENSUS)
    assert all(number % 2 for number in numbers(found.holdout))
    assert len(found.holdout) == pytest.approx(1000 * HOLDOUT_SHARE, rel=0.3)
    grown = divide([*rows, *(row(number, consensus=(1,)) for number in range(2000, 2500))], Targets.CONSENSUS)
    assert set(numbers(found.holdout)) <= set(numbers(grown.holdout))


def test_consensus_judges_only_where_no_model_chose_an_answer() -> None:
    rows = [row(number, consensus=(0,), is_blind=number % 4 == 0) for number in range(2000)]
    found = divide(rows, Targets.CONSENSUS)
    blind_before = numbers(divide(rows[::4], Targets.CONSENSUS).holdout)
    assert numbers(found.holdout) == blind_before
    assert found.judged_by == Targets.CONSENSUS
    assert found.influenced == found.kept_away > 2 * len(found.holdout)
    assert not set(numbers(found.training)) & {one.subject_id for one in rows if one.draw < HOLDOUT_SHARE}, (
        "what a model has chosen is not learnt from in place of judging"
    )


def test_labels_of_experts_judge_whoever_chose_the_answers() -> None:
    rows = [row(number, label=(0,), consensus=(0,), is_blind=False) for number in range(200)]
    found = divide(rows, Targets.LABELS)
    assert (found.judged_by, found.influenced, len(found.holdout) > 0) == (Targets.LABELS, 0, True)
    held = divide([*rows, row(200, holdout_label=(1,), is_blind=False)], Targets.CONSENSUS)
    assert (numbers(held.holdout), held.judged_by) == ([200], Targets.LABELS)


def campaign() -> tuple[Project, Round]:
    project = make_project(choices=10)
    for name in ("learn", "judge", "control", "plain"):
        subject = make_subject(project, name)
        subject.sample = Sample.objects.create(
            project=project, antibody=f"HPA-{name}", cell_line="U-2 OS", plate="7", well="A1"
        )
        subject.save()
    return project, open_round(workflow_version=version_of(project), actor=None)


def label(project: Project, name: str, split: str, *codes: str, source: str = "expert") -> None:
    version = version_of(project).label_set_version
    ReferenceLabel.objects.create(
        project=project,
        subject=Subject.objects.get(project=project, external_id=name),
        label_set_version=version,
        source=source,
        split=split,
        choice_ids=list(
            Choice.objects.filter(label_set_version=version, code__in=codes).values_list("pk", flat=True)
        ),
    )


@pytest.mark.django_db
def test_a_table_holds_groups_labels_and_votes_and_the_hold_out_apart() -> None:
    project, round_ = campaign()
    label(project, "learn", Split.TRAIN, "c0", "c2")
    label(project, "judge", Split.MODEL_HOLDOUT, "c1")
    label(project, "control", Split.CONTROL, "c1")
    make_classification(Subject.objects.get(external_id="plain"), ["c1"], round_=round_)
    table = freeze_table(task=task_of(project), targets=Targets.LABELS, by=None)
    assert (table.fields, table.labelled, table.holdout, table.kept_away) == (2, 1, 1, 1)
    folder = Path(settings.ML_STORAGE / table.folder)
    fields = {one["antibody"]: one for one in pq.read_table(folder / "fields.parquet").to_pylist()}
    learn, plain = fields["HPA-learn"], fields["HPA-plain"]
    assert (learn["labels"], learn["labelled"], learn["sample"], learn["well"]) == (
        "c0;c2", True, "HPA-learn U-2 OS", "7 A1",
    )  # fmt: skip
    assert (plain["labelled"], plain["classifications"], plain["votes_c1"], plain["votes_c0"]) == (
        False,
        1,
        1,
        0,
    )
    assert [one["labels"] for one in pq.read_table(folder / "holdout.parquet").to_pylist()] == ["c1"]
    assert (folder / "classes.csv").read_text().splitlines()[:2] == ["code,name,parent", "c0,Class 0,low"]


@pytest.mark.django_db
def test_the_same_data_give_the_same_table_and_a_new_vote_another() -> None:
    project, round_ = campaign()
    label(project, "learn", Split.TRAIN, "c0")
    label(project, "judge", Split.MODEL_HOLDOUT, "c1")
    task = task_of(project)
    first = freeze_table(task=task, targets=Targets.LABELS, by=None)
    assert freeze_table(task=task, targets=Targets.LABELS, by=None) == first
    assert len(list((settings.ML_STORAGE / "tables").glob(f"{first.public_id}"))) == 1
    make_classification(Subject.objects.get(external_id="learn"), ["c0"], round_=round_)
    assert freeze_table(task=task, targets=Targets.LABELS, by=None) != first


@pytest.mark.django_db
def test_beside_consensus_votes_may_teach_but_stand_nowhere_in_the_hold_out() -> None:
    project, round_ = campaign()
    SubjectRoundTask.objects.filter(subject__external_id__in=["learn", "plain"], round=round_).update(
        state="reached", accepted=[2], n=12, counts=[0, 1, 11, 0, 0, 0, 0, 0, 0, 0]
    )
    label(project, "judge", Split.MODEL_HOLDOUT, "c1")
    table = freeze_table(task=task_of(project), targets=Targets.CONSENSUS, by=None)
    held = pq.read_table(settings.ML_STORAGE / table.folder / "holdout.parquet")
    assert not [name for name in held.column_names if "vote" in name or name == "classifications"]
    stored = pq.read_table(settings.ML_STORAGE / table.folder / "fields.parquet")
    taught = dict(zip(stored["antibody"].to_pylist(), stored["votes_c2"].to_pylist(), strict=True))
    assert taught["HPA-plain"] == 11
    labels = dict(zip(stored["antibody"].to_pylist(), stored["labels"].to_pylist(), strict=True))
    assert labels == {"HPA-learn": "c2", "HPA-plain": "c2", "HPA-control": ""}


@pytest.mark.django_db
def test_a_curator_s_label_stands_before_an_expert_s() -> None:
    project, _ = campaign()
    label(project, "learn", Split.TRAIN, "c0")
    subject, task = Subject.objects.get(external_id="learn"), task_of(project)
    item = open_review(subject=subject, reason=ReviewItem.Reason.FLAG)
    decide_review(
        item=item, decision=ReviewItem.Decision.OVERRIDE, reason="Seen.", choices=["c1"], actor=make_user()
    )
    found = {one.subject_id: one for one in field_rows(task=task)}
    assert found[subject.pk].label == (1,)


@pytest.mark.django_db
def test_without_answers_or_with_two_experts_nothing_is_frozen() -> None:
    project, _ = campaign()
    task = task_of(project)
    with pytest.raises(NothingToLearn):
        freeze_table(task=task, targets=Targets.LABELS, by=None)
    label(project, "learn", Split.TRAIN, "c0")
    label(project, "judge", Split.MODEL_HOLDOUT, "c0", source="another")
    with pytest.raises(ReferenceAmbiguous):
        freeze_table(task=task, targets=Targets.LABELS, by=None)
    label(project, "judge", Split.MODEL_HOLDOUT, "c0")
    assert freeze_table(task=task, targets=Targets.LABELS, by=None, source="expert").labelled == 1


@pytest.mark.django_db
def test_a_table_whose_every_judge_was_chosen_by_a_model_is_refused_and_a_blind_one_is_taken() -> None:
    project = make_project(choices=10)
    for number in range(40):
        make_subject(project, f"field-{number}")
    round_ = open_round(workflow_version=version_of(project), actor=None)
    for subject in Subject.objects.all():
        make_classification(subject, ["c2"], round_=round_, blind=False)
    SubjectRoundTask.objects.update(state="reached", accepted=[2])
    task = task_of(project)
    rows = field_rows(task=task)
    assert not any(one.is_blind for one in rows)
    with pytest.raises(HoldoutInfluenced):
        freeze_table(task=task, targets=Targets.CONSENSUS, by=None)
    judges = [one.subject_id for one in rows if one.draw < HOLDOUT_SHARE]
    Classification.objects.filter(subject_id__in=judges[1:]).update(blind=True)
    table = freeze_table(task=task, targets=Targets.CONSENSUS, by=None)
    assert (table.holdout, table.kept_away, table.influenced) == (len(judges) - 1, 1, 1)
    assert table.judged_by == Targets.CONSENSUS
