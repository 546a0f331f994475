"""The operators' pages."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from quorum.audit.models import AuditEvent
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


def test_an_operator_who_makes_another_one_is_in_the_audit_log(client: Client) -> None:
    operator, other = make_user(operator=True), make_user("ben@example.org")
    client.force_login(operator)
    page = reverse("admin:accounts_user_change", args=[other.pk])
    form = {"email": other.email, "display_name": "", "is_active": "on", "is_staff": "on"}
    assert client.post(page, form).status_code == 302
    event = AuditEvent.objects.get(verb="user.changed")
    assert (event.actor_id, event.object_id) == (operator.pk, str(other.pk))
    assert event.details["fields"] == ["is_staff"]
    made = Client()
    made.force_login(other)
    assert made.get(reverse("admin:projects_project_changelist")).status_code == 200


def test_an_account_deleted_there_leaves_its_volunteer(client: Client) -> None:
    volunteer = make_volunteer(user=make_user("ben@example.org"))
    client.force_login(make_user(operator=True))
    page = reverse("admin:accounts_user_delete", args=[volunteer.user.pk])
    assert client.post(page, {"post": "yes"}).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.user is None
    assert AuditEvent.objects.filter(verb="account.deleted").exists()
