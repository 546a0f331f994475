"""A volunteer at the labelling page: what a person can see and do there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Volunteer:
    """Somebody in front of the labelling page of one project."""

    page: Page
    site: str
    slug: str

    def arrive(self) -> None:
        """Open the page."""
        self.page.goto(f"{self.site}/p/{self.slug}/classify")

    def agree(self) -> None:
        """Say yes to the terms, and wait for the first image."""
        self.page.get_by_label("I have read this and agree.").check()
        self.page.get_by_role("button", name=re.compile("Continue as guest|Start labelling")).click()
        self.see_an_image()

    def see_an_image(self) -> None:
        """Wait until an image is drawn."""
        expect(self.drawn_image).to_be_visible()

    def choose(self, *names: str) -> None:
        """Tick choices with the mouse."""
        for name in names:
            self.choice(name).check(force=True)

    def submit(self) -> None:
        """Press the button, and wait for the next image or the end."""
        self.page.get_by_role("button", name="Submit").click()
        self.see_what_comes()

    def pass_on(self, reason: str) -> None:
        """Pass with a reason, and wait for the next image or the end."""
        self.page.get_by_role("button", name="Pass", exact=True).click()
        self.page.get_by_role("button", name=reason).click()
        expect(self.page.get_by_role("dialog")).to_be_hidden()
        self.see_what_comes()

    def see_what_comes(self) -> None:
        """Wait for a fresh image without choices, or for the end."""
        expect(self.finished.or_(self.chosen.filter(has_text=re.compile("^0 of")))).to_be_visible()
        expect(self.finished.or_(self.drawn_image)).to_be_visible()

    def leave(self) -> None:
        """Go to the home page; what was held back for undo is sent."""
        self.page.get_by_role("link", name="Quorum, all projects").click()
        self.page.wait_for_url(f"{self.site}/")

    def choice(self, name: str) -> Locator:
        """Return the checkbox of a choice."""
        return self.page.get_by_role("checkbox", name=name, exact=True)

    @property
    def chosen(self) -> Locator:
        """How many choices are ticked, of how many."""
        return self.page.get_by_test_id("chosen-count")

    @property
    def drawn_image(self) -> Locator:
        """The image to be labelled, once it is drawn."""
        return self.page.locator("[role=img][aria-label='Image to label'][aria-busy=false]")

    @property
    def finished(self) -> Locator:
        """What is shown when nothing is left."""
        return self.page.get_by_role("heading", name="You have seen them all. Thank you!")

    @property
    def outbox(self) -> Locator:
        """Where the answers are."""
        return self.page.get_by_test_id("outbox-status")
