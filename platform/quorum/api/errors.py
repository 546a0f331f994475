"""Turns every error into one shape: {"error": {"code", "message", "details"}} with the right status."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch, wraps
from typing import Any, ParamSpec

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from quorum.domain.errors import NotAllowed, NotFound, OurFault, QuorumError, UserFault

P = ParamSpec("P")
RETRY_AFTER_S = "2"


class InvalidInput(UserFault):
    """The request's fields are wrong; `details` names them."""

    code = "invalid"


class RequestTooLarge(UserFault):
    """The request's body is larger than any that makes sense here."""

    status = 413
    code = "request_too_large"


class ErrorBody(serializers.Serializer[Any]):
    """What went wrong: a stable code, a sentence for people, and facts."""

    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField(child=serializers.JSONField())


class ErrorAnswer(serializers.Serializer[Any]):
    """The shape of every answer that is not a success."""

    error = ErrorBody()


@singledispatch
def translate(error: Exception) -> QuorumError | None:
    """Return the error as one of Quorum's own; None for a bug, which is left to fail loudly."""
    return None


@translate.register
def _(error: QuorumError) -> QuorumError:
    return error


@translate.register
def _(error: Http404) -> QuorumError:
    return NotFound("There is nothing here.")


@translate.register
def _(error: PermissionDenied) -> QuorumError:
    return NotAllowed("You may not do this.")


@translate.register
def _(error: ValidationError) -> QuorumError:
    return InvalidInput("Some fields are wrong.", non_field_errors=error.messages)


@translate.register
def _(error: RequestDataTooBig) -> QuorumError:
    return RequestTooLarge("The request is too large.")


@translate.register(OperationalError)
@translate.register(InterfaceError)
def _(error: Exception) -> QuorumError:
    return OurFault("The database is not available right now. Try again in a moment.")


@translate.register
def _(error: exceptions.ValidationError) -> QuorumError:
    detail = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
    translated = InvalidInput("Some fields are wrong.")
    translated.details = _plain(detail)  # not as keywords: a field may be named `code`
    return translated


@translate.register
def _(error: exceptions.APIException) -> QuorumError:
    message = str(error.detail)
    code = str(error.default_code)
    if isinstance(error, exceptions.PermissionDenied):
        code = "csrf_failed" if message.startswith("CSRF Failed") else NotAllowed.code
    elif isinstance(error, exceptions.AuthenticationFailed):
        code = "not_authenticated"
    elif isinstance(error, exceptions.ParseError):
        code = InvalidInput.code
    translated = UserFault(message, code=code) if error.status_code < 500 else OurFault(message, code=code)
    translated.status = error.status_code
    return translated


def _plain(detail: dict[str, Any]) -> dict[str, list[str]]:
    """Flatten REST framework's error details into field → sentences."""
    return {
        field: [str(item) for item in (value if isinstance(value, list) else [value])]
        for field, value in detail.items()
    }


def body_of(error: QuorumError) -> dict[str, Any]:
    """Return the JSON body of an error."""
    return {"error": {"code": error.code, "message": error.message, "details": error.details}}


def json_response(error: QuorumError) -> JsonResponse:
    """Return an error as a plain Django response, with Retry-After where trying again can help."""
    response = JsonResponse(body_of(error), status=error.status)
    if error.status == OurFault.status:
        response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def to_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error raised in a REST framework view; None leaves a bug to Django's own handling."""
    translated = translate(error)
    if translated is None:
        return None
    headers = {}
    if translated.status == OurFault.status:
        headers["Retry-After"] = RETRY_AFTER_S
    elif translated.status == 401:
        headers["WWW-Authenticate"] = "Token"
    return Response(body_of(translated), status=translated.status, headers=headers)


def answers_errors(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Let a plain Django view raise errors and answer them in the house's shape."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except Exception as error:
            translated = translate(error)
            if translated is None:
                raise
            return json_response(translated)

    return wrapped


def nothing_here(request: HttpRequest, **_: Any) -> JsonResponse:
    """Answer an address of the API that does not exist."""
    return json_response(NotFound("There is no such address in this API.", path=request.path))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a bug: JSON under the API's addresses, a short page in the reader's language elsewhere."""
    if request.path.startswith("/api/"):
        return json_response(QuorumError("Something went wrong on our side. It has been logged."))
    # Without the request: who is logged in, and everything else that asks the database, may be what broke.
    return HttpResponse(render_to_string("500.html"), status=500)
