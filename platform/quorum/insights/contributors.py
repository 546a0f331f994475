"""Who contributed how much to a project."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from quorum.insights.models import ParticipationDay


@dataclass(frozen=True)
class ContributorPage:
    """(volunteer id, classifications), the busiest first, and how many contributors there are in all."""

    results: list[tuple[int, int]]
    total: int


def contributors(*, project_id: int, offset: int, limit: int) -> ContributorPage:
    """Return one part of a project's contributors; ties stand in the order in which they came."""
    days = ParticipationDay.objects.filter(project_id=project_id).values("volunteer_id")
    summed = days.annotate(total=Sum("classifications")).order_by("-total", "volunteer_id")
    rows = summed.values_list("volunteer_id", "total")[offset : offset + limit]
    return ContributorPage(list(rows), days.distinct().count())
