"""Consensus recomputed by the methods of the registry."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from quorum.aggregation.expert_labels import HoldoutPlan
from quorum.aggregation.method_runs import recompute_by_method
from quorum.aggregation.models import ConsensusRun
from quorum.aggregation.services import recompute_consensus
from quorum.audit.models import AuditEvent
from quorum.domain.aggregators.interface import Question, RatesVolunteers, ReferenceMissing
from quorum.domain.aggregators.registry import AGGREGATORS, make_aggregator
from quorum.domain.hypergeometric import p_values
from quorum.domain.votes import tally
from quorum.selection.rounds import close_round, open_round
from tests.aggregation.campaigns import CLASSES, held_out, rows_of, run_campaign, truth_of
from tests.factories import (
    NOON,
    make_classification,
    make_project,
    make_subject,
    make_volunteer,
    task_of,
    version_of,
)

pytestmark = pytest.mark.django_db
EVERY_METHOD = pytest.mark.parametrize("method", AGGREGATORS)


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
