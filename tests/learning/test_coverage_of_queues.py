"""Coverage in a real queue: what lies apart from all that is settled, as the ML worker tells, comes first."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from numpy.typing import NDArray

from quorum.classifications.models import SubjectRoundTask
from quorum.domain.acquisition.registry import DEFAULT_SHARES
from quorum.learning.models import JoinedPosterior, PredictionRun
from quorum.subjects.models import ReferenceLabel
from tests.learning.arranged_field import (
    HOLDOUT,
    NOW,
    SUBJECTS,
    Field,
    arrange,
    make_field,
    predict,
    served,
    tell_where,
    vote,
)

pytestmark = pytest.mark.django_db
ALONE = {"coverage": 1.0}
NEAR, FAR, LEARNT_FROM = 17, (15, 20), SUBJECTS - 1
LACKING = {"strategy": "coverage", "by": "decision-flip", "lacking": ["embedding"]}


@pytest.fixture
def field() -> Field:
    """A field whose model knows nothing of classes, so that places alone tell subjects apart."""
    field = make_field()
    predict(field, unsure=tuple(range(SUBJECTS)))
    vote(field, list(range(HOLDOUT)), times=6)
    return field


def points() -> NDArray[np.float32]:
    """All subjects lie at one point but one that lies apart, and two that lie further away, together."""
    found = np.zeros((SUBJECTS, 2), np.float32)
    found[NEAR], found[list(FAR)] = (4, 0), (0, 9)
    return found


def first(field: Field, count: int) -> list[int]:
    return [each.subject_id for each in served(field, count)]


def test_what_is_unlike_all_the_rest_comes_first_and_nothing_is_replaced(field: Field) -> None:
    tell_where(field, points(), draws=True)
    arrangement = arrange(field, shares=ALONE)
    assert (arrangement.replaced, arrangement.counts["coverage"]) == ([], SUBJECTS)
    one, other = first(field, 2)
    # The second of two that lie together is like the first one.
    assert one in field.ids(*FAR)
    assert other == field.subjects[NEAR].pk
    usual = arrange(field, shares=dict(DEFAULT_SHARES))
    assert (usual.replaced, usual.counts["coverage"]) == ([], 1)


def test_what_is_like_a_subject_that_has_retired_is_covered(field: Field) -> None:
    tell_where(field, points())
    SubjectRoundTask.objects.filter(subject=field.subjects[FAR[0]]).update(retired_at=NOW, state="retired")
    arrange(field, shares=ALONE)
    order = first(field, SUBJECTS - 1)
    assert order.index(field.subjects[NEAR].pk) < order.index(field.subjects[FAR[1]].pk)


@pytest.mark.parametrize("retired", [(), (*range(10), 14, 16, 18, 19, 21, 22, 23)])
def test_a_subject_that_the_model_has_not_seen_is_not_taken_for_an_odd_one(
    field: Field, retired: tuple[int, ...]
) -> None:
    where = points()
    where[10:14], where[NEAR] = np.nan, (2, 0)
    tell_where(field, where)
    SubjectRoundTask.objects.filter(subject__in=field.ids(*retired)).update(retired_at=NOW, state="retired")
    arrange(field, shares=ALONE)
    one, other = first(field, 2)
    assert one in field.ids(*FAR)
    assert other == field.subjects[NEAR].pk


def test_a_subject_whose_label_the_model_learnt_has_its_place_though_its_word_does_not_count(
    field: Field,
) -> None:
    where = points()
    where[LEARNT_FROM] = (-9, -9)
    tell_where(field, where)
    arrange(field, shares=ALONE)
    assert JoinedPosterior.objects.get(subject=field.subjects[LEARNT_FROM]).model_id is None
    assert first(field, 1) == field.ids(LEARNT_FROM)


def test_whom_places_have_chosen_is_not_blind_and_the_blind_are_chosen_by_none(field: Field) -> None:
    tell_where(field, points())
    arrangement = arrange(field, shares=ALONE, exploration=0.5)
    blind = set(JoinedPosterior.objects.filter(blind=True).values_list("subject_id", flat=True))
    picks = served(field)
    assert {each.subject_id for each in picks if each.blind} == blind
    assert {(each.strategy, each.model_version_id) for each in picks if each.blind} == {("exploration", None)}
    assert arrangement.model is not None
    assert {(each.strategy, each.model_version_id) for each in picks if not each.blind} == {
        ("coverage", arrangement.model.pk)
    }


def test_where_no_model_is_believed_none_chooses_by_its_features_either(field: Field) -> None:
    tell_where(field, points())
    ReferenceLabel.objects.all().delete()
    arrangement = arrange(field, shares=ALONE)
    assert (arrangement.method, arrangement.replaced) == ("votes", [LACKING])
    assert {(each.strategy, each.model_version_id, each.blind) for each in served(field)} == {
        ("decision-flip", None, True)
    }


def test_a_file_from_before_there_were_places_leaves_coverage_to_another_strategy(field: Field) -> None:
    tell_where(field, points())
    path = settings.ML_STORAGE / PredictionRun.objects.get().said
    pq.write_table(pq.read_table(path, columns=["field"]), path)
    assert arrange(field, shares=ALONE).replaced == [LACKING]
    path.unlink()
    arrangement = arrange(field, shares=ALONE)
    assert arrangement.replaced == [LACKING]
    assert arrangement.model is not None, "its word is kept in the database"
