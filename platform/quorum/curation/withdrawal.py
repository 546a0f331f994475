"""Taking subjects out of a project."""

from __future__ import annotations

from django.db import transaction

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.curation.errors import SubjectNotWithdrawn, SubjectWithdrawn
from quorum.subjects.models import Subject
from quorum.subjects.signals import subjects_added, subjects_withdrawn


@transaction.atomic
def withdraw_subject(*, subject: Subject, actor: User, reason: str) -> Subject:
    """Show a subject to nobody any more; its votes are kept. Audited; raises SubjectWithdrawn if it is."""
    # No key: a vote's commit refers to the subject while it holds the tally that is retired below.
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    if locked.state == Subject.State.WITHDRAWN:
        raise SubjectWithdrawn("This subject was withdrawn already.")
    locked.state = Subject.State.WITHDRAWN
    locked.save(update_fields=["state"])
    record("subject.withdrawn", locked, actor=actor, reason=reason, external_id=locked.external_id)
    subjects_withdrawn.send(sender=Subject, project_id=locked.project_id, subject_ids=[locked.pk])
    return locked


@transaction.atomic
def reinstate_subject(*, subject: Subject, actor: User, reason: str) -> Subject:
    """Take a withdrawal back: the subject goes on where its votes left it. Raises SubjectNotWithdrawn."""
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    if locked.state != Subject.State.WITHDRAWN:
        raise SubjectNotWithdrawn("This subject is not withdrawn.")
    locked.state = Subject.State.ACTIVE
    locked.save(update_fields=["state"])
    record("subject.reinstated", locked, actor=actor, reason=reason, external_id=locked.external_id)
    subjects_added.send(sender=Subject, project_id=locked.project_id, subject_ids=[locked.pk])
    return locked
