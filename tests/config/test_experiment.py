"""The experiment of random serving and the closed loop: its images, its arms, its figures."""

from __future__ import annotations

import pytest

from quorum.config.experiment.arms import Arm, make_arm
from quorum.config.experiment.collection import Collection, CollectionPlan, draw_collection
from quorum.config.experiment.points import Point, votes_until
from quorum.subjects.models import ReferenceLabel, Subject
from tests.factories import make_user

PLAN = CollectionPlan(labelled=10, waiting=4, classes=6, size=96, seed=5)
TARGET = Point("random", "corrected", 78.0, 0.5, 0.6)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return draw_collection(tmp_path_factory.mktemp("images"), PLAN, on_drawn=lambda: None)


@pytest.fixture
def arm(collection: Collection, db: None) -> Arm:
    return make_arm(slug="arm", title="Arm", collection=collection, votes=20, owner=make_user())


def test_an_arm_knows_what_its_project_does_not(arm: Arm, collection: Collection) -> None:
    assert arm.images == 14
    labelled = set(ReferenceLabel.objects.filter(project=arm.project).values_list("subject_id", flat=True))
    waiting = set(Subject.objects.filter(external_id__in=collection.truth).values_list("pk", flat=True))
    assert len(waiting) == 4
    assert set(arm.judged) == waiting
    assert labelled == set(arm.truth) - waiting
    assert not Subject.objects.filter(pk__in=waiting, metadata__has_key="labels").exists()


def test_the_same_images_come_again_without_drawing(collection: Collection) -> None:
    drawn: list[None] = []
    again = draw_collection(collection.folder, PLAN, on_drawn=lambda: drawn.append(None))
    assert again == collection
    assert not drawn


def test_answers_are_scored_on_images_without_labels_alone(arm: Arm) -> None:
    codes = list(arm.task.task_choices.order_by("index").values_list("choice__code", flat=True))
    right = {pk: [codes.index(code) for code in arm.truth[pk]] for pk in arm.judged}
    assert arm.score(right).overall.micro_f1 == 1.0
    assert arm.score({pk: [] for pk in arm.truth}).overall.micro_f1 == 0.0
    del right[arm.judged[0]]
    assert 0 < arm.score(right).overall.micro_f1 < 1


@pytest.mark.parametrize(
    ("curve", "needed"),
    [
        ([(1, 0.6, 0.7), (2, 0.6, 0.7)], 1.0),
        ([(1, 0.6, 0.7), (2, 0.4, 0.7), (4, 0.5, 0.6)], 4.0),
        ([(4, 0.5, 0.6), (2, 0.6, 0.5)], 4.0),
        ([(1, 0.6, 0.7), (2, 0.4, 0.7)], None),
        ([], None),
    ],
)
def test_votes_count_from_where_both_figures_stay_reached(
    curve: list[tuple[float, float, float]], needed: float | None
) -> None:
    points = [Point("loop", "joined", *values) for values in curve]
    assert votes_until(points, TARGET) == needed
