"""Which language the pages speak that the server draws itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

PAGES = "/accounts/"


def speak_the_readers_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a middleware: pages about accounts, and e-mails that they send, come in the reader's language.

    It is the one chosen in the app (the cookie `django_language`), else the best of those that the browser
    asks for. Everything else stays as it is, English and cached for everybody alike: programs read it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PAGES):
            return get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = get_response(request)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def languages_to_choose(request: HttpRequest) -> dict[str, Any]:
    """Return what the menu of languages needs, for the pages that speak the reader's language and no other.

    Choosing sets the cookie that the app reads and sets too; the way back is the page's own address.
    """
    if not request.path_info.startswith(PAGES):
        return {}
    return {"languages_to_choose": settings.LANGUAGES, "address_of_page": request.get_full_path()}
