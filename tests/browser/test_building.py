"""Owners make a project from nothing, in the browser alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from quorum.accounts.models import User
from quorum.classifications.models import SubjectRoundTask
from quorum.onboarding.models import TutorialStep
from quorum.projects.drafts import draft_of
from quorum.projects.models import Project, WorkflowVersion
from quorum.subjects.models import Subject
from tests.browser.campaigns import make_account
from tests.browser.conftest import PHONE, MakeCampaign, Visitors
from tests.factories import make_subject
from tests.waiting import eventually

pytestmark = pytest.mark.browser


def make_operator() -> User:
    operator = make_account("op@example.org")
    operator.is_staff = True
    operator.save(update_fields=["is_staff"])
    return operator


def open_part(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved$"))).to_be_visible()


def test_a_project_is_written_published_and_made_live(visitors: Visitors) -> None:
    operator = make_operator()
    page = visitors.page()
    visitors.log_in(page, operator.email)
    page.get_by_role("link", name="New project").click()
    page.get_by_label("Title").fill("Où est la protéine?")
    expect(page.get_by_label("Address")).to_have_value("ou-est-la-proteine")
    page.get_by_role("button", name="Create the draft").click()
    page.get_by_label("Description").fill("Cells, and one protein in each.")
    page.get_by_label("Terms").fill("Be kind.")
    save(page)
    open_part(page, "Choices")
    page.get_by_role("button", name="Subcellular locations").click()
    page.get_by_role("button", name="102 Nucleoplasm").click()
    page.get_by_label("Name").fill("Nuclear plasma")
    save(page)
    open_part(page, "Questions")
    page.get_by_role("textbox", name="Question").fill("Where is the green protein?")
    page.get_by_label("Choices at most").fill("29")
    save(page)
    expect(page.get_by_text("the smallest reachable p is 1")).to_be_visible()
    page.get_by_label("Choices at most").fill("5")
    save(page)
    expect(page.get_by_text("After 12 votes, a choice is accepted with 6 of them")).to_be_visible()
    open_part(page, "Go live")
    page.get_by_role("button", name="Publish as a new version").click()
    expect(page.get_by_text("Version 1, published")).to_be_visible()
    page.get_by_role("button", name="Go live").click()
    expect(page.get_by_role("alert")).to_have_text("The project is not ready to go live.")
    make_subject(Project.objects.get(slug="ou-est-la-proteine"))
    page.get_by_role("button", name="Go live").click()
    expect(page.get_by_role("heading", name="The project is live")).to_be_visible()
    version = WorkflowVersion.objects.get()
    assert version.label_set_version.choices.get(code="102").name == "Nuclear plasma"
    assert [complaint for complaint in visitors.complaints if "409" not in complaint] == []


def test_the_preview_asks_the_draft_on_a_phone_and_stores_nothing(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=2)
    operator = make_operator()
    page = visitors.page(**PHONE)
    visitors.log_in(page, operator.email, then="/p/cells/build?part=questions")
    page.get_by_role("textbox", name="Question").fill("Which of these?")
    save(page)
    page.get_by_role("link", name="Preview as a volunteer").click()
    expect(page.get_by_role("heading", name="Which of these?")).to_be_visible()
    for _ in range(2):
        page.get_by_role("checkbox", name="Nucleoplasm").first.click()
        page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="That was the preview")).to_be_visible()
    assert not SubjectRoundTask.objects.filter(n__gt=0).exists()


def test_a_step_of_the_tutorial_gets_an_image_that_is_found_by_its_name(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=2)
    page = visitors.page(**PHONE)
    visitors.log_in(page, make_operator().email, then="/p/cells/build?part=learning")
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("Title").fill("Look here")
    page.get_by_role("button", name="Give Look here an image").click()
    found = page.get_by_role("dialog").get_by_role("listitem")
    expect(found).to_have_count(2)
    name = Subject.objects.latest("pk").external_id
    page.get_by_label("Search by name").fill(name)
    expect(found).to_have_count(1)
    found.get_by_role("button").click()
    page.get_by_role("dialog").get_by_text("Nucleoplasm", exact=True).click()
    page.get_by_label("What to look for: Nucleoplasm").fill("The holes stay dark.")
    page.get_by_role("button", name="Use this image").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    save(page)
    eventually(TutorialStep.objects.exists)
    known = TutorialStep.objects.get(title="Look here").known_answer
    assert known is not None
    assert (known.subject.external_id, known.hints) == (name, {"102": "The holes stay dark."})


def test_what_is_typed_in_another_part_during_a_save_is_kept_and_saved_after_it(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    project = campaign("cells", subjects=0)
    page = visitors.page()
    visitors.log_in(page, make_operator().email, then="/p/cells/build?part=choices")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "PUT":
            held.append(route)
        else:
            route.continue_()

    page.route("**/draft", hold)
    page.get_by_role("button", name="102 Nucleoplasm").click()
    page.get_by_label("Name").fill("Nuclear plasma")
    page.get_by_role("button", name="Save").click()
    open_part(page, "Questions")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_role("textbox", name="Question").fill("Which of these?")
    open_part(page, "Go live")
    expect(page.get_by_text("The draft has changes that are not saved")).to_be_visible()
    held.pop().continue_()
    page.unroute("**/draft")
    open_part(page, "Questions")
    expect(page.get_by_role("textbox", name="Question")).to_have_value("Which of these?")
    save(page)
    draft = draft_of(project).draft
    assert draft.tasks[0].question == "Which of these?"
    assert "Nuclear plasma" in [choice.name for choice in draft.choices]


def test_two_owners_do_not_overwrite_each_other(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=0)
    operator = make_operator()
    first, second = visitors.page(), visitors.page()
    for page in (first, second):
        visitors.log_in(page, operator.email, then="/p/cells/build")
        expect(page.get_by_label("In one sentence")).to_be_visible()
    first.get_by_label("In one sentence").fill("The first.")
    save(first)
    second.get_by_label("In one sentence").fill("The second.")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Somebody else has edited this project.")).to_be_visible()
    expect(second.get_by_label("In one sentence")).to_have_value("The second.")
    second.get_by_role("button", name="Show theirs, drop mine").click()
    expect(second.get_by_label("In one sentence")).to_have_value("The first.")
