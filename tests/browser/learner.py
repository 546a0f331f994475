"""Somebody in front of the learning pages, who finds out what is right by its feedback."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Learner:
    """A newcomer on the ladder of one project, with hands on the keyboard alone."""

    page: Page
    site: str
    slug: str

    def arrive(self) -> None:
        """Agree to the terms on the labelling page, and be led to the ladder."""
        self.page.goto(f"{self.site}/p/{self.slug}/classify")
        self.page.get_by_label("I have read this and agree.").check()
        self.page.get_by_role("button", name=re.compile("Continue as guest|Start labelling")).click()
        self.page.wait_for_url(f"**/p/{self.slug}/learn")

    def start(self, name: str) -> None:
        """Press the one big button of the ladder's page with Enter."""
        self.page.get_by_role("link", name=name, exact=True).press("Enter")

    def see_step(self, title: str) -> None:
        """Wait for a step of the tutorial; its title has the focus."""
        expect(self.page.get_by_role("heading", name=title)).to_be_focused()

    def see_an_image(self) -> None:
        """Wait until an image to practise on is drawn, and no feedback on an earlier one is left."""
        expect(self.feedback).to_be_hidden()
        expect(
            self.page.locator("[role=img][aria-label='Image to practise on'][aria-busy=false]")
        ).to_be_visible()

    def answer(self, *names: str) -> None:
        """Tick choices with Space and check them with Enter; wait for the feedback."""
        for name in names:
            self.choice(name).press("Space")
        self.page.keyboard.press("Enter")
        expect(self.feedback).to_be_visible()

    def go_on(self) -> None:
        """Press Enter."""
        self.page.keyboard.press("Enter")

    def choice(self, name: str) -> Locator:
        """Return the checkbox of a choice."""
        return self.page.get_by_role("checkbox", name=name, exact=True)

    @property
    def feedback(self) -> Locator:
        """What was found, missed and not there."""
        return self.page.get_by_test_id("feedback")

    @property
    def progress(self) -> Locator:
        """How the stage goes, in words."""
        return self.page.get_by_test_id("stage-progress")
