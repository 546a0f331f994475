"""The ladder over HTTP: from newcomer to contributor, back to practice, and up again."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from quorum.classifications.models import Classification
from quorum.onboarding.ladder import vouch
from quorum.onboarding.models import KnownAnswer, Standing, TrainingAnswer, TrainingStage
from quorum.selection.rounds import open_round
from tests.factories import make_project, make_subject, version_of
from tests.onboarding.ladders import Learner, code, make_ladder, subject_of

pytestmark = pytest.mark.django_db
RIGHT, WRONG = ("c1",), ("c0",)


def test_a_newcomer_climbs_from_the_tutorial_over_all_stages_to_labelling() -> None:
    make_ladder()
    learner = Learner()
    assert learner.get("")["my"]["why_not"] == "training_required"
    assert code(learner.post("assignments", {"count": 1})) == (409, "training_required")
    assert code(learner.post("ladder/assignment", {})) == (409, "tutorial_first")
    assert (learner.get()["level"], learner.get()["next"]) == ("newcomer", "tutorial")
    assert learner.post("ladder/tutorial", {"position": 1}).json()["next"] == "tutorial"
    assert learner.post("ladder/tutorial", {"position": 2}).json()["next"] == "training"
    first = learner.practise([RIGHT])
    assert [stage["state"] for stage in first["ladder"]["stages"]] == ["current", "ahead"]
    assert first["ladder"]["stages"][0]["recent"] == [True]
    second = learner.practise([RIGHT])
    assert [stage["state"] for stage in second["ladder"]["stages"]] == ["passed", "current"]
    last = learner.practise([("c1", "c7"), ("c1", "c7")])
    assert (last["ladder"]["level"], last["ladder"]["next"], last["next"]) == ("contributor", "label", None)
    assert learner.get("")["my"]["may_label"] is True
    assert len(learner.post("assignments", {"count": 1}).json()["assignments"]) == 1
    assert Standing.objects.get().trusted is True
    assert Classification.objects.count() == 0


def test_feedback_names_what_was_found_missed_and_not_there_with_what_to_look_for() -> None:
    project = make_ladder()
    version = version_of(project).label_set_version
    version.choices.filter(code="c2").update(confused_with=["c1"], tips="Smaller than c1.")
    learner = Learner()
    shown = learner.answer(learner.lesson(step=1), ["c0"]).json()
    assert shown["right"] is False
    assert shown["choices"] == [
        {"code": "c1", "outcome": "missed", "text": "The round one.", "alike": []},
        {"code": "c0", "outcome": "extra", "text": "", "alike": []},
    ]
    learner.skip_tutorial()
    trained = learner.practise([("c1", "c2")])
    assert trained["score"] == 0.5
    assert [(each["code"], each["outcome"]) for each in trained["choices"]] == [("c1", "hit"), ("c2", "extra")]
    assert (trained["choices"][1]["text"], trained["choices"][1]["alike"]) == ("Smaller than c1.", ["c1"])


def test_a_stage_offers_its_choices_alone() -> None:
    make_ladder()
    learner = Learner()
    assert learner.lesson(step=1)["offered"] == ["c0", "c1"]
    learner.skip_tutorial()
    lesson = learner.lesson()
    assert lesson["offered"] == ["c0", "c1", "c2"]
    assert code(learner.answer(lesson, ["c7"])) == (400, "choice_not_offered")
    assert code(learner.answer(lesson, ["c99"])) == (400, "unknown_choice")
    assert code(learner.answer(lesson, [])) == (400, "no_choice")


def test_wrong_answers_pass_no_stage_and_old_ones_leave_the_window() -> None:
    make_ladder(window=3, needed=3)
    learner = Learner()
    learner.skip_tutorial()
    feedback = learner.practise([WRONG, RIGHT, RIGHT])
    assert feedback["ladder"]["stages"][0]["recent"] == [False, True, True]
    assert feedback["ladder"]["stages"][0]["state"] == "current"
    assert learner.practise([RIGHT])["ladder"]["stages"][0]["state"] == "passed"


def test_a_retry_returns_the_same_feedback_and_is_stored_once() -> None:
    make_ladder()
    learner = Learner()
    learner.skip_tutorial()
    lesson = learner.lesson()
    name = str(uuid.uuid4())
    first = learner.answer(lesson, RIGHT, name)
    again = learner.answer(lesson, WRONG, name)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["right"] is True
    assert again.json()["ladder"]["stages"][0]["recent"] == [True]
    other = learner.lesson()
    assert code(learner.answer(other, RIGHT, name)) == (409, "client_uuid_reused")


def test_whoever_has_seen_the_answer_gets_no_second_try_on_that_assignment() -> None:
    make_ladder(images=1)
    learner = Learner()
    learner.skip_tutorial()
    hoarded = [learner.lesson(), learner.lesson()]
    assert learner.answer(hoarded[0], WRONG).json()["right"] is False
    assert code(learner.answer(hoarded[0], RIGHT)) == (409, "lesson_answered")
    assert code(learner.answer(hoarded[1], RIGHT)) == (409, "lesson_answered")
    assert learner.answer(learner.lesson(), RIGHT).status_code == 201


def test_images_of_training_come_round_once_before_any_comes_again() -> None:
    make_ladder(images=4, window=20, needed=20)
    learner = Learner()
    learner.skip_tutorial()
    seen = []
    lesson = learner.lesson()
    for _ in range(8):
        seen.append(subject_of(lesson))
        lesson = learner.answer(lesson, WRONG).json()["next"]
    assert len(set(seen[:4])) == len(set(seen[4:])) == 4
    assert seen[3] != seen[4]


def test_nothing_of_the_answer_leaks_before_it_is_answered() -> None:
    make_ladder()
    learner = Learner()
    learner.skip_tutorial()
    lesson = learner.lesson()
    assert set(lesson) == {"assignment", "offered"}
    assert set(lesson["assignment"]) == {"ticket", "expires_at", "task", "subject", "images"}
    told = json.dumps([lesson, learner.lesson(step=1), learner.get(), learner.get("")])
    for telling in ("The round one.", "hints", "truth", "known", "purpose", "external", "field-"):
        assert telling not in told


def test_tickets_of_labelling_are_no_lessons_whatever_their_purpose() -> None:
    make_ladder()
    learner = Learner()
    learner.climb()
    ticket = learner.post("assignments", {"count": 1}).json()["assignments"][0]
    assert code(learner.answer({"assignment": ticket}, RIGHT)) == (400, "no_lesson")
    forged = {"assignment": {"ticket": "x" * 40}}
    assert code(learner.answer(forged, RIGHT)) == (400, "assignment_forged")


def test_the_lesson_of_another_volunteer_is_refused() -> None:
    make_ladder()
    one, other = Learner(), Learner()
    for learner in (one, other):
        learner.skip_tutorial()
    assert code(other.answer(one.lesson(), RIGHT)) == (403, "assignment_foreign")


def test_an_image_that_was_taken_away_meanwhile_is_told_and_loses_nothing() -> None:
    make_ladder()
    learner = Learner()
    learner.skip_tutorial()
    lesson = learner.lesson()
    KnownAnswer.objects.filter(subject_id=subject_of(lesson)).update(state="resting")
    assert code(learner.answer(lesson, RIGHT)) == (409, "lesson_gone")
    assert learner.answer(learner.lesson(), RIGHT).status_code == 201


def return_to_training(learner: Learner) -> None:
    Standing.objects.update(
        level="returned", trusted=False, reason="Of late.", right=1, wrong=6, changed_at=timezone.now()
    )


def test_whoever_is_returned_practises_the_last_stage_and_labels_again_on_fresh_estimates() -> None:
    make_ladder()
    learner = Learner()
    learner.climb()
    Standing.objects.update(controls_answered=8)
    return_to_training(learner)
    ladder = learner.get()
    assert (ladder["level"], ladder["next"], ladder["reason"]) == ("returned", "training", "Of late.")
    assert [stage["state"] for stage in ladder["stages"]] == ["passed", "current"]
    assert ladder["stages"][1]["recent"] == []
    assert code(learner.post("assignments", {"count": 1})) == (409, "training_required")
    feedback = learner.practise([("c1",), ("c1", "c7"), ("c1", "c7")])
    assert feedback["ladder"]["level"] == "contributor"
    standing = Standing.objects.get()
    assert (standing.trusted, standing.right, standing.wrong, standing.reason) == (True, 0.0, 0.0, "")
    assert standing.controls_at_change == 8
    assert learner.post("assignments", {"count": 1}).status_code == 200


def test_a_project_without_a_ladder_is_as_it_was() -> None:
    project = make_project("one")
    make_subject(project)
    open_round(workflow_version=version_of(project), actor=None)
    learner = Learner()
    assert learner.get("")["my"]["why_not"] is None
    assert learner.get() == {
        "level": "newcomer",
        "reason": "",
        "next": "label",
        "tutorial_position": 0,
        "steps": [],
        "stages": [],
    }
    assert len(learner.post("assignments", {"count": 1}).json()["assignments"]) == 1
    assert not Standing.objects.exists()


def test_a_stage_without_images_is_passed_by() -> None:
    project = make_ladder()
    KnownAnswer.objects.filter(stage__position=0).delete()
    # An image that shows what the stage does not offer could never be answered rightly.
    KnownAnswer.objects.filter(stage__position=1).update(stage=TrainingStage.objects.get(position=0))
    learner = Learner()
    assert learner.skip_tutorial()["next"] == "label"
    assert learner.get()["stages"] == []
    assert learner.post("assignments", {"count": 1}).status_code == 200
    assert Standing.objects.get(project=project).level == "contributor"


def test_nobody_is_stuck_when_the_training_goes_while_they_are_in_it() -> None:
    make_ladder()
    learner = Learner()
    learner.skip_tutorial()
    TrainingStage.objects.all().delete()
    assert learner.get("")["my"]["may_label"] is True
    assert code(learner.post("ladder/assignment", {})) == (409, "nothing_to_learn")
    assert learner.post("assignments", {"count": 1}).status_code == 200
    assert Standing.objects.get().trusted is True


def test_somebody_who_is_known_may_be_vouched_for() -> None:
    project = make_ladder()
    learner = Learner()
    learner.lesson(step=1)
    learner.post("ladder/tutorial", {"position": 0})
    vouch(volunteer_id=Standing.objects.get().volunteer_id, project=project, actor=None, reason="An expert.")
    assert learner.get("")["my"]["may_label"] is True


def test_a_stranger_sees_the_ladder_from_its_foot_and_learns_nothing_before_the_terms() -> None:
    make_ladder()
    stranger = Client()
    assert stranger.get("/api/v1/projects/one/ladder").json()["next"] == "tutorial"
    answer = stranger.post(
        "/api/v1/projects/one/ladder/assignment", {"step": 1}, content_type="application/json"
    )
    assert answer.json()["error"]["code"] == "consent_required"
    assert not TrainingAnswer.objects.exists()
