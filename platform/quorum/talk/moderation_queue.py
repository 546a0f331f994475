"""Reading what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quorum.accounts.selectors import pseudonyms
from quorum.talk.access import Talker
from quorum.talk.discussion import SignedPost, sign
from quorum.talk.models import Report


@dataclass(frozen=True)
class ReportedPost:
    """A post with what was said against it; `decision` is "" while it waits."""

    signed: SignedPost
    reports: list[tuple[Report, str]]
    decision: str
    first_at: datetime


def reported_posts(*, talker: Talker, is_open: bool, limit: int) -> list[ReportedPost]:
    """Return up to `limit` reported posts: those that wait, oldest first, or decided ones, newest first."""
    reports = Report.objects.filter(project_id=talker.project.pk, closed_at__isnull=is_open)
    ordered = reports.order_by("pk" if is_open else "-closed_at", "pk").select_related("remark", "comment")
    grouped: dict[tuple[int | None, int | None], list[Report]] = {}
    for report in ordered.iterator(chunk_size=200):
        key = (report.remark_id, report.comment_id)
        if key not in grouped and len(grouped) == limit:
            break
        grouped.setdefault(key, []).append(report)
    return _signed(talker, list(grouped.values()))


def _signed(talker: Talker, groups: Sequence[list[Report]]) -> list[ReportedPost]:
    names = pseudonyms({report.volunteer_id for group in groups for report in group})
    posts = [post for group in groups if (post := group[0].remark or group[0].comment) is not None]
    return [
        ReportedPost(
            signed=signed,
            reports=[(report, names.get(report.volunteer_id, "")) for report in group],
            decision=group[0].decision,
            first_at=min(report.created_at for report in group),
        )
        for signed, group in zip(sign(talker=talker, posts=posts), groups, strict=True)
    ]
