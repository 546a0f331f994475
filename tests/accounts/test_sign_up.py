"""Accounts from sign-up to log-out, through the pages that people use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from quorum.accounts.identity import COOKIE
from quorum.accounts.models import User, Volunteer
from tests.factories import PASSWORD, make_project, make_user

pytestmark = pytest.mark.django_db
EMAIL = "ann@example.org"


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    cache.clear()


def sign_up(client: Client) -> Any:
    return client.post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD, "password2": PASSWORD})


def log_in(client: Client, password: str = PASSWORD, email: str = EMAIL) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def link_in(message: EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/accounts/\S+)", message.body)
    assert found
    return found[1]


def confirm(client: Client, mailbox: list[EmailMessage]) -> None:
    client.post(link_in(mailbox[-1]))


def is_logged_in(client: Client) -> bool:
    return client.get("/api/v1/me").json()["user"] is not None


def join_as_guest(client: Client) -> dict[str, Any]:
    make_project("one")
    answer = client.post(
        "/api/v1/projects/one/join",
        {"consent": True, "terms_version": 1},
        content_type="application/json",
    )
    volunteer: dict[str, Any] = answer.json()["volunteer"]
    return volunteer


def test_nobody_is_logged_in_before_the_address_is_confirmed(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_up(client)
    assert not is_logged_in(client)
    log_in(client)
    assert not is_logged_in(client)
    confirm(client, mailoutbox)
    log_in(client)
    assert is_logged_in(client)


def test_a_forgotten_password_is_replaced_through_a_mailed_link(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_up(client)
    confirm(client, mailoutbox)
    client.logout()
    client.post("/accounts/password/reset/", {"email": EMAIL})
    form = client.get(link_in(mailoutbox[-1]), follow=True)
    new = "another-long-passphrase"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    client.logout()
    log_in(client)
    assert not is_logged_in(client)
    log_in(client, new)
    assert is_logged_in(client)


def test_a_reset_for_an_unknown_address_looks_the_same(client: Client) -> None:
    make_user("known@example.org")
    known = client.post("/accounts/password/reset/", {"email": "known@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_guest_who_signs_up_stays_the_same_volunteer(client: Client, mailoutbox: list[EmailMessage]) -> None:
    guest = join_as_guest(client)
    sign_up(client)
    assert Volunteer.objects.get().kind == "guest"
    confirm(client, mailoutbox)
    if not is_logged_in(client):
        log_in(client)
    me = client.get("/api/v1/me").json()
    assert me["volunteer"] == guest | {"kind": "account"}
    assert User.objects.get().volunteer.pseudonym == guest["pseudonym"]


def test_a_guest_who_logs_in_becomes_the_volunteer_that_the_account_has(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_up(client)
    confirm(client, mailoutbox)
    if not is_logged_in(client):
        log_in(client)
    make_project("two")
    own = client.post(
        "/api/v1/projects/two/join",
        {"consent": True, "terms_version": 1},
        content_type="application/json",
    ).json()["volunteer"]
    browser = Client()
    guest = join_as_guest(browser)
    log_in(browser)
    me = browser.get("/api/v1/me")
    assert me.json()["volunteer"] == own
    assert me.cookies[COOKIE].value
    assert Volunteer.objects.get(public_id=guest["id"]).merged_into.pseudonym == own["pseudonym"]


def test_after_log_out_the_browser_labels_in_nobody_s_name(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    join_as_guest(client)
    sign_up(client)
    confirm(client, mailoutbox)
    if not is_logged_in(client):
        log_in(client)
    client.post("/accounts/logout/")
    me = client.get("/api/v1/me")
    assert me.json()["volunteer"] is None
    assert me.cookies[COOKIE].value == ""
