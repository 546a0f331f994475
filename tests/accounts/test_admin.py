"""The operators' pages."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.factories import make_project, make_subject, make_user, make_volunteer

pytestmark = pytest.mark.django_db


def test_every_list_opens_and_can_be_searched(client: Client) -> None:
    make_subject(make_project("one"))
    make_volunteer(user=make_user())
    client.force_login(make_user(operator=True))
    ours = [model for model in admin.site._registry if model.__module__.startswith("quorum.")]
    assert len(ours) >= 15
    for model in ours:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(address, {"q": "one"}).status_code == 200, address


def test_history_cannot_be_edited_there(client: Client) -> None:
    volunteer = make_volunteer()
    client.force_login(make_user(operator=True))
    page = reverse("admin:accounts_volunteer_change", args=[volunteer.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"pseudonym": "other"}).status_code == 403
    assert client.get(reverse("admin:accounts_volunteer_add")).status_code == 403


def test_those_who_are_no_operators_stay_out(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(reverse("admin:index")).status_code == 302
