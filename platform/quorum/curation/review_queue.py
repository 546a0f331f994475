"""Reading the review queue."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from quorum.accounts.models import User
from quorum.curation.models import CuratedLabel, ReviewItem
from quorum.curation.subject_list import SubjectRow, rows_of
from quorum.projects.models import Choice, Project
from quorum.subjects.models import Subject


@dataclass(frozen=True)
class ReviewRow:
    """One subject in the queue: `reasons` are those of its open items, or that of a closed one."""

    item: ReviewItem
    subject: SubjectRow
    reasons: list[str]
    decided_by: str


@dataclass(frozen=True)
class ReviewPage:
    """One page; `next` continues after its last row, None at the end; `open` counts subjects by reason."""

    results: list[ReviewRow]
    next: int | None
    open: dict[str, int]


@dataclass(frozen=True)
class CuratedAnswer:
    """What a curator decided that a subject shows."""

    choices: list[Choice]
    reason: str
    label: CuratedLabel


def review_page(*, project: Project, is_open: bool, reason: str, after: int | None, limit: int) -> ReviewPage:
    """Return open items by age, each subject once, or closed ones, newest first."""
    items = ReviewItem.objects.filter(project_id=project.pk, closed_at__isnull=is_open)
    if reason:
        items = items.filter(reason=reason)
    if is_open:
        earlier = ReviewItem.objects.filter(
            subject_id=OuterRef("subject_id"), closed_at=None, pk__lt=OuterRef("pk")
        )
        items = items.exclude(Exists(earlier.filter(reason=reason) if reason else earlier))
    items = items.order_by("pk" if is_open else "-pk")
    if after is not None:
        items = items.filter(pk__gt=after) if is_open else items.filter(pk__lt=after)
    found = list(items.select_related("subject")[: limit + 1])
    shown = found[:limit]
    return ReviewPage(
        results=review_rows(project=project, items=shown),
        next=shown[-1].pk if len(found) > limit else None,
        open=_open_by_reason(project),
    )


def review_rows(*, project: Project, items: list[ReviewItem]) -> list[ReviewRow]:
    """Return items with their subjects' state."""
    subjects = rows_of(project=project, subject_ids=[item.subject_id for item in items])
    reasons: dict[int, list[str]] = {}
    still = ReviewItem.objects.filter(subject_id__in=list(subjects), closed_at=None).order_by("pk")
    for subject_id, reason in still.values_list("subject_id", "reason"):
        reasons.setdefault(subject_id, []).append(reason)
    people = User.objects.in_bulk({item.by_id for item in items if item.by_id is not None})
    return [
        ReviewRow(
            item=item,
            subject=subjects[item.subject_id],
            reasons=reasons[item.subject_id] if item.closed_at is None else [item.reason],
            decided_by=_name(people.get(item.by_id)) if item.by_id is not None else "",
        )
        for item in items
    ]


def curated_answer(subject: Subject) -> CuratedAnswer | None:
    """Return the label by a curator that holds for a subject, if there is one."""
    label = CuratedLabel.objects.filter(subject=subject, replaced_at=None).order_by("-pk").first()
    if label is None:
        return None
    choices = Choice.objects.in_bulk(label.choice_ids)
    return CuratedAnswer([choices[choice_id] for choice_id in label.choice_ids], label.reason, label)


def _open_by_reason(project: Project) -> dict[str, int]:
    found = ReviewItem.objects.filter(project_id=project.pk, closed_at=None).values("reason")
    counted = found.annotate(items=Count("pk")).values_list("reason", "items")
    return dict.fromkeys(ReviewItem.Reason.values, 0) | dict(counted)


def _name(user: User | None) -> str:
    return "" if user is None else user.display_name or user.email
