"""Imports over HTTP: upload, watch, resume, and read what was wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer, answers_errors, json_response
from quorum.api.permissions import CURATOR, OWNER, require_role, require_user
from quorum.subjects.errors import UploadTooLarge
from quorum.subjects.models import Import, ImportProblem
from quorum.subjects.options import KINDS, ImportOptions
from quorum.subjects.selectors import import_by_id, imports_of, is_stale, problems_of
from quorum.subjects.services import receive_upload, resume_import

P = ParamSpec("P")
PAGE_SIZE = 100
PROBLEM_COLUMNS = ("row", "external_id", "field", "code", "reason")
DENIED = {401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


class ImportAnswer(serializers.Serializer[Any]):
    """An import; `stale` says that it should be running but gives no sign of life."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField([(kind, kind) for kind in KINDS])
    state = serializers.ChoiceField(Import.State.choices)
    stale = serializers.SerializerMethodField()
    subject_set = serializers.CharField(source="subject_set.name")
    rows_total = serializers.IntegerField()
    rows_added = serializers.IntegerField()
    rows_unchanged = serializers.IntegerField()
    rows_refused = serializers.IntegerField()
    failure = serializers.CharField()
    created_at = serializers.DateTimeField()
    heartbeat_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_stale(self, import_run: Import) -> bool:
        """Say whether the import has stopped without an end."""
        return is_stale(import_run, now=timezone.now())


class ImportRequest(serializers.Serializer[Any]):
    """The form that an upload sends, as multipart/form-data."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        help_text="Images, one manifest.csv or train.csv, or zip files of them.",
    )
    kind = serializers.ChoiceField([(kind, kind) for kind in KINDS])
    subject_set = serializers.CharField(max_length=120)
    credit = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    licence = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    # `source` means something else to a serializer itself, hence the field is added by name below.

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `source`: where the images are from."""
        field = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
        return {**super().get_fields(), "source": field}


class ProblemAnswer(serializers.ModelSerializer[ImportProblem]):
    """One thing that is wrong with one row."""

    class Meta:
        model = ImportProblem
        fields = PROBLEM_COLUMNS


class ProblemPage(serializers.Serializer[Any]):
    """A page of problems; `next` is the cursor of the following one."""

    results = ProblemAnswer(many=True)
    next = serializers.CharField(allow_null=True)


class ProblemQuery(serializers.Serializer[Any]):
    """Where to go on."""

    cursor = serializers.IntegerField(min_value=0, required=False, default=0)


def bounded(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Refuse a request over the upload limit before anybody, the CSRF check included, reads it."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request, limit = args[0], settings.IMPORT_UPLOAD_LIMIT_BYTES
        if isinstance(request, HttpRequest) and int(request.headers.get("Content-Length") or 0) > limit:
            refusal = UploadTooLarge(f"At most {limit} bytes at once; import larger sets from a folder.")
            return json_response(refusal)
        return view(*args, **kwargs)

    return wrapped


@extend_schema(
    methods=["GET"],
    operation_id="projects_imports_list",
    responses={200: ImportAnswer(many=True)} | DENIED,
    tags=["imports"],
)
@extend_schema(
    methods=["POST"],
    operation_id="projects_imports_create",
    request={"multipart/form-data": ImportRequest},
    responses={202: ImportAnswer, 400: ErrorAnswer, 413: ErrorAnswer} | DENIED,
    tags=["imports"],
)
@bounded
@api_view(["GET", "POST"])
@parser_classes([MultiPartParser])
def import_list(request: Request, slug: str) -> Response:
    """List a project's imports, newest first, or upload files and import them in the background."""
    project = require_role(request, slug, OWNER, CURATOR)
    if request.method == "GET":
        return Response(ImportAnswer(list(imports_of(project)), many=True).data)
    form = _form(request)
    import_run = receive_upload(
        project=project,
        kind=form["kind"],
        files=form["files"],
        subject_set=form["subject_set"],
        options=ImportOptions(credit=form["credit"], licence=form["licence"], source=form["source"]),
        actor=require_user(request),
    )
    return Response(ImportAnswer(import_run).data, status=202)


@extend_schema(responses={200: ImportAnswer} | DENIED, tags=["imports"])
@api_view(["GET"])
def import_page(request: Request, slug: str, import_id: UUID) -> Response:
    """Show how far an import is."""
    project = require_role(request, slug, OWNER, CURATOR)
    return Response(ImportAnswer(import_by_id(project=project, public_id=import_id)).data)


@extend_schema(request=None, responses={202: ImportAnswer, 409: ErrorAnswer} | DENIED, tags=["imports"])
@api_view(["POST"])
def import_resume(request: Request, slug: str, import_id: UUID) -> Response:
    """Let an import that stopped go on where it was."""
    project = require_role(request, slug, OWNER, CURATOR)
    found = import_by_id(project=project, public_id=import_id)
    import_run = resume_import(import_run=found, actor=require_user(request))
    return Response(ImportAnswer(import_run).data, status=202)


@extend_schema(parameters=[ProblemQuery], responses={200: ProblemPage} | DENIED, tags=["imports"])
@api_view(["GET"])
def import_problems(request: Request, slug: str, import_id: UUID) -> Response:
    """List what was wrong, row by row."""
    project = require_role(request, slug, OWNER, CURATOR)
    query = ProblemQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    import_run = import_by_id(project=project, public_id=import_id)
    found = list(problems_of(import_run, after=query.validated_data["cursor"])[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    following = str(page[-1].pk) if len(found) > PAGE_SIZE else None
    return Response(ProblemPage({"results": page, "next": following}).data)


@extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR} | DENIED, tags=["imports"])
@require_safe
@answers_errors
def import_problems_csv(request: HttpRequest, slug: str, import_id: UUID) -> HttpResponseBase:
    """Send all problems of an import as CSV."""
    project = require_role(request, slug, OWNER, CURATOR)
    import_run = import_by_id(project=project, public_id=import_id)
    answer = StreamingHttpResponse(_csv_lines(import_run), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="problems-{import_run.public_id}.csv"'
    return answer


def _form(request: Request) -> dict[str, Any]:
    """Read the form; the number of its files is held against the limit before any of them is kept."""
    try:
        form = ImportRequest(data=request.data)
    except TooManyFilesSent as error:
        raise UploadTooLarge(
            f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files at once; put more into a zip file.",
            code="too_many_files",
        ) from error
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _csv_lines(import_run: Import) -> Iterator[str]:
    rows = problems_of(import_run).values_list(*PROBLEM_COLUMNS).iterator()
    yield _csv_line(PROBLEM_COLUMNS)
    for row in rows:
        yield _csv_line(row)


def _csv_line(cells: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
