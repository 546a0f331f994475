"""The files of a model: all of them as one zip file, or one by its name."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from quorum.api.errors import ErrorAnswer, answers_errors
from quorum.api.permissions import ANY_ROLE, require_role
from quorum.learning.artefacts import path_of, zipped
from quorum.learning.catalogue import model_by_id

DENIED = {401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
SHOWN = {".png": "image/png", ".webp": "image/webp", ".md": "text/plain; charset=utf-8"}
"""What a browser may show; anything else, which could hold a script, it must keep as a file."""


@extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY} | DENIED, tags=["learning"])
@require_safe
@answers_errors
def artefact(request: HttpRequest, slug: str, model_id: UUID) -> HttpResponseBase:
    """Send all files of a model as a zip file, made while it is sent."""
    project = require_role(request, slug, *ANY_ROLE)
    model = model_by_id(project=project, public_id=model_id)
    filename = f"{project.slug}-model-{model.number}-{model.recipe}.zip"
    return StreamingHttpResponse(
        zipped(model),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"},
    )


@extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY} | DENIED, tags=["learning"])
@require_safe
@answers_errors
def model_file(request: HttpRequest, slug: str, model_id: UUID, name: str) -> HttpResponseBase:
    """Send one file of a model, by a name from its list."""
    project = require_role(request, slug, *ANY_ROLE)
    path = path_of(model_by_id(project=project, public_id=model_id), name)
    shown = SHOWN.get(path.suffix)
    return FileResponse(
        path.open("rb"),
        as_attachment=shown is None,
        filename=path.name,
        content_type=shown or "application/octet-stream",
        headers={"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"},
    )
