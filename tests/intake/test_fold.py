from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quorum.accounts.models import Volunteer
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.classifications.task_cards import task_card
from quorum.domain.errors import QuorumError
from quorum.domain.identifiers import new_public_id
from quorum.intake.batch import Receipt, commit_batch
from quorum.intake.database import connect
from quorum.intake.submission import Vote, read_choices, read_submission
from quorum.selection.models import QueueEntry
from quorum.subjects.models import Subject, SubjectSet
from quorum.subjects.signals import subjects_added
from tests.factories import make_volunteer
from tests.intake.conftest import Desk

VOLUNTEERS = 14
SUBJECTS = 2


@dataclass(frozen=True)
class Answer:
    """One answer of a random history; `name` picks the client UUID, so that names come up again."""

    volunteer: int
    subject: int
    choices: tuple[str, ...]
    passed: bool
    is_late: bool
    name: int


ANSWERS = st.builds(
    lambda volunteer, subject, choices, passed, is_late, name: Answer(
        volunteer, subject, () if passed else choices, passed, is_late, name
    ),
    st.integers(0, VOLUNTEERS - 1),
    st.integers(0, SUBJECTS - 1),
    st.sampled_from([("c1",), ("c1", "c2"), ("c2",), ("c9", "c1")]),
    st.sampled_from([False] * 7 + [True]),
    st.sampled_from([False] * 7 + [True]),
    st.integers(0, 3),
)


def fresh_subjects(desk: Desk) -> list[Subject]:
    subject_set = SubjectSet.objects.get(project=desk.project)
    made = [
        Subject.objects.create(
            project=desk.project, external_id=uuid.uuid4().hex, subject_set=subject_set, width=4, height=4
        )
        for _ in range(SUBJECTS)
    ]
    subjects_added.send(sender=Subject, project_id=desk.project.pk, subject_ids=[one.pk for one in made])
    return made


def to_vote(
    desk: Desk, volunteers: Sequence[Volunteer], subjects: Sequence[Subject], salt: uuid.UUID, answer: Answer
) -> Vote:
    volunteer, subject = volunteers[answer.volunteer], subjects[answer.subject]
    now = timezone.now()
    lateness: dict[str, Any] = {"expires_at": now - timedelta(seconds=1)} if answer.is_late else {}
    body = {
        "client_uuid": str(uuid.uuid5(salt, f"{answer.volunteer} {answer.name}")),
        "ticket": "",
        "choices": answer.choices,
        "passed": answer.passed,
        "want": 1,
    }
    submission = read_submission(json.dumps(body).encode())
    indices, choice_ids = read_choices(submission, task_card(desk.task.pk))
    return Vote(
        public_id=new_public_id(),
        volunteer_id=volunteer.pk,
        assignment=desk.assignment(volunteer, subject, **lateness),
        submission=submission,
        indices=indices,
        choice_ids=choice_ids,
        holding=[],
        received_at=now,
    )


def outcome_of(answered: Receipt | QuorumError) -> object:
    return answered.code if isinstance(answered, QuorumError) else answered.is_new


def what_is_kept(subjects: Sequence[Subject]) -> list[Any]:
    kept: list[Any] = []
    for subject in subjects:
        tally = SubjectRoundTask.objects.get(subject=subject)
        facts = (tally.n, tally.counts, tally.state, tally.accepted, tally.p_values, tally.decided_at_n)
        rows = Classification.objects.filter(subject_id=subject.pk).order_by("volunteer_id")
        answers = rows.values_list("volunteer_id", "choice_ids", "counted", "not_counted_reason")
        waits = QueueEntry.objects.filter(subject=subject).exists()
        kept.append((facts, tally.retirement_reason, list(answers), waits))
    return kept


def play(desk: Desk, volunteers: Sequence[Volunteer], batches: Sequence[Sequence[Answer]]) -> tuple[Any, Any]:
    """Play batches over fresh subjects; return the outcomes and what the database then holds."""
    subjects, salt, outcomes = fresh_subjects(desk), uuid.uuid4(), []
    with connect() as connection:
        for batch in batches:
            votes = [to_vote(desk, volunteers, subjects, salt, answer) for answer in batch]
            answered = commit_batch(connection, votes, now=timezone.now(), rng=Random(1))
            outcomes += [outcome_of(one) for one in answered]
    return outcomes, what_is_kept(subjects)


def test_any_split_into_batches_comes_to_the_same_as_one_vote_at_a_time(desk: Desk) -> None:
    volunteers = [make_volunteer() for _ in range(VOLUNTEERS)]

    @given(st.lists(st.lists(ANSWERS, min_size=1, max_size=12), min_size=1, max_size=5))
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(batches: list[list[Answer]]) -> None:
        together = play(desk, volunteers, batches)
        alone = play(desk, volunteers, [[answer] for batch in batches for answer in batch])
        assert together == alone

    holds()


def test_votes_after_the_decision_in_the_same_commit_do_not_count(desk: Desk) -> None:
    volunteers = [make_volunteer() for _ in range(VOLUNTEERS)]
    answers = [Answer(number, 0, ("c1",), False, False, 0) for number in range(5)]
    _, [kept, _] = play(desk, volunteers, [answers])
    facts, reason, rows, waits = kept
    assert (facts[0], facts[2], facts[3], facts[5]) == (3, "reached", [1], 3)
    assert (reason, waits) == ("consensus_reached", False)
    assert [row[2:] for row in rows] == [(True, "")] * 3 + [(False, "subject_retired")] * 2


def test_a_retry_in_the_same_commit_is_one_vote(desk: Desk) -> None:
    volunteers = [make_volunteer()]
    answer = Answer(0, 0, ("c1",), False, False, 0)
    outcomes, [(facts, *_), _] = play(desk, volunteers, [[answer, answer, answer]])
    assert outcomes == [True, False, False]
    assert facts[0] == 1


@pytest.mark.parametrize(
    ("subject", "name", "code"), [(0, 1, "already_classified"), (1, 0, "client_uuid_reused")]
)
def test_a_clash_in_the_same_commit_is_refused(desk: Desk, subject: int, name: int, code: str) -> None:
    first = Answer(0, 0, ("c1",), False, False, 0)
    clash = Answer(0, subject, ("c1",), False, False, name)
    outcomes, _ = play(desk, [make_volunteer()], [[first, clash]])
    assert outcomes == [True, code]
