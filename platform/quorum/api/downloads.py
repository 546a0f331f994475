"""Downloads of results, streamed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer, answers_errors
from quorum.api.permissions import ANY_ROLE, require_role
from quorum.releases.services import DOWNLOADS, filename_of, find_download

DENIED = {401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


class DownloadAnswer(serializers.Serializer[Any]):
    """One file to download."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    format = serializers.ChoiceField([("csv", "csv"), ("parquet", "parquet"), ("json", "json")])
    url = serializers.CharField()


@extend_schema(responses={200: DownloadAnswer(many=True)} | DENIED, tags=["results"])
@api_view(["GET"])
def download_list(request: Request, slug: str) -> Response:
    """List the files that a project offers."""
    project = require_role(request, slug, *ANY_ROLE)
    files = [
        {
            "name": download.name,
            "title": download.title,
            "description": download.description,
            "format": download.format,
            "url": reverse("download", args=[project.slug, download.name]),
        }
        for download in DOWNLOADS.values()
    ]
    return Response(DownloadAnswer(files, many=True).data)


@require_safe
@answers_errors
def download(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """Send one file, made while it is sent from one snapshot of the database.

    A plain view: what a client says it accepts does not matter for a file that it asked for by name.
    """
    project = require_role(request, slug, *ANY_ROLE)
    found = find_download(name)
    filename = filename_of(found, project=project, now=timezone.now())
    return StreamingHttpResponse(
        found.write(project),
        content_type=found.content_type,
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"},
    )
