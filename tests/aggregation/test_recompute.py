"""Consensus computed anew over pooled rounds."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import Error, transaction
from scipy.stats import hypergeom

from quorum.aggregation.errors import PoolInvalid
from quorum.aggregation.models import ConsensusResult, ConsensusRun
from quorum.aggregation.services import recompute_consensus
from quorum.audit.models import AuditEvent
from quorum.projects.models import Project, Round
from quorum.releases.services import find_download
from quorum.selection.rounds import close_round, open_round
from tests.factories import (
    NOON,
    make_classification,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    task_of,
    version_of,
)

pytestmark = pytest.mark.django_db


def two_rounds(project: Project) -> tuple[Round, Round]:
    first = open_round(workflow_version=version_of(project), actor=None)
    close_round(round_id=first.pk, actor=None)
    return first, open_round(workflow_version=version_of(project), actor=None)


def test_votes_of_all_rounds_are_pooled_under_the_published_rule() -> None:
    project = make_project(rounds=2)
    subject = make_subject(project)
    first, second = two_rounds(project)
    for index in range(4):
        make_classification(subject, ["c1"], round_=first)
        make_classification(subject, ["c1", f"c{index + 2}"], round_=second)
    run = recompute_consensus(task=task_of(project), rounds=[first, second], actor=None, reason="pool")
    result = run.results.get()
    assert (result.n, result.counts[:3], result.state, result.accepted) == (8, [0, 8, 1], "reached", [1])
    assert result.p_values[1] == pytest.approx(hypergeom.sf(7, 80, 8, 16), rel=1e-9)
    assert run.pool == [first.pk, second.pk]
    assert run.parameters["repeats"] == "latest_counted_per_volunteer"


def test_a_volunteer_of_several_rounds_is_counted_once_with_the_latest_answer() -> None:
    project = make_project(rounds=2)
    subject = make_subject(project)
    first, second = two_rounds(project)
    ann = make_volunteer()
    make_classification(subject, ["c1"], round_=first, volunteer=ann)
    make_classification(subject, ["c2"], round_=second, volunteer=ann, received_at=NOON + timedelta(hours=1))
    run = recompute_consensus(task=task_of(project), rounds=[first, second], actor=None, reason="")
    assert run.results.get().counts[:3] == [0, 0, 1]


def test_uncounted_classifications_take_no_part() -> None:
    project = make_project()
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    make_classification(subject, ["c1"], round_=round_, not_counted_reason="expired")
    run = recompute_consensus(task=task_of(project), rounds=[round_], actor=None, reason="")
    assert not run.results.exists()


def test_runs_are_numbered_audited_and_never_changed() -> None:
    project = make_project()
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    make_classification(subject, ["c1"], round_=round_)
    actor = make_user()
    for number in (1, 2):
        run = recompute_consensus(task=task_of(project), rounds=[round_], actor=actor, reason="why")
        assert run.number == number
    event = AuditEvent.objects.filter(verb="consensus.recomputed").latest("pk")
    assert (event.actor_id, event.reason) == (actor.pk, "why")
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        ConsensusResult.objects.update(n=9)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        ConsensusRun.objects.update(method="other")


def test_rounds_of_another_question_cannot_be_pooled() -> None:
    project, other = make_project(), make_project()
    round_ = open_round(workflow_version=version_of(other), actor=None)
    with pytest.raises(PoolInvalid):
        recompute_consensus(task=task_of(project), rounds=[round_], actor=None, reason="")
    with pytest.raises(PoolInvalid):
        recompute_consensus(task=task_of(project), rounds=[], actor=None, reason="")


def test_the_command_runs_over_all_rounds_of_a_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = make_project("one", rounds=2)
    subject = make_subject(project)
    first, second = two_rounds(project)
    make_classification(subject, ["c1"], round_=first)
    make_classification(subject, ["c1"], round_=second)
    call_command("recompute_consensus", "one", "--reason", "nightly")
    assert "run 1: 1 subjects, rounds 1, 2" in capsys.readouterr().out
    assert ConsensusRun.objects.get().results.get().n == 2


def test_the_newest_run_can_be_downloaded() -> None:
    project = make_project("one", rounds=2)
    subject = make_subject(project, "field-a")
    first, second = two_rounds(project)
    for round_ in (first, second):
        make_classification(subject, ["c1"], round_=round_)
        recompute_consensus(task=task_of(project), rounds=[first, second], actor=None, reason="")
    text = b"".join(find_download("pooled-consensus.csv").write(project)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 10
    assert [rows[1][name] for name in ("external_id", "run", "rounds", "n", "votes")] == [
        "field-a",
        "2",
        "1 2",
        "2",
        "2",
    ]
