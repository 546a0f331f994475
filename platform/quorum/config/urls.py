"""Every address of the system, in one table."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.i18n import set_language

from quorum.api import images, my_work, tiles
from quorum.config import health, single_page

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/language/", set_language, name="choose_language"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("quorum.api.urls")),
    path("i/<str:token>.webp", images.assigned_thumbnail, name="assigned_thumbnail"),
    path("i/<str:token>.webp", my_work.own_thumbnail, name="own_thumbnail"),
    path("i/<str:token>/<slug:key>.webp", images.assigned, name="assigned_image"),
    path("i/<str:token>/<slug:key>/<int:level>/<int:x>/<int:y>.webp", tiles.assigned, name="assigned_tile"),
    *([path("", include("django_prometheus.urls"))] if settings.METRICS_SERVED else []),
    path("sw.js", single_page.worker, name="service_worker"),
    re_path(r"^(?!static/|api/|accounts/|admin/|i/).*$", single_page.index, name="index"),
]

handler500 = "quorum.api.errors.server_error"
