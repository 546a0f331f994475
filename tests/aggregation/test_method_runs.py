"""Consensus recomputed by the methods of the registry."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test import Client

from quorum.accounts.volunteers import merge_guest
from quorum.aggregation.errors import HoldoutInvalid, PoolInvalid, ReferenceAmbiguous, VotesMissing
from quorum.aggregation.expert_labels import HoldoutPlan
from quorum.aggregation.method_runs import recompute_by_method
from quorum.aggregation.models import ConsensusResult, ConsensusRun, VolunteerSkill
from quorum.aggregation.services import recompute_consensus
from quorum.audit.models import AuditEvent
from quorum.domain.aggregators.interface import Question, RatesVolunteers, Reference, ReferenceMissing
from quorum.domain.aggregators.registry import AGGREGATORS, AggregatorUnknown, make_aggregator
from quorum.domain.holdout import hold_out
from quorum.domain.hypergeometric import p_values
from quorum.domain.votes import Votes, masks_of, tally, votes_from_masks
from quorum.intake.database import connect
from quorum.projects.models import Project, Round, Task
from quorum.projects.services import TaskSpec, publish_workflow_version
from quorum.releases.services import find_download
from quorum.selection.rounds import close_round, open_round
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import (
    NOON,
    make_classification,
    make_label_set,
    make_member,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    task_of,
    version_of,
)
from tests.waiting import wait_for_a_waiting_session

pytestmark = pytest.mark.django_db
CLASSES = 4
EVERY_METHOD = pytest.mark.parametrize("method", AGGREGATORS)


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


@EVERY_METHOD
@pytest.mark.parametrize("maximum_choices", [1, 2])
def test_a_run_holds_what_the_method_says_of_the_same_votes(method: str, maximum_choices: int) -> None:
    campaign = run_campaign(maximum_choices=maximum_choices)
    truth = [classes[:maximum_choices] for classes in truth_of(12)]
    campaign.labelled(truth)
    run = campaign.recompute(method, HoldoutPlan(share=0.5))

    reference = held_out(campaign, truth, size=6)
    question = Question(CLASSES, maximum_choices)
    fitted = make_aggregator(method, question).fit(campaign.votes, reference)
    decisions, counted = fitted.decide(campaign.votes), tally(campaign.votes)
    rows = rows_of(run)
    assert [row.subject_id for row in rows] == [subject.pk for subject in campaign.subjects]
    assert [row.n for row in rows] == counted.n.tolist()
    assert [row.counts for row in rows] == counted.counts.tolist()
    assert [row.p_values for row in rows] == p_values(counted, question).tolist()
    assert [row.accepted for row in rows] == [np.flatnonzero(row).tolist() for row in decisions.accepted]
    assert [row.is_holdout for row in rows] == reference.known.tolist()
    if run.scale == "posterior":
        assert [row.posteriors for row in rows] == fitted.predict_proba(campaign.votes).tolist()
    else:
        assert {row.posteriors for row in rows} == {None}
    assert run.scale == decisions.scale.value
    expected = [cutoff if np.isfinite(cutoff) else None for cutoff in decisions.cutoffs.tolist()]
    assert run.cutoffs == expected
    skills = dict(run.skills.order_by("volunteer_id").values_list("volunteer_id", "quality"))
    if isinstance(fitted, RatesVolunteers):
        assert list(skills.values()) == fitted.volunteer_quality.tolist()
        assert set(run.skills.values_list("n", flat=True)) == {16}
    else:
        assert not skills


@EVERY_METHOD
def test_a_run_names_its_method_and_everything_that_went_in(method: str) -> None:
    campaign = run_campaign()
    campaign.labelled(truth_of(8))
    run = campaign.recompute(method, HoldoutPlan(share=0.75, seed=11))
    assert (run.method, run.decided_by, run.number) == (method, "method", 1)
    facts = run.parameters
    assert (facts["classes"], facts["maximum_choices"], facts["seed"]) == (CLASSES, 2, 11)
    assert facts["repeats"] == "latest_counted_per_volunteer"
    assert (facts["reference"]["labelled"], facts["reference"]["held_out"]) == (8, 6)
    assert "numpy" in facts["versions"]
    assert facts["settings"].get("seed", 11) == 11
    event = AuditEvent.objects.filter(verb="consensus.recomputed").latest("pk")
    assert (event.reason, event.details["method"]) == ("test", method)


@EVERY_METHOD
def test_a_method_without_the_expert_labels_that_it_needs_stores_nothing(method: str) -> None:
    campaign = run_campaign()
    try:
        make_aggregator(method, Question(CLASSES, 2)).fit(campaign.votes, None)
    except ReferenceMissing:
        with pytest.raises(ReferenceMissing) as refused:
            campaign.recompute(method)
        assert refused.value.code == "reference_missing"
        assert not ConsensusRun.objects.exists()
        assert not AuditEvent.objects.filter(verb="consensus.recomputed").exists()
    else:
        run = campaign.recompute(method)
        assert run.parameters["reference"] is None
        assert not run.results.filter(is_holdout=True).exists()


def test_the_raw_consensus_has_the_p_values_of_the_live_rule() -> None:
    campaign = run_campaign()
    live = recompute_consensus(task=campaign.task, rounds=campaign.rounds, actor=None, reason="")
    run = campaign.recompute("hypergeometric")
    assert (live.number, run.number) == (1, 2)
    assert (live.method, live.decided_by, run.decided_by) == ("hypergeometric", "live_rule", "method")
    assert live.cutoff_meanings == ["value"] * CLASSES
    for ours, theirs in zip(rows_of(run), rows_of(live), strict=True):
        assert ours.p_values == pytest.approx(theirs.p_values, rel=1e-12)
        assert (ours.n, ours.counts) == (theirs.n, theirs.counts)


def test_a_volunteer_of_several_rounds_is_counted_once_with_the_latest_answer() -> None:
    project = make_project(rounds=2)
    subject = make_subject(project)
    first = open_round(workflow_version=version_of(project), actor=None)
    close_round(round_id=first.pk, actor=None)
    second = open_round(workflow_version=version_of(project), actor=None)
    ann = make_volunteer()
    make_classification(subject, ["c2"], round_=second, volunteer=ann, received_at=NOON + timedelta(hours=1))
    make_classification(subject, ["c1"], round_=first, volunteer=ann)
    make_classification(subject, ["c3"], round_=second, not_counted_reason="expired")
    run = recompute_by_method(
        task=task_of(project),
        rounds=[first, second],
        method="hypergeometric",
        plan=HoldoutPlan(),
        actor=None,
        reason="",
    )
    assert run.pool == [first.pk, second.pk]
    result = run.results.get()
    assert (result.n, result.counts[:4]) == (1, [0, 0, 1, 0])


def test_more_classes_than_a_word_has_bits_are_counted_right() -> None:
    project = make_project(choices=70, maximum_choices=3)
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    for codes in (["c0", "c63", "c69"], ["c64", "c69"]):
        make_classification(subject, codes, round_=round_)
    run = recompute_by_method(
        task=task_of(project),
        rounds=[round_],
        method="hypergeometric",
        plan=HoldoutPlan(),
        actor=None,
        reason="",
    )
    counts = run.results.get().counts
    assert {index: votes for index, votes in enumerate(counts) if votes} == {0: 1, 63: 1, 64: 1, 69: 2}


def test_an_answer_without_a_choice_counts_where_the_task_allows_it() -> None:
    project = make_project(empty_allowed=True)
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    make_classification(subject, [], round_=round_)
    make_classification(subject, ["c1"], round_=round_)
    run = recompute_by_method(
        task=task_of(project),
        rounds=[round_],
        method="hypergeometric",
        plan=HoldoutPlan(),
        actor=None,
        reason="",
    )
    result = run.results.get()
    assert (result.n, sum(result.counts)) == (2, 1)


def test_a_subject_without_an_accepted_class_is_open_until_the_maximum_of_votes() -> None:
    project = make_project(choices=10, maximum_choices=2, maximum_votes=8)
    few, many, clear = (make_subject(project) for _ in range(3))
    round_ = open_round(workflow_version=version_of(project), actor=None)
    for index in range(8):
        make_classification(many, [f"c{index}"], round_=round_)
        make_classification(clear, ["c3"], round_=round_)
    make_classification(few, ["c1"], round_=round_)
    run = recompute_by_method(
        task=task_of(project),
        rounds=[round_],
        method="hypergeometric",
        plan=HoldoutPlan(),
        actor=None,
        reason="",
    )
    assert dict(run.results.values_list("subject_id", "state")) == {
        few.pk: "open",
        many.pk: "disputed",
        clear.pk: "reached",
    }


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


def test_impossible_requests_store_nothing() -> None:
    campaign = run_campaign(subjects=2, volunteers=2)
    campaign.labelled(truth_of(2))
    with pytest.raises(AggregatorUnknown):
        campaign.recompute("guesswork")
    with pytest.raises(HoldoutInvalid):
        HoldoutPlan(share=0.0)
    for rounds in ([], [open_round(workflow_version=version_of(make_project()), actor=None)]):
        with pytest.raises(PoolInvalid):
            Campaign(campaign.project, campaign.task, rounds, [], campaign.votes).recompute("corrected")
    empty = make_project()
    round_ = open_round(workflow_version=version_of(empty), actor=None)
    with pytest.raises(VotesMissing):
        Campaign(empty, task_of(empty), [round_], [], campaign.votes).recompute("hypergeometric")
    assert not ConsensusRun.objects.exists()


def test_skills_are_never_changed_and_follow_a_merged_guest() -> None:
    campaign = run_campaign(subjects=2, volunteers=2)
    runs = [campaign.recompute("hypergeometric") for _ in range(2)]
    guest, own = make_volunteer(), make_volunteer(user=make_user())
    for run, volunteer, n, quality in (
        (runs[0], guest, 10, 0.9),
        (runs[0], own, 30, 0.5),
        (runs[1], guest, 5, 0.8),
    ):
        VolunteerSkill.objects.create(run=run, volunteer=volunteer, n=n, quality=quality)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        VolunteerSkill.objects.update(n=9)
    merge_guest(guest=guest, into=own)
    found = VolunteerSkill.objects.order_by("run_id").values_list("volunteer_id", "n", "quality")
    assert list(found) == [(own.pk, 40, pytest.approx(0.6)), (own.pk, 5, pytest.approx(0.8))]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_get_two_numbers() -> None:
    campaign = run_campaign(subjects=2, volunteers=3)

    def recompute(method: str) -> int:
        try:
            return campaign.recompute(method).number
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool, connect() as other:
        with other.transaction():
            other.execute("select 1 from projects_task where id = %s for update", [campaign.task.pk])
            running = [pool.submit(recompute, method) for method in ("hypergeometric", "dawid_skene")]
            wait_for_a_waiting_session()
        assert sorted(one.result(timeout=60) for one in running) == [1, 2]


def test_the_command_recomputes_by_a_method(capsys: pytest.CaptureFixture[str]) -> None:
    campaign = run_campaign()
    campaign.labelled(truth_of(10))
    command = ["recompute_consensus", campaign.project.slug, "--method", "corrected", "--reason", "monthly"]
    call_command(*command, "--holdout", "0.5", "--seed", "4")
    assert "run 1: 16 subjects, rounds 1, corrected, 5 held out" in capsys.readouterr().out
    call_command(*command, "--holdout", "sample-size", "--reference-source", "a")
    assert "10 held out" in capsys.readouterr().out
    assert list(ConsensusRun.objects.order_by("number").values_list("parameters__seed", flat=True)) == [4, 0]


def test_the_command_names_the_code_of_what_it_refuses() -> None:
    campaign = run_campaign(subjects=2, volunteers=2)
    for extra, code in (
        (["--method", "corrected"], "reference_missing"),
        (["--method", "guesswork"], "aggregator_unknown"),
        (["--method", "corrected", "--holdout", "2"], "holdout_invalid"),
        (["--method", "corrected", "--round", "9"], "pool_invalid"),
    ):
        with pytest.raises(CommandError, match=code):
            call_command("recompute_consensus", campaign.project.slug, *extra)
    with pytest.raises(CommandError, match="neither a share"):
        call_command("recompute_consensus", campaign.project.slug, "--holdout", "half")
    assert not ConsensusRun.objects.exists()


def test_web_processes_do_not_load_the_compiler() -> None:
    program = (
        "import sys, django; django.setup(); import quorum.config.urls, quorum.aggregation.services; "
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@EVERY_METHOD
def test_the_download_tells_which_method_made_its_numbers(method: str) -> None:
    campaign = run_campaign()
    campaign.labelled(truth_of(4))
    run = campaign.recompute(method)
    text = b"".join(find_download("pooled-consensus.csv").write(campaign.project)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 16 * CLASSES
    assert {(row["method"], row["decided_by"], row["scale"]) for row in rows} == {(method, "method", run.scale)}
    assert [row["is_holdout"] for row in rows] == ["true"] * 4 * CLASSES + ["false"] * 12 * CLASSES
    stored = [one for row in rows_of(run) for one in row.posteriors or [None] * CLASSES]
    assert [float(row["posterior"]) if row["posterior"] else None for row in rows] == stored
    cutoffs = [float(row["cutoff"]) if row["cutoff"] else None for row in rows[:CLASSES]]
    assert (cutoffs, [row["cutoff_meaning"] for row in rows[:CLASSES]]) == (run.cutoffs, run.cutoff_meanings)


def test_runs_are_listed_with_method_and_cutoffs_for_those_with_a_role(client: Client) -> None:
    campaign = run_campaign()
    campaign.labelled([[0], [1], [0, 1], [1]])
    recompute_consensus(task=campaign.task, rounds=campaign.rounds, actor=None, reason="")
    run = campaign.recompute("corrected")
    client.force_login(make_member(campaign.project, "scientist"))
    newest, oldest = client.get(f"/api/v1/projects/{campaign.project.slug}/consensus-runs").json()
    assert (newest["number"], newest["method"], newest["decided_by"]) == (2, "corrected", "method")
    assert (newest["rounds"], newest["held_out"], newest["reference_source"]) == ([1], 4, "a")
    assert newest["choices"][0]["reference_frequency"] == 0.5
    assert newest["choices"][2]["reference_frequency"] is None
    assert [choice["cutoff"] for choice in newest["choices"]] == run.cutoffs
    assert (oldest["decided_by"], oldest["held_out"]) == ("live_rule", 0)
    assert oldest["choices"][0]["cutoff"] == 0.01
