"""Addresses of known answers and standings."""

from __future__ import annotations

from django.urls import path

from quorum.api import known_answers, standings

urlpatterns = [
    path("projects/<slug:slug>/known-answers", known_answers.known_answer_list, name="known-answers"),
    path(
        "projects/<slug:slug>/known-answers/proposals", known_answers.proposals, name="known-answer-proposals"
    ),
    path(
        "projects/<slug:slug>/known-answers/<uuid:known_answer_id>",
        known_answers.known_answer_page,
        name="known-answer",
    ),
    path("projects/<slug:slug>/standings", standings.standings, name="standings"),
]
