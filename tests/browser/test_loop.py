"""The closed loop in the browser: votes come in, a network learns, is promoted, and chooses the next image."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from quorum.config.experiment.arms import Arm, campaign_on, make_arm
from quorum.config.experiment.collection import CollectionPlan, draw_collection
from quorum.config.simulation.planning import even_skills
from quorum.domain.acquisition.mixture import EXPLORATION
from quorum.learning.models import Arrangement, Loop, ModelVersion, TrainingTable
from quorum.selection import assignments
from quorum.selection.models import QueueEntry
from tests.browser.campaigns import make_account
from tests.browser.conftest import Visitors
from tests.browser.volunteer import Volunteer
from tests.factories import make_user
from tests.fixtures_processes import Worker
from tests.learning.ml_worker import ml_worker

pytestmark = [pytest.mark.browser, pytest.mark.ml, pytest.mark.slow, pytest.mark.timeout(900)]
PATIENCE_S = 400
CLOCK = ("tend_jobs", "advance_loops", "arrange_queues")


@pytest.fixture
def arm(transactional_db: None, tmp_path: Path) -> Arm:
    """A project of small drawn images, most of them labelled, in a random order, with a loop that is off."""
    plan = CollectionPlan(labelled=140, waiting=10, classes=4, size=128, seed=3)
    collection = draw_collection(tmp_path / "images", plan, on_drawn=lambda: None)
    arm = make_arm(slug="cells", title="Cells", collection=collection, votes=None, owner=make_user())
    Loop.objects.create(
        task=arm.task,
        project=arm.project,
        targets=TrainingTable.Targets.LABELS,
        recipe="loccat",
        train_after=20,
        arrange_after=10,
        front=1,
        exploration=0.0,
    )
    return arm


@pytest.fixture
def networks(tmp_path: Path) -> Iterator[None]:
    """Run a worker for networks."""
    with ml_worker(tmp_path) as worker:
        worker.start()
        yield


def wait_for(worker: Worker, come_true: Callable[[], bool]) -> None:
    """Let the clock of periodic tasks tick until something has come true."""
    deadline = time.monotonic() + PATIENCE_S
    while not come_true():
        assert time.monotonic() < deadline, "it did not come about"
        for task in CLOCK:
            worker.send(f"quorum.learning.tasks.{task}")
        time.sleep(1.0)


def test_votes_train_a_network_which_chooses_the_next_image(
    arm: Arm, visitors: Visitors, celery_worker: Worker, networks: None
) -> None:
    skills = even_skills(6, precision=0.7, recall=0.7, spread=0.1, rng=np.random.default_rng(1))
    site = visitors.site
    campaign_on(arm, url=site, skills=skills, seed=1, on_answer=lambda: None).play(answers=60)
    before = list(
        QueueEntry.objects.filter(task=arm.task).order_by("position").values_list("subject_id", flat=True)
    )

    page = visitors.page()
    visitors.log_in(page, make_account(project=arm.project, role="curator").email, then="/p/cells")
    page.get_by_role("link", name="Models").click()
    expect(page.get_by_text("No models yet")).to_be_visible()
    page.get_by_role("tab", name="Loop").click()
    page.get_by_role("button", name="Switch the loop on").click()
    expect(page.get_by_text("The loop is set.")).to_be_visible()
    wait_for(celery_worker, ModelVersion.objects.exists)
    page.get_by_role("link", name="Jobs").click()
    training = page.get_by_role("listitem").filter(has_text="loccat")
    expect(training.first).to_be_visible()
    wait_for(
        celery_worker,
        lambda: Arrangement.objects.filter(model__isnull=False, in_force_at__isnull=False).exists(),
    )
    page.get_by_role("link", name="Models").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()
    page.get_by_role("tab", name="Loop").click()
    expect(page.get_by_text(re.compile(r"Votes are joined with what model \d+ says"))).to_be_visible()

    order = current_order(arm)
    first = order[0]
    assert [one.subject_id for one in order] != before
    assert first.strategy not in {"random", EXPLORATION}
    assert first.model_version_id == ModelVersion.objects.get(state="live").pk
    assert first.why

    newcomer = Volunteer(visitors.page(), site, "cells")
    newcomer.arrive()
    with newcomer.page.expect_response("**/projects/cells/assignments") as given:
        newcomer.agree()
    [assignment, *_] = given.value.json()["assignments"]
    assert assignments.unseal(assignment["ticket"]).subject_id == first.subject_id
    assert not {"strategy", "model", "why", "blind"} & set(assignment)


def current_order(arm: Arm) -> list[QueueEntry]:
    """Return the entries in force, first ones first."""
    generation = Arrangement.objects.filter(in_force_at__isnull=False).latest("pk").generation
    return list(QueueEntry.objects.filter(task=arm.task, generation=generation).order_by("position"))
