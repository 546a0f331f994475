"""Making volunteers, and making one of two."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction

from quorum.accounts.models import Consent, User, Volunteer
from quorum.accounts.signals import guest_merging
from quorum.accounts.words import ADJECTIVES, ANIMALS

PSEUDONYM_ATTEMPTS = 20


def draw_pseudonym() -> str:
    """Draw a readable name such as swift-otter-4821; uniqueness is the database's business."""
    number = 1000 + secrets.randbelow(9000)
    return f"{secrets.choice(ADJECTIVES)}-{secrets.choice(ANIMALS)}-{number}"


def create_volunteer(*, kind: str, user: User | None = None, **fields: Any) -> Volunteer:
    """Insert a volunteer under a fresh pseudonym, drawing again when the name is taken.

    Raises IntegrityError when something other than the pseudonym is taken, such as the user's place.
    """
    for _ in range(PSEUDONYM_ATTEMPTS):
        pseudonym = draw_pseudonym()
        try:
            with transaction.atomic():
                return Volunteer.objects.create(kind=kind, user=user, pseudonym=pseudonym, **fields)
        except IntegrityError:
            if not Volunteer.objects.filter(pseudonym=pseudonym).exists():
                raise
    raise IntegrityError("no free pseudonym found")


def create_guest() -> Volunteer:
    """Make a volunteer for somebody who has not logged in."""
    return create_volunteer(kind=Volunteer.Kind.GUEST)


def volunteer_for_user(*, user: User) -> Volunteer:
    """Return the user's volunteer; make it when this is the first time."""
    found = Volunteer.objects.filter(user=user).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return create_volunteer(kind=Volunteer.Kind.ACCOUNT, user=user)
    except IntegrityError:  # two requests of one user at once
        return Volunteer.objects.get(user=user)


@transaction.atomic
def adopt_guest(*, user: User, guest_id: int) -> Volunteer | None:
    """Give what a guest did to the account that the guest has logged in to.

    A user without a volunteer takes over the guest's row, name included; otherwise the guest is
    merged into the user's volunteer. Returns the user's volunteer, or None when `guest_id` names no
    guest that can still be adopted and the user has none.
    """
    # No key: whoever stores something that refers to the volunteer goes on, and none waits in a circle.
    locked = Volunteer.objects.select_for_update(no_key=True)
    guest = locked.filter(pk=guest_id).first()
    own = locked.filter(user=user).first()
    if guest is None or guest.kind != Volunteer.Kind.GUEST or guest.merged_into_id is not None:
        return own
    if own is None:
        guest.user = user
        guest.kind = Volunteer.Kind.ACCOUNT
        guest.save(update_fields=["user", "kind"])
        return guest
    merge_guest(guest=guest, into=own)
    return own


@transaction.atomic
def merge_guest(*, guest: Volunteer, into: Volunteer) -> None:
    """Move everything of a guest to another volunteer; the guest's row stays and points there."""
    known = set(into.consents.values_list("project_id", "terms_version"))
    for consent in guest.consents.all():
        if (consent.project_id, consent.terms_version) not in known:
            Consent.objects.filter(pk=consent.pk).update(volunteer=into)
    guest_merging.send(sender=Volunteer, from_volunteer_id=guest.pk, to_volunteer_id=into.pk)
    guest.merged_into = into
    guest.save(update_fields=["merged_into"])
