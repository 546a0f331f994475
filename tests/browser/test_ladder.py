"""The whole ladder in a browser: tutorial, training, contributor, and the way back after a return."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from quorum.classifications.models import Classification
from quorum.domain.trust import TrustRule
from quorum.onboarding.known_answers import add_known_answer
from quorum.onboarding.ladder_setup import StageSpec, StepSpec, replace_ladder
from quorum.onboarding.models import Standing, TrainingAnswer, TrainingStage
from quorum.projects.models import Project
from quorum.selection.assignments import unseal
from quorum.subjects.models import Subject
from tests.browser.conftest import DESKTOP, PHONE, MakeCampaign, Visitors, eventually
from tests.browser.learner import Learner
from tests.browser.volunteer import Volunteer

pytestmark = pytest.mark.browser
RIGHT, WRONG = ("Nucleoplasm", "Cytosol"), "Mitochondria"
FEW = ("102", "201", "203")


def give_ladder(project: Project, *, training: int = 2, controls: int = 0, **rule: Any) -> None:
    """Make known answers of the first subjects: one of the tutorial, then training, then controls."""
    subjects = list(Subject.objects.filter(project=project).order_by("external_id"))
    shown = add_known_answer(subject=subjects[0], purpose="tutorial", codes=["102"], actor=None)
    replace_ladder(
        project=project,
        steps=[
            StepSpec("Look here", "The image.", "viewer"),
            StepSpec("Choose", "Tick one.", "choices", shown.public_id, FEW),
        ],
        stages=[StageSpec("Two places", "Find both.", "multiple", FEW, window=1, needed=1)],
        rule=TrustRule(**rule),
        actor=None,
    )
    stage = TrainingStage.objects.get(project=project)
    for subject in subjects[1 : 1 + training]:
        add_known_answer(subject=subject, purpose="training", codes=["102", "201"], stage=stage, actor=None)
    for subject in subjects[1 + training : 1 + training + controls]:
        add_known_answer(subject=subject, purpose="control", codes=["102"], actor=None)


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_newcomer_climbs_by_keyboard_from_the_tutorial_to_the_first_image(
    visitors: Visitors, campaign: MakeCampaign, device: dict[str, Any]
) -> None:
    give_ladder(campaign("cells", subjects=5))
    learner = Learner(visitors.page(**device), visitors.site, "cells")
    page = learner.page
    learner.arrive()
    learner.start("Start the tutorial")

    learner.see_step("Look here")
    expect(page.get_by_test_id("spotlight")).to_be_visible()
    learner.go_on()
    learner.see_step("Choose")
    learner.see_an_image()
    expect(page.get_by_role("checkbox")).to_have_count(len(FEW))
    learner.answer("Nucleoplasm")
    expect(learner.feedback).to_contain_text("All right")
    learner.go_on()

    page.wait_for_url("**/learn/training")
    learner.see_an_image()
    learner.answer("Nucleoplasm", WRONG)
    for word in ("Found", "Missed", "Not there"):
        expect(learner.feedback.get_by_text(word, exact=True)).to_be_visible()
    expect(page.locator("[data-outcome=missed]").get_by_role("checkbox", name="Cytosol")).to_be_visible()
    expect(learner.progress).to_have_text("0 of 1 right in a row")
    learner.go_on()
    learner.see_an_image()
    learner.answer(*RIGHT)
    learner.go_on()
    expect(page.get_by_role("heading", name="You are a contributor")).to_be_focused()
    page.get_by_role("link", name="Label images").press("Enter")
    Volunteer(page, visitors.site, "cells").see_an_image()
    assert not visitors.complaints
    assert list(TrainingAnswer.objects.order_by("pk").values_list("right", flat=True)) == [True, False, True]
    assert not Classification.objects.exists()


def answer_a_control_wrongly(page: Page, site: str) -> None:
    """Ask for work until a control is among it, and answer that wrongly, as the page's own volunteer."""
    for _ in range(60):
        asked = page.request.post(f"{site}/api/v1/projects/cells/assignments", data={"count": 5})
        tickets = [one["ticket"] for one in asked.json()["assignments"]]
        controls = [one for one in tickets if unseal(one).purpose == Classification.Purpose.CONTROL]
        if controls:
            answer = {"ticket": controls[0], "client_uuid": str(uuid.uuid4()), "choices": ["232"]}
            given = page.request.post(f"{site}/api/v1/classifications", data=answer).json()
            assert given["standing"] == {"level": "returned", "trusted": False}
            return
    raise AssertionError("no control came")


def test_a_volunteer_who_gets_worse_is_led_kindly_to_practice_and_comes_back(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    project = campaign("cells", subjects=8)
    # One control is enough to be sure of this volunteer.
    strict: dict[str, Any] = {
        "threshold": 0.9,
        "recovery_threshold": 0.95,
        "prior_strength": 0.1,
        "minimum_controls": 1,
    }
    # Few enough that the page hardly gets all of them before they are asked for.
    rare = {"control_share_most": 0.05, "control_share_least": 0.05}
    give_ladder(project, training=1, controls=3, **strict, **rare)
    learner = Learner(visitors.page(), visitors.site, "cells")
    page = learner.page
    learner.arrive()
    learner.start("Start the tutorial")
    page.get_by_role("button", name="Skip the tutorial").press("Enter")
    page.wait_for_url("**/learn/training")
    learner.see_an_image()
    learner.answer(*RIGHT)
    learner.go_on()
    page.get_by_role("link", name="Label images").press("Enter")
    volunteer = Volunteer(page, visitors.site, "cells")
    volunteer.see_an_image()
    answer_a_control_wrongly(page, visitors.site)
    # An answer is held back until the next one; the page learns of the return when the first has gone,
    # and lets the volunteer finish the image on the screen.
    for left in (2, 1, 0):
        volunteer.choose("Vesicles")
        page.keyboard.press("Enter")
        if left:
            volunteer.see_what_comes()
    expect(page.get_by_role("heading", name="Time for a short practice")).to_be_visible()
    page.get_by_role("link", name="See how it goes on").press("Enter")
    expect(page.get_by_role("heading", name="A short practice")).to_be_visible()
    # One to the control, three on the page, which are kept although they do not count.
    eventually(lambda: Classification.objects.count() == 4)
    assert not Classification.objects.filter(counted=True).exists()

    learner.start("Practise")
    learner.see_an_image()
    learner.answer(*RIGHT)
    learner.go_on()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_focused()
    with page.expect_response("**/projects/cells/assignments") as given:
        page.get_by_role("link", name="Label images").press("Enter")
    # Let in again: the few images have all been seen, and only a rare control can come.
    left = [unseal(one["ticket"]) for one in given.value.json()["assignments"]]
    assert all(one.purpose == Classification.Purpose.CONTROL for one in left)
    expect(volunteer.drawn_image if left else volunteer.finished).to_be_visible()
    assert Standing.objects.get().trusted is True
