"""Every refusal has one shape."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from quorum.api.errors import answers_errors, server_error, to_response
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_an_address_that_does_not_exist_is_answered_in_json(client: Client) -> None:
    answer = client.get("/api/v1/nonsense")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_wrong_method_is_answered_in_json(client: Client) -> None:
    answer = client.put("/api/v1/projects")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_broken_json_is_invalid(client: Client) -> None:
    answer = client.post("/api/v1/projects/one/join", "{", content_type="application/json")
    assert answer.json()["error"]["code"] in {"invalid", "project_unknown"}


def test_a_request_that_is_too_large_is_answered_in_json(client: Client) -> None:
    client.force_login(make_user())
    answer = client.post("/api/v1/tokens", " " * 3_000_000, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "request_too_large")


def test_a_database_that_is_away_is_our_fault_and_says_when_to_come_back() -> None:
    answer = to_response(OperationalError("gone"), {})
    assert answer is not None
    assert (answer.status_code, answer.data["error"]["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_plain_view_answers_in_the_same_shape() -> None:
    @answers_errors
    def view(request: HttpRequest) -> HttpResponse:
        raise OperationalError("gone")

    answer = view(RequestFactory().get("/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


def test_a_bug_is_not_dressed_up_as_a_refusal() -> None:
    assert to_response(ZeroDivisionError(), {}) is None
    answer = server_error(RequestFactory().get("/api/v1/me"))
    assert json.loads(answer.content)["error"]["code"] == "internal_error"


def test_the_openapi_document_is_made_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    call_command("spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn", stdout=out)
    document = json.loads(out.getvalue())
    assert "/api/v1/classifications" in document["paths"]
    assert "ProjectPage" in document["components"]["schemas"]
