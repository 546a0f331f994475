"""Jobs of the ML worker over HTTP: how far they are, what they said, calling them off and trying them again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, OWNER, SCIENTIST, require_role, require_user
from quorum.learning.jobs import cancel_job, retry_job
from quorum.learning.models import Job
from quorum.learning.selectors import is_silent, job_by_id, jobs_of, last_lines_of

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
MAXIMUM_LIMIT = 200
LINES = 200


class JobAbout(serializers.Serializer[Any]):
    """What a job works on: the fields of its request that say so. Paths are relative to the storage."""

    images = serializers.CharField(required=False)
    cells = serializers.CharField(required=False)
    model = serializers.CharField(required=False)
    recipe = serializers.CharField(required=False)
    output = serializers.CharField(required=False)
    shard = serializers.IntegerField(required=False, help_text="Counted from 0.")
    shards = serializers.IntegerField(required=False)
    device = serializers.CharField(required=False)


class JobFigures(serializers.Serializer[Any]):
    """What a job reported at its end, by its kind."""

    # `fields` means something else to a serializer itself, hence the field is added by name below.
    cells = serializers.IntegerField(required=False)
    refused = serializers.IntegerField(required=False, help_text="Fields that could not be read.")
    without_cells = serializers.IntegerField(required=False)
    macro_f1 = serializers.FloatField(required=False)
    micro_f1 = serializers.FloatField(required=False)
    mean_average_precision = serializers.FloatField(required=False)
    seconds = serializers.FloatField(required=False)
    model_digest = serializers.CharField(required=False)
    features_digest = serializers.CharField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `fields`: how many images the job read or predicted."""
        return {**super().get_fields(), "fields": serializers.IntegerField(required=False)}


class JobAnswer(serializers.Serializer[Any]):
    """A job; `silent` says that it should be running but gives no sign of life."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(Job.Kind.choices)
    state = serializers.ChoiceField(Job.State.choices)
    silent = serializers.SerializerMethodField()
    about = JobAbout(source="request")
    queue = serializers.CharField()
    share = serializers.FloatField(help_text="How much of the work is done, 0 to 1.")
    line = serializers.CharField(help_text="What it does now, or did last.")
    attempt = serializers.IntegerField()
    attempts_allowed = serializers.IntegerField()
    asked_by = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    error_code = serializers.CharField(help_text="Empty unless it failed.")
    error_message = serializers.CharField()
    is_users_fault = serializers.BooleanField(help_text="Would trying again fail in the same way?")
    figures = JobFigures(source="report", allow_null=True)

    def get_silent(self, job: Job) -> bool:
        """Say whether the worker has stopped without an end, by all that is heard of it."""
        return is_silent(job, now=timezone.now())

    def get_asked_by(self, job: Job) -> str | None:
        """Return the name or e-mail of who asked; null for the system or a deleted account."""
        person = job.requested_by
        return None if person is None else person.display_name or person.email


class JobsAnswer(serializers.Serializer[Any]):
    """One page of jobs, newest first, as they were at `at`."""

    at = serializers.DateTimeField()
    results = JobAnswer(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="Cursor of the next page.")


class JobsQuery(serializers.Serializer[Any]):
    """Which jobs."""

    state = serializers.ChoiceField(Job.State.choices, required=False, default="")
    kind = serializers.ChoiceField(Job.Kind.choices, required=False, default="")
    cursor = serializers.IntegerField(required=False, min_value=1)
    limit = serializers.IntegerField(min_value=1, max_value=MAXIMUM_LIMIT, default=50)


class JobLineAnswer(serializers.Serializer[Any]):
    """One line of a job's log."""

    id = serializers.IntegerField(source="pk")
    at = serializers.DateTimeField(source="created_at")
    attempt = serializers.IntegerField()
    text = serializers.CharField()


class JobPage(JobAnswer):
    """A job with the last lines of its log, oldest first."""

    lines = JobLineAnswer(many=True)
    earlier = serializers.IntegerField(allow_null=True, help_text="Cursor of the lines before these.")


class JobPageQuery(serializers.Serializer[Any]):
    """Which lines of the log."""

    cursor = serializers.IntegerField(required=False, min_value=1)


@extend_schema(
    operation_id="projects_jobs_list",
    parameters=[JobsQuery],
    responses={200: JobsAnswer} | DENIED,
    tags=["learning"],
)
@api_view(["GET"])
def job_list(request: Request, slug: str) -> Response:
    """List a project's jobs, newest first."""
    project = require_role(request, slug, *ANY_ROLE)
    query = JobsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    limit = asked["limit"]
    at = timezone.now()
    found = jobs_of(
        project, state=asked["state"], kind=asked["kind"], before=asked.get("cursor"), limit=limit + 1
    )
    shown = found[:limit]
    following = shown[-1].pk if len(found) > limit else None
    return Response(JobsAnswer({"at": at, "results": shown, "next": following}).data)


@extend_schema(parameters=[JobPageQuery], responses={200: JobPage} | DENIED, tags=["learning"])
@api_view(["GET"])
def job_page(request: Request, slug: str, job_id: UUID) -> Response:
    """Show a job with its log."""
    project = require_role(request, slug, *ANY_ROLE)
    query = JobPageQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    job = job_by_id(project=project, public_id=job_id)
    found = last_lines_of(job, before=query.validated_data.get("cursor"), limit=LINES + 1)
    shown = found[-LINES:]
    earlier = shown[0].pk if len(found) > LINES else None
    lines = JobLineAnswer(shown, many=True).data
    return Response({**JobAnswer(job).data, "lines": lines, "earlier": earlier})


@extend_schema(request=None, responses={200: JobAnswer, 409: ErrorAnswer} | DENIED, tags=["learning"])
@api_view(["POST"])
def job_cancel(request: Request, slug: str, job_id: UUID) -> Response:
    """Call a job off; what it has kept of its work stays. `job_has_ended` where nothing is left to call off."""
    project = require_role(request, slug, OWNER, SCIENTIST)
    found = job_by_id(project=project, public_id=job_id)
    return Response(JobAnswer(cancel_job(job=found, by=require_user(request))).data)


@extend_schema(request=None, responses={200: JobAnswer, 409: ErrorAnswer} | DENIED, tags=["learning"])
@api_view(["POST"])
def job_retry(request: Request, slug: str, job_id: UUID) -> Response:
    """Send a job that failed or was cancelled again; it goes on from what it has kept. Else `job_not_ended`."""
    project = require_role(request, slug, OWNER, SCIENTIST)
    found = job_by_id(project=project, public_id=job_id)
    return Response(JobAnswer(retry_job(job=found, by=require_user(request))).data)
