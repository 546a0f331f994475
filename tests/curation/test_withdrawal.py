"""Withdrawing a subject while votes for it come in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from quorum.classifications.models import SubjectRoundTask
from quorum.curation.models import Remark
from quorum.curation.withdrawal import withdraw_subject
from quorum.domain.identifiers import new_public_id
from quorum.intake.database import connect
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import make_project, make_subject, make_user, version_of
from tests.waiting import wait_for_a_waiting_session

REMARK = """
insert into curation_remark
       (public_id, project_id, subject_id, volunteer_id, round_id, classification_id, text, created_at)
values (%s, %s, %s, 1, %s, 1, 'odd', now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_vote_with_a_remark_do_not_wait_for_each_other_in_a_circle() -> None:
    project, actor = make_project(), make_user()
    subject = make_subject(project)
    round_ = open_round(workflow_version=version_of(project), actor=None)
    tally = SubjectRoundTask.objects.get(subject=subject)

    def withdraw() -> Subject:
        try:
            return withdraw_subject(subject=subject, actor=actor, reason="blurred")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, connect() as vote:
        with vote.transaction():
            vote.execute(
                "select from classifications_subjectroundtask where id = %s for no key update", (tally.pk,)
            )
            withdrawing = pool.submit(withdraw)
            wait_for_a_waiting_session()
            vote.execute(REMARK, (new_public_id(), project.pk, subject.pk, round_.pk))
        assert withdrawing.result(timeout=10).state == Subject.State.WITHDRAWN
    tally.refresh_from_db()
    assert (tally.retirement_reason, Remark.objects.count()) == ("withdrawn", 1)
