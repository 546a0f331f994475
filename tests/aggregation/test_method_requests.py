"""Asking for a run: what is refused, two at once, the command, the download, the list."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test import Client

from quorum.accounts.volunteers import merge_guest
from quorum.aggregation.errors import HoldoutInvalid, PoolInvalid, VotesMissing
from quorum.aggregation.expert_labels import HoldoutPlan
from quorum.aggregation.models import ConsensusRun, VolunteerSkill
from quorum.aggregation.services import recompute_consensus
from quorum.domain.aggregators.registry import AGGREGATORS, AggregatorUnknown
from quorum.intake.database import connect
from quorum.releases.services import find_download
from quorum.selection.rounds import open_round
from tests.aggregation.campaigns import CLASSES, Campaign, rows_of, run_campaign, truth_of
from tests.factories import (
    make_member,
    make_project,
    make_user,
    make_volunteer,
    task_of,
    version_of,
)
from tests.waiting import wait_for_a_waiting_session

pytestmark = pytest.mark.django_db
EVERY_METHOD = pytest.mark.parametrize("method", AGGREGATORS)


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
