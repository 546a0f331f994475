"""Everybody can use every page: axe finds nothing serious, the keyboard and a screen reader are enough."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from quorum.classifications.models import Classification
from quorum.subjects.models import Subject
from tests.browser.campaigns import make_account
from tests.browser.conftest import DESKTOP, PHONE, MakeCampaign, Visitors
from tests.factories import task_of
from tests.waiting import eventually

pytestmark = pytest.mark.browser
FRONTEND = settings.FRONTEND_DIST.parent
AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
SERVERS_PAGES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
MOST_SEEN = ("/accounts/login/", "/", "/p/cells", "/p/cells/classify", "/p/cells/results", "/p/cells/models")
# WCAG 2.2 up to AA, as axe names the rules.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    # Experimental: takes the key that is drawn beside a name for a part of the name.
    "rules": {"label-content-name-mismatch": {"enabled": False}},
}
# Of all rules, only those of colours can tell two themes of one page apart.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
SERIOUS = ("serious", "critical")
SHOWN = 20


def addresses(**known: str) -> list[str]:
    """Return every route of the app with its parameters filled in; routes without an example are left out."""
    source = Path(FRONTEND / "src" / "routes.tsx").read_text(encoding="utf-8")
    routes = re.findall(r'route\("([^"]+)"', source)
    assert len(routes) > 8
    filled = [re.sub(r":(\w+)", lambda name: known.get(name[1], name[0]), route) for route in routes]
    filled = [route.replace("/talk/" + known["id"], "/talk/:id") for route in filled]
    return [route for route in filled if ":" not in route]


def settle(page: Page) -> None:
    """Wait until the page shows what it has: a heading, and nothing that is still loading."""
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)


def show_theme(page: Page, theme: str) -> None:
    """Switch the colours, and wait until nothing fades any more."""
    page.evaluate(
        """async theme => {
            document.documentElement.dataset.theme = theme;
            const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            const ends = ({ effect }) => effect.getTiming().iterations < 9;
            const fading = () => document.getAnimations()
                .filter(each => each.playState === "running" && ends(each));
            do {
                await drawn();
                await Promise.allSettled(fading().map(({ finished }) => finished));
            } while (fading().length > 0);
            await drawn();
        }""",
        theme,
    )


def serious_violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds on the page as it stands with its places."""
    if not page.evaluate("typeof axe === 'object'"):
        page.add_script_tag(path=str(AXE))
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:160]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"][:SHOWN]
    ]


@pytest.mark.parametrize(
    ("device", "only"),
    [
        pytest.param(DESKTOP, MOST_SEEN, id="most seen"),
        pytest.param(DESKTOP, (), id="desktop", marks=pytest.mark.slow),
        pytest.param(PHONE, (), id="phone", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_serious_on_any_page_in_either_theme(
    visitors: Visitors, campaign: MakeCampaign, device: dict[str, Any], only: tuple[str, ...]
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed. Run: make setup")
    project = campaign("cells", subjects=4)
    owner = make_account(project=project, role="owner")
    subject = Subject.objects.filter(project=project).earliest("pk")
    page = visitors.page(**device, reduced_motion="reduce")
    choice = task_of(project).task_choices.earliest("index").choice
    pages = addresses(slug="cells", id=str(subject.public_id), code=choice.code)
    assert set(only) <= {*SERVERS_PAGES, *pages}
    found: list[str] = []
    for address in only or (*SERVERS_PAGES, *pages):
        if address == pages[0]:
            visitors.log_in(page, owner.email)
        page.goto(address)
        settle(page)
        for theme, rules in (("dark", RULES), ("light", COLOURS)):
            show_theme(page, theme)
            found += [f"{address} {theme}: {each}" for each in serious_violations(page, rules)]
    assert not found, "\n".join(found)


def test_a_classification_by_keyboard_and_screen_reader_alone(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    campaign("cells", subjects=3)
    page = visitors.page()
    page.goto("/p/cells/classify")
    keys = page.keyboard
    # The terms: heading, checkbox and button are found by role and name.
    expect(page.get_by_role("heading", level=1, name="Before you start")).to_be_visible()
    agree = page.get_by_role("checkbox", name="I have read this and agree.")
    agree.focus()
    keys.press("Space")
    expect(agree).to_be_checked()
    keys.press("Tab")
    expect(page.get_by_role("button", name="Continue as guest")).to_be_focused()
    keys.press("Enter")
    # The image and the answer are regions with names; the question is the heading.
    expect(page.get_by_role("region", name="Image", exact=True)).to_be_visible()
    answer = page.get_by_role("region", name="Answer", exact=True)
    expect(answer.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("img", name="Image to label")).to_be_visible()
    expect(page.locator("[role=img][aria-busy=false]")).to_be_visible()
    # One stop for Tab in the list, arrows inside; each box says its name and what it looks like.
    boxes = answer.get_by_role("checkbox")
    boxes.first.focus()
    keys.press("ArrowDown")
    expect(boxes.nth(1)).to_be_focused()
    keys.press("Space")
    expect(boxes.nth(1)).to_be_checked()
    expect(boxes.nth(1)).to_have_accessible_description(re.compile(r"\w"))
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved. Next image.")).to_have_count(1)
    # The dialog of keys opens with ?, takes the focus and gives it back.
    keys.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[role=img][aria-label='Image to label'][aria-busy=false]")).to_be_visible()
    keys.press("p")
    expect(page.get_by_role("dialog", name="Pass on this image?")).to_be_visible()
    keys.press("1")
    expect(page.get_by_role("dialog")).to_have_count(0)
    eventually(Classification.objects.exists)


def test_pages_read_from_the_right_fit_their_window(visitors: Visitors, campaign: MakeCampaign) -> None:
    campaign("cells", subjects=2)
    page = visitors.page(**PHONE)
    for address in ("/", "/p/cells", "/p/cells/guide", "/p/cells/classify", "/me"):
        page.goto(address)
        settle(page)
        page.evaluate("document.documentElement.dir = 'rtl'")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, address


def test_another_language_is_fetched_alone_and_remembered(visitors: Visitors) -> None:
    context = visitors.context(**DESKTOP, locale="sv-SE")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    expect(page.get_by_role("heading", level=1, name="Titta noga, avgör tillsammans")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "sv"
    assert not [url for url in asked if re.search(r"/(de|fr|es|ja|en)-[^/]*\.js$", url)]
    page.get_by_role("combobox", name="Språk").select_option("ja")
    expect(page.get_by_role("link", name="ログイン")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="ログイン")).to_be_visible()


def test_a_language_chosen_at_the_log_in_is_the_app_s_too_whatever_it_remembered(visitors: Visitors) -> None:
    page = visitors.context(**PHONE, locale="sv-SE").new_page()
    page.goto("/")
    page.evaluate("localStorage.setItem('quorum.language', 'ja')")
    page.goto("/accounts/login/")
    english = page.get_by_role("button", name="English")
    expect(page.get_by_role("button", name="Svenska")).to_have_attribute("aria-current", "true")
    english.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    page.goto("/")
    expect(page.get_by_role("heading", level=1, name="Look closely, decide together")).to_be_visible()
    assert page.evaluate("localStorage.getItem('quorum.language')") == "en"
