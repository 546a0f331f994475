"""Models as the people who run a project see them: frozen, trained, judged, promoted, taken back, compared."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quorum.audit.models import AuditEvent
from quorum.learning.catalogue import models_of
from quorum.learning.models import Arrangement, Loop, ModelVersion
from quorum.projects.models import Project, Round
from tests.browser.campaigns import make_account
from tests.browser.conftest import Visitors
from tests.browser.test_accessibility import COLOURS, RULES, serious_violations, settle, show_theme
from tests.factories import task_of
from tests.learning.played import answer, make_labelled_project, train

pytestmark = pytest.mark.browser


def newest(project: Project) -> ModelVersion:
    model = models_of(project).first()
    assert model is not None
    return model


def check(page: Page) -> None:
    """Let axe look at the page in both themes."""
    settle(page)
    assert serious_violations(page, RULES) == []
    for theme in ("light", "dark"):
        show_theme(page, theme)
        assert serious_violations(page, COLOURS) == []


def freeze(page: Page) -> None:
    expect(page.get_by_role("button", name="Freeze a table")).to_be_visible()
    page.keyboard.press("f")
    page.get_by_role("dialog").get_by_role("button", name="Freeze", exact=True).click()


def ask_for_training(page: Page) -> None:
    expect(page.get_by_role("button", name="Train a model")).to_be_visible()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog", name="Train a model")
    expect(dialog.get_by_label("Training table").locator("option")).to_have_count(1)
    dialog.get_by_role("button", name="Train", exact=True).click()
    expect(dialog).to_be_hidden()


def test_a_curator_freezes_trains_promotes_goes_back_and_compares(visitors: Visitors) -> None:
    project = make_labelled_project("cells")
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="curator").email, then="/p/cells/jobs")
    page.get_by_role("link", name="Models").click()
    expect(page.get_by_text("No models yet")).to_be_visible()
    page.get_by_role("tab", name="Training tables").click()
    freeze(page)
    expect(page.get_by_text("20 labelled images to learn from, 40 images to judge by")).to_be_visible()
    check(page)
    page.get_by_role("tab", name="Models").click()
    ask_for_training(page)
    answer(train(newest(project)), wrong=0.02)
    ask_for_training(page)
    answer(train(newest(project)), wrong=0.2)
    page.reload()
    rows = page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2))
    expect(rows.first).to_contain_text("Model 1")
    expect(rows.first).to_contain_text("The first of its kind")
    expect(rows.nth(1)).to_contain_text("Not better than the live one")
    check(page)
    page.get_by_role("link", name="Model 2").click()
    expect(page.get_by_role("img", name="F1 per class on the hold-out")).to_be_visible()
    check(page)
    page.keyboard.press("p")
    dialog = page.get_by_role("dialog", name="Promote Model 2?")
    expect(dialog.get_by_text("The gate did not let this model pass.")).to_be_visible()
    dialog.get_by_label("Reason").fill("It knows the rare classes.")
    dialog.get_by_role("button", name="Promote").click()
    expect(page.get_by_text("It took the place of model 1.")).to_be_visible()
    page.goto(f"/p/cells/models/{models_of(project).last().public_id}")
    page.get_by_role("button", name="Go back to this model").click()
    page.get_by_label("Reason").fill("It names too many.")
    page.get_by_role("button", name="Go back", exact=True).click()
    expect(page.get_by_text("It took the place of model 2.")).to_be_visible()
    assert AuditEvent.objects.filter(verb="model.promoted", actor_id__isnull=False).count() == 2
    page.keyboard.press("c")
    expect(
        page.get_by_role("img", name="How much higher the F1 of Model 1 is than that of Model 2")
    ).to_be_visible()
    check(page)
    assert visitors.complaints == []


def test_the_loop_is_set_and_says_what_it_waits_for_and_what_it_has_done(visitors: Visitors) -> None:
    project = make_labelled_project("cells")
    for votes in (200, 900):
        Arrangement.objects.create(
            project=project, task=task_of(project), round=Round.objects.get(), generation=votes, votes=votes,
            method="votes", shares={}, exploration=0.1, seed=1, front=20, entries=60, blind=6, settled=3,
            counts={"exploration": 6, "error-reduction": 44, "rare-classes": 10, "coverage": 0},
            in_force_at=timezone.now(),
        )  # fmt: skip
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="curator").email, then="/p/cells/models?view=loop")
    expect(page.get_by_text("It is switched off.")).to_be_visible()
    page.get_by_role("button", name="Switch the loop on").click()
    expect(page.get_by_role("button", name="Switch the loop off")).to_be_visible()
    page.get_by_label("Rare classes").fill("0")
    page.get_by_label("Stop early").check()
    page.get_by_label("Tolerated wrong answers").fill("0.2")
    with page.expect_response(lambda answered: answered.request.method == "PUT"):
        page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("button", name="Save the settings")).to_be_disabled()
    loop = Loop.objects.get()
    assert (loop.is_on, loop.stops_early, loop.tolerated, "rare-classes" in loop.shares) == (
        True,
        True,
        0.2,
        False,
    )
    expect(page.get_by_text("Settled early")).to_be_visible()
    placed = page.get_by_role("listitem")
    expect(placed.filter(has_text="Not chosen by a model")).to_be_visible()
    expect(placed.filter(has_text="Unlike what was seen")).to_have_count(0)
    check(page)
    assert visitors.complaints == []


def test_a_curator_who_is_a_scientist_too_may_stop_jobs(visitors: Visitors) -> None:
    project = make_labelled_project("cells")
    person = make_account(project=project, role="curator")
    project.memberships.create(user=person, role="scientist")
    page = visitors.page()
    visitors.log_in(page, person.email, then="/p/cells/models?view=tables")
    freeze(page)
    page.get_by_role("tab", name="Models").click()
    ask_for_training(page)
    page.get_by_role("link", name="Jobs").click()
    page.get_by_role("button", name="Network training").click()
    expect(page.get_by_role("button", name="Cancel the job")).to_be_visible()
