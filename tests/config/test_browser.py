"""The browser that tests drive is a real one, with WebGL2 for the image viewer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from quorum.accounts.models import User

pytestmark = pytest.mark.browser


def test_the_browser_draws_with_webgl2(page: Page) -> None:
    page.set_content("<canvas></canvas>")
    assert page.evaluate("document.querySelector('canvas').getContext('webgl2') !== null")


@pytest.mark.django_db
def test_the_database_can_be_read_beside_an_open_browser(page: Page) -> None:
    page.set_content("<p>labels</p>")
    assert User.objects.count() == 0
