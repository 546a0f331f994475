"""A yes-or-no question beside the main one: votes, decisions, controls, and what the API tells of them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quorum.accounts.models import Volunteer
from quorum.classifications.models import Classification
from quorum.insights.progress import progress_of
from quorum.insights.statistics import per_choice, per_question
from quorum.onboarding.known_answers import add_known_answer
from quorum.onboarding.models import ControlAnswer, KnownAnswer, Standing
from quorum.onboarding.trust_cards import forget_trust_cards
from quorum.projects.models import Task
from quorum.projects.services import TaskSpec, publish_workflow_version
from quorum.releases.flat import write_csv as write_flat
from quorum.releases.panoptes import write_classifications
from quorum.selection.assignments import unseal
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import open_round
from quorum.selection.services import next_assignments
from quorum.subjects.models import Subject
from tests.factories import make_label_set, make_member, make_project, make_subject, make_volunteer, version_of
from tests.intake.conftest import Desk, writer_stops

__all__ = ["writer_stops"]

CONTROL = int(Classification.Purpose.CONTROL)
RARE = "c7"
RULE: dict[str, int] = {"minimum_votes": 7, "maximum_votes": 12}


def make_desks(*, subjects: int) -> tuple[Desk, Desk]:
    """Return desks at the main question and at "Is there any c7?" of one round."""
    project = make_project()
    version = publish_workflow_version(
        project=project,
        label_set_version=version_of(project).label_set_version,
        tasks=[
            TaskSpec(question="What do you see?", maximum_choices=2, minimum_votes=3, maximum_votes=8),
            TaskSpec(question="Is there any c7?", kind=Task.Kind.YES_NO, choice_codes=[RARE], **RULE),
        ],
    )
    made = [make_subject(project) for _ in range(subjects)]
    opened = open_round(workflow_version=version, actor=None)
    main, question = version.tasks.order_by("position")
    return Desk(project, main, opened, made), Desk(project, question, opened, made)


@pytest.fixture
def desks(transactional_db: None, writer_stops: None) -> tuple[Desk, Desk]:
    return make_desks(subjects=12)


def draw(desk: Desk, volunteer: Volunteer, seed: int) -> list[Any]:
    return next_assignments(
        volunteer_id=volunteer.pk,
        round_id=desk.round.pk,
        task_id=desk.task.pk,
        count=5,
        now=timezone.now(),
        rng=Random(seed),
    )


def test_yes_and_no_are_decided_and_leave_the_main_question_alone(desks: tuple[Desk, Desk]) -> None:
    main, question = desks
    there, not_there = question.subjects[:2]
    question.vote(there, [RARE], times=7)
    question.vote(not_there, [], times=7)
    yes, no = question.tally(there), question.tally(not_there)
    assert (yes.n, yes.counts, yes.state, yes.accepted) == (7, [7], "reached", [0])
    assert (no.n, no.counts, no.state, no.accepted) == (7, [0], "reached", [])
    assert main.tally(there).n == 0
    waiting = QueueEntry.objects.filter(subject__in=[there, not_there]).values_list("task_id", flat=True)
    assert set(waiting) == {main.task.pk}


def test_cannot_tell_is_a_pass_and_another_choice_is_refused(desks: tuple[Desk, Desk]) -> None:
    _, question = desks
    subject, volunteer = question.subjects[0], make_volunteer()
    status, answer = question.submit(volunteer, question.ticket(volunteer, subject), choices=["c1"])
    assert (status, answer["error"]["code"]) == (400, "unknown_choice")
    status, _ = question.submit(
        volunteer, question.ticket(volunteer, subject), choices=[], passed=True, pass_reason="unsure"
    )
    assert status == 201
    assert question.stored(subject) == [(False, "passed")]
    assert question.tally(subject).n == 0


def test_the_next_image_comes_with_the_same_question(desks: tuple[Desk, Desk]) -> None:
    _, question = desks
    volunteer = make_volunteer()
    _, answer = question.submit(volunteer, question.ticket(volunteer, question.subjects[0]), choices=[], want=3)
    assert {unseal(one["ticket"]).task_id for one in answer["assignments"]} == {question.task.pk}


def test_the_end_of_one_question_is_not_the_end_of_the_round(desks: tuple[Desk, Desk]) -> None:
    _, question = desks
    volunteer = make_volunteer()
    first, *others = question.subjects
    held = [question.ticket(volunteer, subject) for subject in others]
    _, answer = question.submit(volunteer, question.ticket(volunteer, first), choices=[], want=2, holding=held)
    assert (answer["assignments"], answer["exhausted"]) == ([], False)


def make_controls(desk: Desk, *, yes: int, no: int) -> dict[bool, list[Subject]]:
    subjects = desk.subjects[: yes + no]
    for place, subject in enumerate(subjects):
        codes = [RARE, "c1"] if place < yes else ["c2"]
        add_known_answer(subject=subject, purpose="control", codes=codes, actor=None)
    return {True: subjects[:yes], False: subjects[yes:]}


@pytest.mark.parametrize(
    ("is_there", "choices", "score"),
    [(True, [RARE], 1.0), (True, [], 0.0), (False, [], 1.0), (False, [RARE], 0.0)],
)
def test_a_control_of_several_classes_is_judged_by_the_one_asked_about(
    desks: tuple[Desk, Desk], is_there: bool, choices: list[str], score: float
) -> None:
    main, question = desks
    subject = make_controls(main, yes=2, no=2)[is_there][0]
    volunteer = make_volunteer()
    ticket = question.ticket(volunteer, subject, purpose=CONTROL, strategy="control")
    status, _ = question.submit(volunteer, ticket, choices=choices)
    assert status == 201
    shown = ControlAnswer.objects.get()
    assert shown.score == score
    assert len(shown.truth_ids) == is_there
    asked = question.task.task_choices.get().choice_id
    standing = Standing.objects.get(volunteer_id=volunteer.pk)
    assert set(standing.choice_skill) == ({str(asked)} if is_there or choices else set())


def test_controls_of_a_question_are_half_yes_however_rare_the_class_is(desks: tuple[Desk, Desk]) -> None:
    main, question = desks
    by_truth = make_controls(main, yes=2, no=8)
    rare = {subject.pk for subject in by_truth[True]}
    first: list[bool] = []
    for seed in range(120):
        drawn = [one.subject_id for one in draw(question, make_volunteer(), seed) if one.purpose == CONTROL]
        first += [drawn[0] in rare] if drawn else []
    assert len(first) > 30
    assert 0.3 < sum(first) / len(first) < 0.7


def test_known_answers_in_an_older_label_set_are_no_controls_of_the_question(desks: tuple[Desk, Desk]) -> None:
    main, question = desks
    make_controls(main, yes=2, no=2)
    KnownAnswer.objects.update(label_set_version=make_label_set(3))
    forget_trust_cards()
    for seed in range(30):
        assert all(one.purpose != CONTROL for one in draw(question, make_volunteer(), seed))


def test_figures_tell_the_question_apart_and_progress_is_that_of_the_main_question(
    desks: tuple[Desk, Desk], client: Client
) -> None:
    main, question = desks
    there, not_there, split = question.subjects[:3]
    question.vote(there, [RARE], times=7)
    question.vote(not_there, [], times=7)
    for _ in range(6):
        question.vote(split, [RARE])
        question.vote(split, [])
    main.vote(there, ["c1"], times=3)
    [figures] = per_question(main.project)
    assert (figures.code, figures.answers) == (RARE, 26)
    assert (figures.yes, figures.no, figures.disputed, figures.waiting) == (1, 1, 1, 9)
    assert {one.code: one.votes for one in per_choice(main.project)}["c1"] == 3
    progress = progress_of([main.project.pk])[main.project.pk]
    assert (progress.open, progress.reached, progress.disputed) == (11, 1, 0)
    client.force_login(make_member(main.project, "scientist"))
    root = f"/api/v1/projects/{main.project.slug}"
    told = client.get(f"{root}/statistics").json()["per_question"]
    assert told[0]["question"] == "Is there any c7?"
    page = client.get(f"{root}/subjects/{there.public_id}").json()
    assert page["n"] == 3
    assert [(one["yes"], one["n"], one["is_yes"], one["state"]) for one in page["questions"]] == [
        (7, 7, True, "reached")
    ]
    page = client.get(f"{root}/subjects/{split.public_id}").json()
    assert (page["questions"][0]["is_yes"], page["questions"][0]["state"]) == (None, "disputed")


def test_downloads_say_yes_no_and_pass(desks: tuple[Desk, Desk]) -> None:
    main, question = desks
    subject = question.subjects[0]
    question.vote(subject, [RARE])
    question.vote(subject, [])
    volunteer = make_volunteer()
    question.submit(volunteer, question.ticket(volunteer, subject), choices=[], passed=True)
    panoptes = b"".join(write_classifications(main.project)).decode()
    for value in ('""value"":""Yes""', '""value"":""No""', '""value"":null'):
        assert value in panoptes
    flat = b"".join(write_flat(main.project)).decode().splitlines()
    assert [str(question.task.public_id) in line for line in flat[1:]] == [True] * 3
    assert sum(",c7,Class 7,false," in line for line in flat) == 1
    assert sum(",,,false," in line for line in flat) == 1


def test_a_project_of_one_question_is_done_when_that_is(transactional_db: None, writer_stops: None) -> None:
    project = make_project()
    version = publish_workflow_version(
        project=project,
        label_set_version=version_of(project).label_set_version,
        tasks=[TaskSpec(question="Is there any?", kind=Task.Kind.YES_NO, choice_codes=[RARE], **RULE)],
    )
    subjects = [make_subject(project) for _ in range(2)]
    opened = open_round(workflow_version=version, actor=None)
    desk = Desk(project, version.tasks.get(), opened, subjects)
    desk.vote(subjects[0], [], times=7)
    progress = progress_of([project.pk])[project.pk]
    assert (progress.open, progress.reached) == (1, 1)
