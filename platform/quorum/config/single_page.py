"""The browser app: one page for every address that it routes itself, and its service worker."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from quorum.config.head_start import head_start


@never_cache
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponseBase:
    """Return the built app's page; 503 with what to do when it has not been built."""
    page = settings.FRONTEND_DIST / "index.html"
    if not page.exists():
        return HttpResponse(
            "The frontend is not built yet. Run: make frontend", status=503, content_type="text/plain"
        )
    links = head_start(
        request.path,
        dist=settings.FRONTEND_DIST,
        static_url=settings.STATIC_URL,
        language=get_language_from_request(request),
    )
    return HttpResponse(page.read_text("utf-8").replace("</head>", f"{links}</head>", 1))


@never_cache
def worker(request: HttpRequest) -> HttpResponseBase:
    """Return the app's service worker, which may answer for the whole site; 404 when it has not been built."""
    script = settings.FRONTEND_DIST / "sw.js"
    if not script.exists():
        return HttpResponse("The frontend is not built yet.", status=404, content_type="text/plain")
    return FileResponse(
        script.open("rb"), content_type="text/javascript", headers={"Service-Worker-Allowed": "/"}
    )
