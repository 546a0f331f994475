"""Addresses of rewards."""

from __future__ import annotations

from django.urls import path

from quorum.api import rewards, shop, teams

PROJECT = "projects/<slug:slug>"
urlpatterns = [
    path("me/rewards-preference", rewards.preference, name="rewards-preference"),
    path(f"{PROJECT}/rewards", rewards.rewards, name="rewards"),
    path(f"{PROJECT}/rewards/summary", rewards.summary, name="rewards-summary"),
    path(f"{PROJECT}/rewards/settings", rewards.reward_settings, name="rewards-settings"),
    path(f"{PROJECT}/leaderboard", rewards.leaderboard, name="leaderboard"),
    path(f"{PROJECT}/shop", shop.shop, name="shop"),
    path(f"{PROJECT}/outfit", shop.outfit, name="outfit"),
    path(f"{PROJECT}/teams", teams.teams, name="teams"),
    path(f"{PROJECT}/teams/all", teams.team_list, name="team-list"),
    path(f"{PROJECT}/teams/reports", teams.team_reports, name="team-reports"),
    path(f"{PROJECT}/teams/<uuid:team_id>", teams.team_name, name="team-name"),
    path(f"{PROJECT}/teams/membership", teams.team_membership, name="team-membership"),
]
