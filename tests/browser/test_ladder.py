"""The whole ladder in a browser: tutorial, training, contributor, and the way back after a return."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quorum.classifications.models import Classification
from quorum.domain.trust import TrustRule
from quorum.onboarding.known_answers import add_known_answer
from quorum.onboarding.ladder_setup import StageSpec, StepSpec, replace_ladder
from quorum.onboarding.models import KnownAnswer, Standing, TrainingAnswer, TrainingStage
from quorum.projects.models import Project, Round
from quorum.selection.assignments import Assignment, seal
from quorum.subjects.models import Subject
from tests.browser.conftest import DESKTOP, PHONE, MakeCampaign, Visitors
from tests.browser.learner import Learner
from tests.browser.volunteer import Volunteer
from tests.factories import task_of, version_of
from tests.waiting import eventually

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


def answer_a_control_wrongly(page: Page, site: str, project: Project) -> None:
    """Answer one of the controls as the page's own volunteer, as if it had been handed out before."""
    now = timezone.now()
    control = KnownAnswer.objects.filter(project=project, purpose="control").first()
    assert control is not None
    handed_out = Assignment(
        volunteer_id=Standing.objects.get().volunteer_id,
        project_id=project.pk,
        workflow_version_id=version_of(project).pk,
        round_id=Round.objects.get(workflow_version=version_of(project)).pk,
        task_id=task_of(project).pk,
        subject_id=control.subject_id,
        purpose=Classification.Purpose.CONTROL,
        strategy="random",
        model_version_id=None,
        blind=True,
        issued_at=now,
        expires_at=now + timedelta(days=1),
    )
    answer = {"ticket": seal(handed_out), "client_uuid": str(uuid.uuid4()), "choices": ["232"]}
    given = page.request.post(f"{site}/api/v1/classifications", data=answer).json()
    assert given["standing"] == {"level": "returned", "trusted": False}


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
    # None comes by itself, so that it is known what the page holds.
    rare = {"control_share_most": 1e-9, "control_share_least": 1e-9}
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
    answer_a_control_wrongly(page, visitors.site, project)
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
    page.get_by_role("link", name="Label images").press("Enter")
    # Let in again: each of the few images has been seen.
    expect(volunteer.finished).to_be_visible()
    assert Standing.objects.get().trusted is True
