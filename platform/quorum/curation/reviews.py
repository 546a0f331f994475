"""Deciding what stands in the review queue; every decision is audited and can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.curation.errors import CuratedChoicesWrong, ReviewClosed, ReviewNotUndoable, ReviewUnknown
from quorum.curation.models import CuratedLabel, Remark, ReviewItem
from quorum.curation.services import open_remarked
from quorum.curation.withdrawal import reinstate_subject, withdraw_subject
from quorum.projects.models import Project, Task
from quorum.projects.rounds import choices_of, first_task, present_round
from quorum.subjects.models import Subject

Decision = ReviewItem.Decision


def find_review(*, project: Project, public_id: UUID) -> ReviewItem:
    """Return an item of the project; raises ReviewUnknown."""
    item = ReviewItem.objects.filter(project_id=project.pk, public_id=public_id).first()
    if item is None:
        raise ReviewUnknown("The review queue of this project has no such item.")
    return item


@transaction.atomic
def open_review(*, subject: Subject, reason: str, note: str = "", actor: User | None = None) -> ReviewItem:
    """Put a subject into the queue; the item that is open for that reason is returned as it is."""
    item, is_new = ReviewItem.objects.get_or_create(
        subject=subject,
        reason=ReviewItem.Reason(reason),
        closed_at=None,
        defaults={"project_id": subject.project_id, "note": note},
    )
    if is_new and actor is not None:
        record("review.opened", item, actor=actor, reason=note, kind=reason, external_id=subject.external_id)
    return item


@transaction.atomic
def change_remarks_for_review(*, project: Project, number: int, actor: User) -> None:
    """Set how many volunteers may remark on a subject before it is reviewed; audited.

    A lower number takes effect at once, over the remarks that are there.
    """
    before, project.remarks_for_review = project.remarks_for_review, number
    project.save(update_fields=["remarks_for_review"])
    record("project.remarks_for_review_changed", project, actor=actor, before=before, after=number)
    remarked = Remark.objects.filter(project_id=project.pk).values_list("subject_id", flat=True).distinct()
    with connection.cursor() as cursor:
        open_remarked(executor=cursor, subject_ids=list(remarked))


@transaction.atomic
def decide_review(
    *, item: ReviewItem, decision: str, choices: Sequence[str] = (), reason: str = "", actor: User
) -> ReviewItem:
    """Close an item, and every other open one of its subject, with a decision.

    `choices` are codes of the present round's task, for `override` alone; none of them is an answer too.
    Raises ReviewClosed, CuratedChoicesWrong, SubjectWithdrawn.
    """
    subject = Subject.objects.select_for_update(no_key=True).get(pk=item.subject_id)
    open_items = list(ReviewItem.objects.select_for_update().filter(subject=subject, closed_at=None))
    if item.pk not in {one.pk for one in open_items}:
        raise ReviewClosed("Somebody has decided this already.")
    now = timezone.now()
    if decision == Decision.OVERRIDE:
        _curate(item, choices, reason, actor, now)
    elif decision == Decision.WITHDRAW:
        withdraw_subject(subject=subject, actor=actor, reason=reason)
    for one in open_items:
        one.closed_at, one.by_id = now, actor.pk
        one.decision, one.decision_reason = Decision(decision), reason
        one.save(update_fields=["closed_at", "by_id", "decision", "decision_reason"])
        record("review.decided", one, actor=actor, reason=reason, decision=decision, choices=list(choices))
    return next(one for one in open_items if one.pk == item.pk)


@transaction.atomic
def undo_review(*, item: ReviewItem, actor: User) -> ReviewItem:
    """Open an item again, with those that were closed together with it, and take back what was decided.

    Raises ReviewNotUndoable for an open item, and where the subject was decided or reported again since.
    """
    subject = Subject.objects.select_for_update(no_key=True).get(pk=item.subject_id)
    closed = list(ReviewItem.objects.select_for_update().filter(subject=subject).order_by("pk"))
    now_item = next(one for one in closed if one.pk == item.pk)
    latest = max((one.closed_at for one in closed if one.closed_at is not None), default=None)
    is_busy = any(one.closed_at is None for one in closed)
    if now_item.closed_at is None or now_item.closed_at != latest or is_busy:
        raise ReviewNotUndoable("Something came after this decision; decide again instead.")
    together = [one for one in closed if one.closed_at == now_item.closed_at]
    if now_item.decision == Decision.OVERRIDE:
        _uncurate(together)
    elif now_item.decision == Decision.WITHDRAW and subject.state == Subject.State.WITHDRAWN:
        reinstate_subject(subject=subject, actor=actor, reason="Review undone.")
    for one in together:
        record("review.undone", one, actor=actor, decision=one.decision)
        one.closed_at, one.by_id, one.decision, one.decision_reason = None, None, "", ""
        one.save(update_fields=["closed_at", "by_id", "decision", "decision_reason"])
    return next(one for one in together if one.pk == item.pk)


def _curate(item: ReviewItem, codes: Sequence[str], reason: str, actor: User, now: datetime) -> None:
    task = _task_of(item)
    known = {choice.code: choice.id for choice in choices_of(task)}
    if len(set(codes)) != len(codes) or any(code not in known for code in codes):
        raise CuratedChoicesWrong("The task offers each of its own choices once.", choices=list(codes))
    CuratedLabel.objects.filter(subject_id=item.subject_id, task=task, replaced_at=None).update(replaced_at=now)
    CuratedLabel.objects.create(
        project_id=item.project_id,
        subject_id=item.subject_id,
        task=task,
        review_item=item,
        choice_ids=[known[code] for code in codes],
        reason=reason,
        by_id=actor.pk,
    )


def _uncurate(items: Sequence[ReviewItem]) -> None:
    """Take back the label that came with the decision; the one that it replaced holds again."""
    now = timezone.now()
    for label in CuratedLabel.objects.filter(review_item__in=items, replaced_at=None):
        label.replaced_at = now
        label.save(update_fields=["replaced_at"])
        others = CuratedLabel.objects.filter(subject_id=label.subject_id, task_id=label.task_id)
        before = others.filter(replaced_at=label.review_item.closed_at).first()
        if before is not None:
            before.replaced_at = None
            before.save(update_fields=["replaced_at"])


def _task_of(item: ReviewItem) -> Task:
    round_ = present_round(Project.objects.get(pk=item.project_id))
    if round_ is None:
        raise CuratedChoicesWrong("No round was opened yet, so there is no question to answer.")
    return first_task(round_)
