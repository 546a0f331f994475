"""Yes-or-no questions are put to the subjects of which the main question leaves the class open."""

from __future__ import annotations

from random import Random

import pytest
from django.utils import timezone

from quorum.learning.models import Arrangement, JoinedPosterior, Loop
from quorum.learning.questions import STRATEGY, arrange_questions
from quorum.selection.models import QueueEntry, QueueOrder
from tests.factories import make_volunteer
from tests.intake.conftest import Desk
from tests.intake.test_yes_no import draw, make_desks

pytestmark = pytest.mark.django_db
INDEX, CLASSES = 7, 10
OPEN = {0: 0.3, 3: 0.6, 5: 0.1}
BLIND = 8


def arranged(main: Desk, method: str = "joined") -> Arrangement:
    """Leave what an arranging of the main question's queue leaves: c7 open of OPEN, BLIND drawn blind."""
    arrangement = Arrangement.objects.create(
        project=main.project, round=main.round, task=main.task, generation=1, method=method,
        shares={}, exploration=0.1, seed=1, front=2, votes=0, entries=12, in_force_at=timezone.now(),
    )  # fmt: skip
    JoinedPosterior.objects.all().delete()
    for place, subject in enumerate(main.subjects):
        probabilities = [0.01] * CLASSES
        probabilities[INDEX] = OPEN.get(place, 0.01)
        JoinedPosterior.objects.create(
            task=main.task, subject=subject, arrangement=arrangement, probabilities=probabilities, accepted=[],
            n=3, enough=False, open_classes=[1, INDEX] if place in OPEN else [1], blind=place == BLIND,
            computed_at=timezone.now(),
        )  # fmt: skip
    return arrangement


def served(desk: Desk) -> list[tuple[int, str, bool]]:
    order = QueueOrder.objects.filter(round=desk.round, task=desk.task).first()
    places = {subject.pk: place for place, subject in enumerate(desk.subjects)}
    rows = QueueEntry.objects.filter(
        round=desk.round, task=desk.task, generation=order.generation if order else 0
    ).order_by("position")
    return [(places[row.subject_id], row.strategy, row.blind) for row in rows]


def test_only_open_and_blind_subjects_are_asked_about_the_most_probable_ones_first() -> None:
    main, question = make_desks(subjects=12)
    assert arrange_questions(rng=Random(1)) == 0
    arranged(main)
    assert arrange_questions(rng=Random(1)) == 1
    asked = served(question)
    assert [place for place, strategy, _ in asked if strategy == STRATEGY] == [3, 0, 5]
    assert [place for place, strategy, _ in asked if strategy != STRATEGY] == [BLIND]
    assert len(served(main)) == 12
    drawn = {one.subject_id for one in draw(question, make_volunteer(), seed=1)}
    assert drawn == {question.subjects[place].pk for place in (*OPEN, BLIND)}


def test_a_queue_is_left_alone_until_the_main_one_is_arranged_again() -> None:
    main, question = make_desks(subjects=12)
    arranged(main)
    assert [arrange_questions(rng=Random(1)) for _ in range(2)] == [1, 0]
    arranged(main, method="random")
    assert arrange_questions(rng=Random(1)) == 1
    assert len(served(question)) == 12
    assert {strategy for _, strategy, _ in served(question)} == {"random"}


def test_a_question_with_a_loop_of_its_own_is_arranged_by_that() -> None:
    main, question = make_desks(subjects=12)
    arranged(main)
    Loop.objects.create(task=question.task, project=question.project, is_on=True)
    assert arrange_questions(rng=Random(1)) == 0
