"""The health addresses, in process and through the real web server."""

from __future__ import annotations

import json
import urllib.request

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.fixtures_processes import WebServer


@pytest.mark.django_db
def test_health_names_the_database_and_the_broker(client: Client) -> None:
    answer = client.get(reverse("healthz"))
    assert answer.status_code == 200
    assert answer.json() == {"healthy": True, "checks": {"database": "ok", "broker": "ok"}}


@pytest.mark.django_db
def test_an_unwritable_broker_is_unhealthy(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": "/proc/none"}
    answer = client.get(reverse("healthz"))
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "ok"


@pytest.mark.django_db(transaction=True)
def test_a_broken_database_is_unhealthy_and_ready_still_answers(client: Client) -> None:
    connection.close()
    port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], "1"
    try:
        answer = client.get(reverse("healthz"))
        assert answer.status_code == 503
        assert answer.json()["checks"]["database"].startswith("unavailable")
        assert client.get(reverse("readyz")).json() == {"ready": True}
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port


def test_the_web_server_serves_health(web_server: WebServer) -> None:
    with urllib.request.urlopen(f"{web_server.url}/healthz") as answer:
        assert json.load(answer)["healthy"] is True
