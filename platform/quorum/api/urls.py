"""Addresses of the API, version 1."""

from __future__ import annotations

from django.urls import path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from drf_spectacular.views import SpectacularJSONAPIView

from quorum.api import (
    assignments,
    audit,
    consensus_runs,
    downloads,
    errors,
    guide,
    images,
    imports,
    ladder,
    ladder_setup,
    me,
    members,
    onboarding_urls,
    projects,
    rewards_urls,
    statistics,
    subjects,
    talk_urls,
    tiles,
    tokens,
)
from quorum.intake.views import submit_view

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema", SpectacularJSONAPIView.as_view(), name="schema"),
    path("me", me.me, name="me"),
    path("me/data", me.my_data, name="my-data"),
    *onboarding_urls.urlpatterns,
    *rewards_urls.urlpatterns,
    *talk_urls.urlpatterns,
    path("tokens", tokens.token_list, name="tokens"),
    path("tokens/<slug:token_id>", tokens.token_page, name="token"),
    path("classifications", submit_view, name="classifications"),
    path("projects", projects.project_list, name="projects"),
    path("projects/<slug:slug>", projects.project_page, name="project"),
    path("projects/<slug:slug>/join", projects.join, name="join"),
    path("projects/<slug:slug>/assignments", assignments.assignments, name="assignments"),
    path("projects/<slug:slug>/subjects", subjects.subject_list, name="subjects"),
    path("projects/<slug:slug>/subjects/<uuid:subject_id>", subjects.subject_page, name="subject"),
    path("projects/<slug:slug>/subjects/<uuid:subject_id>/withdraw", subjects.withdraw, name="withdraw"),
    path("projects/<slug:slug>/ladder", ladder.ladder, name="ladder"),
    path("projects/<slug:slug>/ladder/tutorial", ladder.tutorial, name="ladder-tutorial"),
    path("projects/<slug:slug>/ladder/assignment", ladder.assignment, name="ladder-assignment"),
    path("projects/<slug:slug>/ladder/answers", ladder.answers, name="ladder-answers"),
    path("projects/<slug:slug>/ladder-setup", ladder_setup.ladder_setup, name="ladder-setup"),
    path("projects/<slug:slug>/statistics", statistics.statistics, name="statistics"),
    path("projects/<slug:slug>/consensus-runs", consensus_runs.run_list, name="consensus-runs"),
    path("projects/<slug:slug>/members", members.members, name="members"),
    path("projects/<slug:slug>/state", members.state, name="state"),
    path("projects/<slug:slug>/audit", audit.audit_log, name="audit"),
    path("projects/<slug:slug>/downloads", downloads.download_list, name="downloads"),
    path("projects/<slug:slug>/downloads/<str:name>", downloads.download, name="download"),
    path("projects/<slug:slug>/guide", guide.guide_images, name="guide"),
    path("projects/<slug:slug>/guide/order", guide.guide_order, name="guide-order"),
    path("projects/<slug:slug>/guide/<uuid:image_id>", guide.guide_image, name="guide-image"),
    path(
        "projects/<slug:slug>/guide/<uuid:image_id>/thumbnail.webp",
        images.guide_thumbnail,
        name="guide-thumbnail",
    ),
    path("projects/<slug:slug>/guide/<uuid:image_id>/<slug:key>.webp", images.guide_plane, name="guide-plane"),
    path("projects/<slug:slug>/cover.webp", images.cover, name="cover"),
    path("projects/<slug:slug>/subjects/<uuid:subject_id>/thumbnail.webp", images.thumbnail, name="thumbnail"),
    path("projects/<slug:slug>/subjects/<uuid:subject_id>/images/<slug:key>.webp", images.plane, name="plane"),
    path(
        "projects/<slug:slug>/subjects/<uuid:subject_id>/images/<slug:key>/<int:level>/<int:x>/<int:y>.webp",
        tiles.subject,
        name="tile",
    ),
    path(
        "projects/<slug:slug>/subjects/<uuid:subject_id>/originals/<slug:key>",
        images.original,
        name="original",
    ),
    path("projects/<slug:slug>/imports", imports.import_list, name="imports"),
    path("projects/<slug:slug>/imports/<uuid:import_id>", imports.import_page, name="import"),
    path("projects/<slug:slug>/imports/<uuid:import_id>/resume", imports.import_resume, name="import-resume"),
    path(
        "projects/<slug:slug>/imports/<uuid:import_id>/problems",
        imports.import_problems,
        name="import-problems",
    ),
    path(
        "projects/<slug:slug>/imports/<uuid:import_id>/problems.csv",
        imports.import_problems_csv,
        name="import-problems-csv",
    ),
    re_path(r"^.*$", errors.nothing_here),
]
