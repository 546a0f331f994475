"""How far a project has come."""

from __future__ import annotations

import pytest

from quorum.classifications.models import SubjectRoundTask
from quorum.insights.progress import progress_of
from quorum.selection.settling import reopen, settle
from tests.selection.test_orders import queue_of

pytestmark = pytest.mark.django_db


def test_subjects_that_the_loop_has_settled_are_done_with_and_told_apart() -> None:
    _, of, ids = queue_of(4)
    SubjectRoundTask.objects.filter(subject_id=ids[0]).update(
        state="reached", retired_at="2026-03-01T12:00Z", retirement_reason="consensus_reached"
    )
    settle(of, subject_ids=ids[1:3], n=[0, 0])
    found = progress_of([of.project_id])[of.project_id]
    assert (found.subjects, found.open, found.reached, found.disputed, found.settled) == (4, 1, 1, 0, 2)
    assert found.share_retired == 0.75
    reopen(of, subject_ids=ids[1:3])
    found = progress_of([of.project_id])[of.project_id]
    assert (found.open, found.reached, found.settled) == (3, 1, 0)
