"""Health for people and load balancers: is this process up, and can it do its work."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

FINE = "ok"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 when the database and the broker answer, else 503 with what does not."""
    checks = {"database": _database(), "broker": _broker()}
    healthy = all(state == FINE for state in checks.values())
    return JsonResponse({"healthy": healthy, "checks": checks}, status=200 if healthy else 503)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Return 200 when this process serves requests at all."""
    return JsonResponse({"ready": True})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"unavailable: {type(error).__name__}"
    return FINE


def _broker() -> str:
    if settings.REDIS_URL:
        # Half a second of imports that a server without Redis can do without.
        import redis

        try:
            with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
                client.ping()
        except redis.RedisError as error:
            return f"unavailable: {type(error).__name__}"
        return FINE
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
    return FINE if os.access(folder, os.W_OK) else "unavailable: the message folder cannot be written"
