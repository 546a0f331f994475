"""Reading volunteers and their consent."""

from __future__ import annotations

from quorum.accounts.models import Consent, User, Volunteer


def present_volunteer(*, user: User | None, volunteer_id: int | None) -> Volunteer | None:
    """Return who labels: the logged-in user's volunteer, else the guest or player named by the key.

    An account's key without its log-in names nobody here: after a log-out the browser must not go on.
    """
    if user is not None:
        return Volunteer.objects.filter(user=user).first()
    if volunteer_id is None:
        return None
    return (
        Volunteer.objects.filter(pk=volunteer_id, merged_into=None).exclude(kind=Volunteer.Kind.ACCOUNT).first()
    )


def has_consented(*, volunteer_id: int, project_id: int, terms_version: int) -> bool:
    """Say whether a volunteer has agreed to the project's terms in force."""
    return Consent.objects.filter(
        volunteer_id=volunteer_id, project_id=project_id, terms_version=terms_version
    ).exists()


def pseudonyms(volunteer_ids: set[int]) -> dict[int, str]:
    """Return volunteer id → pseudonym."""
    return dict(Volunteer.objects.filter(pk__in=volunteer_ids).values_list("pk", "pseudonym"))
