"""Pages about accounts, and their e-mails, in the language of the reader; what programs read stays English."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from quorum.config.catalogues import our_house
from tests.factories import PASSWORD, make_project, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = [tag for tag, _ in settings.LANGUAGES]
TRANSLATED = [tag for tag in LANGUAGES if tag != "en"]
FOR_ANYBODY = {
    "/accounts/login/": "Log in",
    "/accounts/signup/": "Make an account",
    "/accounts/password/reset/": "Forgotten password",
    "/accounts/password/reset/done/": "Look in your inbox",
    "/accounts/password/reset/key/1-nonsense/": "New password",
    "/accounts/password/reset/key/done/": "Password changed",
    "/accounts/confirm-email/": "Confirm your e-mail address",
    "/accounts/confirm-email/nonsense/": "Confirm your e-mail address",
    "/accounts/inactive/": "Account switched off",
    "/accounts/3rdparty/login/cancelled/": "Log-in cancelled",
    "/accounts/3rdparty/login/error/": "Log-in failed",
    "/accounts/nonsense/": "Not found",
}
FOR_MEMBERS = {
    "/accounts/email/": "E-mail addresses",
    "/accounts/password/change/": "Change password",
    "/accounts/reauthenticate/": "Is it you?",
    "/accounts/3rdparty/": "Single sign-on",
    "/accounts/logout/": "Log out",
}
WITHOUT_ADDRESS = {
    "403.html": "Not allowed",
    "403_csrf.html": "Please try again",
    "429.html": "Too many tries",
    "account/password_set.html": "Set a password",
    "account/signup_closed.html": "No new accounts",
    "account/verified_email_required.html": "Confirm your e-mail address",
    "socialaccount/signup.html": "Almost there",
}


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    cache.clear()


def visitor(language: str) -> Client:
    return Client(headers={"Accept-Language": language})


def member(language: str) -> Client:
    client = visitor(language)
    client.post("/accounts/login/", {"login": make_user().email, "password": PASSWORD})
    client.force_login(make_user())
    return client


def said(text: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


def english_in(text: str, language: str) -> list[str]:
    """Return the pieces of a page or message that are sentences of ours, still in English."""
    with_another = {
        part
        for message in our_house().read(language)
        for part in ([message.id] if isinstance(message.id, str) else message.id)
        if part and message.string != part and not re.search(r"%|<", part)
    }
    pieces = {html.unescape(piece).strip(" \n:") for piece in re.split(r"<[^>]*>|\n", text)}
    read_aloud = {html.unescape(piece) for piece in re.findall(r'(?:aria-label|title|alt)="([^"]*)"', text)}
    return sorted((pieces | read_aloud) & {one.strip(":") for one in with_another})


def check(page: str, language: str, title: str) -> None:
    assert f'<html lang="{language}" dir="ltr">' in page
    found = re.search(r"<title>(.*) · Quorum</title>", page)
    assert found
    assert html.unescape(found[1]) == said(title, language)
    if language != "en":
        assert found[1] != title
        assert english_in(page, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_reader_s_language(language: str) -> None:
    for pages, client in ((FOR_ANYBODY, visitor(language)), (FOR_MEMBERS, member(language))):
        for address, title in pages.items():
            answer = client.get(address)
            assert answer.status_code in {200, 401, 404}, address
            check(answer.content.decode(), language, title)
            assert answer["Content-Language"] == language
            assert "Accept-Language" in answer["Vary"]
    request = RequestFactory().get("/accounts/")
    request.user = AnonymousUser()
    with translation.override(language):
        for name, title in WITHOUT_ADDRESS.items():
            check(render_to_string(name, request=request), language, title)
        check(render_to_string("500.html"), language, "Something broke")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_form_says_what_is_wrong_in_the_reader_s_language(language: str) -> None:
    wrong = {"email": "nobody", "password1": "short", "password2": "other"}
    page = visitor(language).post("/accounts/signup/", wrong).content.decode()
    assert english_in(page, language) == []
    for problem in ("Enter a valid email address.", "This password is too common."):
        assert said(problem, language) != problem
    assert html.escape(said("Enter a valid email address.", language)) in page
    refused = visitor(language).post("/accounts/login/", {"login": "a@example.org", "password": PASSWORD})
    sentence = said("The email address and/or password you specified are not correct.", language)
    assert html.escape(sentence) in refused.content.decode()


@pytest.mark.parametrize("language", TRANSLATED)
def test_e_mails_are_in_the_language_of_the_request_that_caused_them(
    language: str, mailoutbox: list[EmailMessage], settings: Any
) -> None:
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    client, known = visitor(language), make_user()
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    for address in ("ann@example.org", known.email):
        form = {"email": address, "password1": PASSWORD, "password2": PASSWORD}
        visitor(language).post("/accounts/signup/", form)
    for address in (known.email, "nobody@example.org"):
        client.post("/accounts/password/reset/", {"email": address})
    client.force_login(known)
    new = {"oldpassword": PASSWORD, "password1": "another-passphrase", "password2": "another-passphrase"}
    client.post("/accounts/password/change/", new)
    subjects = [
        "Welcome! Confirm your e-mail address",
        "You have an account already",
        "Choose a new password",
        "No account with this address",
        "Your password has changed",
    ]
    told = [message.subject.removeprefix("[Quorum] ") for message in mailoutbox]
    assert told == [said(subject, language) for subject in subjects]
    for message in mailoutbox:
        assert message.body.startswith(said("Hello,", language))
        assert english_in(message.body, language) == []
        assert "&#" not in message.body


def title_of(client: Client) -> str:
    found = re.search(r"<title>(.*?) ·", client.get("/accounts/login/").content.decode())
    assert found
    return found[1]


def test_the_language_chosen_in_the_app_goes_before_the_browser_s() -> None:
    client = visitor("de-AT,de;q=0.9")
    assert title_of(client) == "Anmelden"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sv"
    assert title_of(client) == "Logga in"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nonsense"
    assert title_of(client) == "Anmelden"
    assert title_of(visitor("da, fi")) == "Log in"


def test_a_language_chosen_on_a_page_of_the_server_s_stays_for_all_and_leads_back() -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "de"})
    here = "/accounts/login/?next=/me"
    page = client.get(here).content.decode()
    assert [*re.findall(r'<button name="language" value="(\w+)"', page)] == LANGUAGES
    assert re.findall(r'value="(\w+)" lang="\w+" aria-current="true"', page) == ["de"]
    token = client.cookies["csrftoken"].value
    form = {"language": "sv", "next": here, "csrfmiddlewaretoken": token}
    answer = client.post("/accounts/language/", form)
    assert (answer.status_code, answer["Location"]) == (302, here)
    told = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (told.value, told["max-age"], told["httponly"]) == ("sv", 365 * 24 * 3600, "")
    assert title_of(client) == "Logga in"
    astray = client.post("/accounts/language/", {**form, "next": "https://example.org/"})
    assert astray["Location"] == "/"
    for other in ("/i/nonsense.webp", "/admin/login/"):
        assert 'name="language"' not in Client().get(other).content.decode()


def test_a_form_that_is_too_old_is_refused_in_the_reader_s_language() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": "fr"})
    refused = strict.post("/accounts/login/", {})
    assert refused.status_code == 403
    check(refused.content.decode(), "fr", "Please try again")


def test_what_programs_read_stays_english_and_the_same_for_everybody() -> None:
    make_project("one")
    japanese = visitor("ja")
    assert title_of(japanese) == "ログイン"
    missing = japanese.get("/api/v1/nonsense")
    assert missing.json()["error"]["message"] == "There is no such address in this API."
    wrong = japanese.post("/api/v1/projects/one/join", {"consent": "x"}, content_type="application/json")
    plain = Client().post("/api/v1/projects/one/join", {"consent": "x"}, content_type="application/json")
    assert wrong.json() == plain.json()
    for answer in (missing, wrong, japanese.get("/api/v1/projects"), japanese.get("/i/nonsense.webp")):
        assert "Content-Language" not in answer
        assert "Accept-Language" not in answer.get("Vary", "")
    assert translation.get_language() == "en"
