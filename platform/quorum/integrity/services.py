"""Opening suspicions, deciding them, and hearing those who are suspected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.domain.integrity.finding import Finding, Kind, Measure
from quorum.integrity import holding
from quorum.integrity.errors import AppealOpen, NothingHeld, SuspicionDecided
from quorum.integrity.models import Appeal, Suspicion
from quorum.integrity.signals import hold_confirmed, hold_overturned

State = Suspicion.State
_STANDING = (State.OPEN, State.CONFIRMED)
_LAPSING = (Measure.NONE.value, Measure.WATCHED.value)


@transaction.atomic
def open_suspicion(
    *, project_id: int, volunteer_id: int, finding: Finding, measure: Measure, evidence: Mapping[str, Any]
) -> Suspicion | None:
    """Keep what was found, and take the measure; evidence that was dismissed once does not come up again.

    A suspicion that is open already takes the new figures, and a stronger measure if there is one. One
    suspicion is enough to hold somebody, and whom a curator has believed is only ever watched from then on.
    Shared devices are listed beside whatever else is known, and change none of that.
    """
    everything = Suspicion.objects.select_for_update().filter(project_id=project_id, volunteer_id=volunteer_id)
    earlier = everything.filter(kind=finding.kind.value)
    if measure is not Measure.NONE:
        others = everything.exclude(kind__in=(finding.kind.value, Kind.DEVICES.value))
        holds = everything.filter(state__in=_STANDING, measure=Measure.HELD.value)
        if holds.exclude(kind=finding.kind.value).exists():
            return None
        if others.filter(state=State.DISMISSED).exists():
            measure = Measure.WATCHED
    if earlier.filter(state__in=(State.DISMISSED, State.CONFIRMED)).exists():
        return None
    suspicion = earlier.filter(state=State.OPEN).first()
    if suspicion is None:
        suspicion = Suspicion(project_id=project_id, volunteer_id=volunteer_id, kind=finding.kind.value)
    is_stronger = suspicion.measure not in {Measure.HELD, measure}
    if is_stronger:
        suspicion.measure = measure
    suspicion.statistic, suspicion.p = finding.statistic, finding.p
    suspicion.answers, suspicion.evidence = finding.answers, dict(evidence)
    suspicion.save()
    if is_stronger:
        _take(suspicion)
    return suspicion


@transaction.atomic
def confirm_suspicion(*, suspicion: Suspicion, actor: User, reason: str) -> Suspicion:
    """Let the answers stay out for good: a suspicion that was only watched is held from now on.

    What the answers earned is taken back.
    """
    _decide(suspicion, State.CONFIRMED, actor, reason)
    if suspicion.measure != Measure.HELD:
        suspicion.measure = Measure.HELD
        suspicion.save(update_fields=["measure"])
        _take(suspicion)
    hold_confirmed.send(sender=Suspicion, project_id=suspicion.project_id, volunteer_id=suspicion.volunteer_id)
    return suspicion


@transaction.atomic
def dismiss_suspicion(*, suspicion: Suspicion, actor: User, reason: str) -> Suspicion:
    """Believe the volunteer: what was held counts and pays again, unless another suspicion stands."""
    _decide(suspicion, State.DISMISSED, actor, reason)
    _end_measure(suspicion)
    return suspicion


@transaction.atomic
def expire_suspicions(*, project_id: int, unseen_since: Any) -> int:
    """Let open suspicions that held nobody lapse when they were not found again; return how many."""
    lapsed = list(
        Suspicion.objects.select_for_update().filter(
            project_id=project_id, state=State.OPEN, measure__in=_LAPSING, seen_at__lt=unseen_since
        )
    )
    for suspicion in lapsed:
        suspicion.state, suspicion.decided_at = State.EXPIRED, timezone.now()
        suspicion.save()
        _end_measure(suspicion)
    return len(lapsed)


@transaction.atomic
def ask_for_review(*, project_id: int, volunteer_id: int, text: str) -> Suspicion:
    """Put a volunteer's words beside the suspicion behind a hold, once for each decision about it.

    Raises NothingHeld and AppealOpen.
    """
    standing = standing_hold(project_id=project_id, volunteer_id=volunteer_id)
    if standing is None:
        raise NothingHeld("Your answers in this project count as usual.")
    suspicion = Suspicion.objects.select_for_update().get(pk=standing.pk)
    if is_heard(suspicion):
        raise AppealOpen("The curators have what you wrote, and will read it first.")
    appeal = Appeal.objects.create(suspicion=suspicion, text=text)
    suspicion.appeal, suspicion.appealed_at = text, appeal.made_at
    # Whoever is heard gets a fresh look, also at what was confirmed before.
    suspicion.state = State.OPEN
    suspicion.save()
    return suspicion


def is_heard(suspicion: Suspicion) -> bool:
    """Say whether the volunteer's words wait for a curator."""
    return Appeal.objects.filter(suspicion=suspicion, closed_at=None).exists()


def standing_hold(*, project_id: int, volunteer_id: int) -> Suspicion | None:
    """Return the latest suspicion for which a volunteer's answers are held in a project."""
    return (
        Suspicion.objects.filter(
            project_id=project_id, volunteer_id=volunteer_id, state__in=_STANDING, measure=Measure.HELD.value
        )
        .order_by("-opened_at")
        .first()
    )


def _decide(suspicion: Suspicion, state: str, actor: User, reason: str) -> None:
    fresh = Suspicion.objects.select_for_update().get(pk=suspicion.pk)
    if fresh.state != State.OPEN:
        raise SuspicionDecided("Somebody has decided this already.", state=fresh.state)
    suspicion.state, suspicion.decided_by, suspicion.reason = state, actor, reason
    suspicion.decided_at = timezone.now()
    suspicion.save()
    Appeal.objects.filter(suspicion=suspicion, closed_at=None).update(closed_at=suspicion.decided_at)
    record(f"suspicion.{state}", suspicion, actor=actor, reason=reason, kind=suspicion.kind)


def _take(suspicion: Suspicion) -> None:
    names = {"project_id": suspicion.project_id, "volunteer_id": suspicion.volunteer_id}
    if suspicion.measure == Measure.HELD:
        held = holding.hold_answers(**names)
        record("suspicion.held", suspicion, actor=None, reason=suspicion.kind, answers=held)
    elif suspicion.measure == Measure.WATCHED:
        holding.watch(**names, watched=True)
        record("suspicion.watched", suspicion, actor=None, reason=suspicion.kind)


def _end_measure(suspicion: Suspicion) -> None:
    names = {"project_id": suspicion.project_id, "volunteer_id": suspicion.volunteer_id}
    others = Suspicion.objects.filter(**names, state__in=_STANDING)
    if not others.exclude(measure=Measure.NONE.value).exists():
        holding.watch(**names, watched=False)
    if suspicion.measure == Measure.HELD and not others.filter(measure=Measure.HELD.value).exists():
        released = holding.release_answers(suspicion)
        hold_overturned.send(sender=Suspicion, **names)
        record("suspicion.released", suspicion, actor=suspicion.decided_by, answers=released)
