"""A yes-or-no question about one choice: by key, press and swipe, and what the owner sees of it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from quorum.classifications.models import Classification
from quorum.projects.models import Project, Task
from quorum.projects.services import TaskSpec, publish_workflow_version
from quorum.selection.rounds import close_round, open_round
from quorum.subjects.guide import Facts, add_files
from tests.browser.campaigns import make_account
from tests.browser.conftest import PHONE, MakeCampaign, Visitors
from tests.browser.volunteer import Volunteer
from tests.waiting import eventually

pytestmark = pytest.mark.browser
QUESTION = "Is there any protein in rods or rings?"
CODE, NAME = "204", "Rods & rings"
CHANNELS = ("red", "green", "blue", "yellow")


@pytest.fixture
def project(campaign: MakeCampaign, drawn: Path) -> Project:
    """Eight subjects, one question about one choice, and two pictures of it in the guide."""
    project = campaign("cells", subjects=8)
    for number in (1, 2):
        paths = {key: drawn / f"drawn-{number:04d}_{key}.png" for key in CHANNELS}
        facts = Facts(cell_line=f"SYN-{number}")
        add_files(project=project, choice_code=CODE, paths=paths, facts=facts, actor=None)
    earlier = project.rounds.get()
    version = publish_workflow_version(
        project=project,
        label_set_version=earlier.workflow_version.label_set_version,
        tasks=[
            TaskSpec(
                question=QUESTION,
                kind=Task.Kind.YES_NO,
                choice_codes=[CODE],
                minimum_votes=7,
                maximum_votes=25,
            )
        ],
    )
    close_round(round_id=earlier.pk, actor=None)
    open_round(workflow_version=version, actor=None)
    return project


def button(page: Page, name: str) -> Locator:
    # "Cannot tell" has a "no" in it, and the key stands at the end.
    return page.get_by_role("group", name=QUESTION).get_by_role("button", name=re.compile(f"^{name}"))


def wait_for_the_next(page: Page) -> None:
    expect(button(page, "Yes")).to_have_attribute("aria-disabled", "false")


def swipe(page: Page, by: int) -> None:
    """Move one finger over the image, sideways by so many pixels."""
    box = page.locator("[role=img][aria-label='Image to label']").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    points = [{"x": x, "y": y}]
    begun = time.time()
    touch = {"type": "touchStart", "touchPoints": points, "timestamp": begun}
    fingers.send("Input.dispatchTouchEvent", touch)
    for step in range(1, 6):
        # As quick as a hand, however slow this machine is: a finger that rests means something else.
        points = [{"x": x + by * step / 5, "y": y}]
        touch = {"type": "touchMove", "touchPoints": points, "timestamp": begun + 0.02 * step}
        fingers.send("Input.dispatchTouchEvent", touch)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def answers_of(project: Project) -> list[tuple[bool, bool, str]]:
    """Return (yes, counted, reason of a pass) of every stored answer, in the order of coming in."""
    rows = Classification.objects.filter(project_id=project.pk).order_by("id")
    return [(bool(row.choice_ids), row.counted, row.pass_reason) for row in rows]


def test_one_key_answers_and_undo_shows_what_was_answered(visitors: Visitors, project: Project) -> None:
    volunteer = visitors.volunteer("cells")
    page = volunteer.page
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_role("button", name=f"Enlarge {NAME}")).to_have_count(2)
    for key in "ynpyn":
        wait_for_the_next(page)
        page.keyboard.press(key)
    wait_for_the_next(page)
    page.keyboard.press("u")
    expect(button(page, "No")).to_contain_text("your answer")
    wait_for_the_next(page)
    page.keyboard.press("n")
    wait_for_the_next(page)
    volunteer.leave()
    eventually(lambda: len(answers_of(project)) == 5)
    yes, no, unsure = (True, True, ""), (False, True, ""), (False, False, "unsure")
    assert answers_of(project) == [yes, no, unsure, yes, no]
    assert not visitors.complaints


def test_a_finger_swipes_or_taps_the_answer(visitors: Visitors, project: Project) -> None:
    volunteer = visitors.volunteer("cells", **PHONE)
    page = volunteer.page
    for by in (160, -160):
        wait_for_the_next(page)
        swipe(page, by)
    wait_for_the_next(page)
    # Too short a way answers nothing.
    swipe(page, 30)
    button(page, "Yes").tap()
    wait_for_the_next(page)
    volunteer.leave()
    eventually(lambda: len(answers_of(project)) == 3)
    assert [one[0] for one in answers_of(project)] == [True, False, True]
    assert not visitors.complaints


def test_the_owner_sees_answers_apart_and_sets_up_and_tries_a_question(
    visitors: Visitors, project: Project
) -> None:
    player = visitors.volunteer("cells")
    wait_for_the_next(player.page)
    player.page.keyboard.press("y")
    wait_for_the_next(player.page)
    player.leave()
    eventually(lambda: len(answers_of(project)) == 1)
    owner = make_account("owner@example.org", project=project, role="owner")
    page = visitors.page()
    visitors.log_in(page, owner.email, then="/p/cells/results?view=overview")
    figures = page.get_by_role("region", name=QUESTION)
    expect(figures).to_contain_text("1 counted answer")
    expect(figures).to_contain_text("Waiting for answers")
    page.goto("/p/cells/build?part=questions")
    expect(page.get_by_label("The choice asked about")).to_have_value(CODE)
    page.goto("/p/cells/preview")
    trial = Volunteer(page, visitors.site, "cells")
    trial.see_an_image()
    wait_for_the_next(page)
    page.keyboard.press("n")
    wait_for_the_next(page)
    assert len(answers_of(project)) == 1
    assert not visitors.complaints
