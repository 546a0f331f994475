"""The right to be forgotten."""

from __future__ import annotations

from django.db import transaction

from quorum.accounts.errors import ConfirmationMismatch
from quorum.accounts.models import User, Volunteer
from quorum.accounts.signals import account_deleting
from quorum.audit.services import record


@transaction.atomic
def delete_account(*, user: User, confirmation: str, actor: User) -> None:
    """Delete a user with e-mail addresses, log-ins, tokens and roles; audited, without the address.

    The volunteer stays, under the pseudonym alone, and so does every vote; what the person wrote is
    removed by the receivers of account_deleting: nothing leads back to the person. Raises
    ConfirmationMismatch unless `confirmation` is the account's e-mail address.
    """
    if confirmation.strip().lower() != user.email.lower():
        raise ConfirmationMismatch("Type your e-mail address to confirm.")
    record("account.deleted", user, actor=actor)
    for volunteer in Volunteer.objects.filter(user=user):
        account_deleting.send(sender=Volunteer, volunteer_id=volunteer.pk)
    user.delete()
