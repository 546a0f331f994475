"""Addresses of talk, moderation, announcements, credits and the review queue."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from quorum.api import announcements, credits, notices, posts, reviews, talk

_PROJECT = "projects/<slug:slug>"
_TALK = f"{_PROJECT}/talk"

urlpatterns: list[URLPattern] = [
    path("me/notices", notices.notices, name="notices"),
    path(_TALK, talk.discussions, name="talk"),
    path(f"{_TALK}/recent", talk.recent, name="talk-recent"),
    path(f"{_TALK}/comments/<uuid:post_id>", talk.comment_page, name="talk-comment"),
    path(f"{_TALK}/posts/<uuid:post_id>/report", posts.report, name="talk-report"),
    path(f"{_TALK}/posts/<uuid:post_id>/helpful", posts.helpful, name="talk-helpful"),
    path(f"{_TALK}/discussions/<str:address>", talk.discussion, name="talk-discussion"),
    path(f"{_TALK}/discussions/<str:address>/read", talk.read, name="talk-read"),
    path(f"{_TALK}/discussions/<str:address>/comments", talk.comments, name="talk-comments"),
    path(f"{_TALK}/discussions/<str:address>/report", talk.report_image, name="talk-report-image"),
    path(f"{_PROJECT}/moderation", posts.moderation, name="moderation"),
    path(f"{_PROJECT}/moderation/<uuid:post_id>", posts.moderated, name="moderated"),
    path(f"{_PROJECT}/announcements", announcements.announcements, name="announcements"),
    path(
        f"{_PROJECT}/announcements/<uuid:announcement_id>/withdraw",
        announcements.withdraw,
        name="announcement-withdraw",
    ),
    path(f"{_PROJECT}/announcements/<uuid:announcement_id>/seen", announcements.seen, name="announcement-seen"),
    path(f"{_PROJECT}/credits", credits.credit_list, name="credits"),
    path(f"{_PROJECT}/reviews", reviews.review_list, name="reviews"),
    path(f"{_PROJECT}/reviews/<uuid:review_id>/decision", reviews.decision, name="review-decision"),
    path(f"{_PROJECT}/reviews/<uuid:review_id>/undo", reviews.undo, name="review-undo"),
    path(f"{_PROJECT}/review-settings", reviews.settings, name="review-settings"),
    path(f"{_PROJECT}/subjects/<uuid:subject_id>/flag", reviews.flag, name="flag"),
]
