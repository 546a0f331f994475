"""The volunteer key."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from quorum.accounts.errors import VolunteerUnknown
from quorum.accounts.identity import COOKIE, HEADER, seal_volunteer, unseal_volunteer, volunteer_id_of


@pytest.mark.parametrize("volunteer_id", [1, 42, 2**62])
def test_a_key_names_the_volunteer_it_was_made_for(volunteer_id: int) -> None:
    assert unseal_volunteer(seal_volunteer(volunteer_id)) == volunteer_id


def test_keys_of_one_volunteer_are_equal_and_those_of_neighbours_have_nothing_in_common() -> None:
    assert seal_volunteer(7) == seal_volunteer(7)
    alike = sum(a == b for a, b in zip(seal_volunteer(7), seal_volunteer(8), strict=True))
    assert alike < 16


@pytest.mark.parametrize("position", range(32))
def test_a_key_with_any_character_changed_is_refused(position: int) -> None:
    key = seal_volunteer(7)
    other = "A" if key[position] != "A" else "B"
    with pytest.raises(VolunteerUnknown):
        unseal_volunteer(key[:position] + other + key[position + 1 :])


@pytest.mark.parametrize("key", ["", "x", "A" * 32, "A" * 33, "ä" * 32, "=" * 32, "7"])
def test_anything_else_is_refused(key: str) -> None:
    with pytest.raises(VolunteerUnknown):
        unseal_volunteer(key)


def test_a_key_made_under_an_earlier_secret_still_works(settings: Any) -> None:
    key = seal_volunteer(7)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret"
    assert unseal_volunteer(key) == 7
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(VolunteerUnknown):
        unseal_volunteer(key)


def test_the_header_goes_before_the_cookie_and_neither_is_none() -> None:
    request = RequestFactory().get("/", headers={HEADER: seal_volunteer(1)})
    request.COOKIES[COOKIE] = seal_volunteer(2)
    assert volunteer_id_of(request) == 1
    assert volunteer_id_of(RequestFactory().get("/")) is None
