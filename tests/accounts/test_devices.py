"""The device key: one browser, one mark per project, and nothing to be read from either."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from quorum.accounts.devices import COOKIE, Device, device_of, new_device, remember_device


def cookie_of(device: Device, *, secure: bool = True) -> str:
    response = HttpResponse()
    remember_device(response, device, secure=secure)
    morsel = response.cookies[COOKIE]
    assert (morsel["httponly"], morsel["samesite"], bool(morsel["secure"])) == (True, "Lax", secure)
    return morsel.value


def back(cookie: str) -> Device | None:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    return device_of(request)


def test_a_cookie_brings_its_device_back_over_http_and_https() -> None:
    device = new_device()
    assert back(cookie_of(device)) == back(cookie_of(device, secure=False)) == device


def test_a_cookie_that_was_not_made_here_is_no_device() -> None:
    sealed = cookie_of(new_device())
    for forged in ("", "x", "A" * 44, "é" * 44, ("A" if sealed[0] != "A" else "B") + sealed[1:]):
        assert back(forged) is None


def test_a_device_has_one_mark_in_a_project_and_another_in_the_next() -> None:
    device, other = new_device(), new_device()
    assert device.mark_in(1) == device.mark_in(1)
    assert len({device.mark_in(1), device.mark_in(2), other.mark_in(1), other.mark_in(2)}) == 4
    assert -(2**63) <= device.mark_in(1) < 2**63


def test_marks_last_as_long_as_the_secret_is_kept() -> None:
    with override_settings(SECRET_KEY="the old secret"):
        device = new_device()
        cookie, mark = cookie_of(device), device.mark_in(1)
    with override_settings(SECRET_KEY="the new secret", SECRET_KEY_FALLBACKS=["the old secret"]):
        kept = back(cookie)
        assert kept is not None
        assert kept.mark_in(1) == mark
    with override_settings(SECRET_KEY="the new secret"):
        assert back(cookie) is None
