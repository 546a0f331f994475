"""Random label sets through their public function."""

from collections import Counter

import numpy as np
import pytest

from quorum.synthesis.classes import CLASS_CODES
from quorum.synthesis.label_sets import draw_label_sets


def draw(count: int, seed: int = 3, **options) -> list[tuple[int, ...]]:
    return draw_label_sets(count, rng=np.random.default_rng(seed), **options)


def test_the_same_seed_draws_the_same_sets():
    assert draw(200) == draw(200)
    assert draw(200) != draw(200, seed=4)


def test_sets_hold_one_to_three_sorted_distinct_known_classes():
    for codes in draw(500):
        assert 1 <= len(codes) <= 3
        assert list(codes) == sorted(set(codes))
        assert set(codes) <= set(CLASS_CODES)


def test_every_class_comes_at_least_as_often_as_asked():
    counts = Counter(code for codes in draw(300, at_least=6) for code in codes)
    assert min(counts[code] for code in CLASS_CODES) >= 6


def test_common_classes_outnumber_rare_ones():
    counts = Counter(code for codes in draw(2000) for code in codes)
    assert counts[102] > 4 * counts[204]


def test_negative_and_unspecific_stand_alone_and_variability_never_does():
    for codes in draw(1500):
        if {901, 902} & set(codes):
            assert len(codes) == 1
        if 801 in codes:
            assert len(codes) > 1


def test_frequencies_can_be_given_and_leave_other_classes_out():
    sets = draw(400, frequencies={201: 3.0, 121: 1.0})
    counts = Counter(code for codes in sets for code in codes)
    assert set(counts) == {201, 121}
    assert counts[201] > counts[121]


@pytest.mark.parametrize(
    "options", [{"frequencies": {7: 1.0}}, {"frequencies": {201: -1.0}}, {"at_least": 11}, {"frequencies": {}}]
)
def test_impossible_requests_are_refused(options):
    with pytest.raises(ValueError, match=r"class|frequencies"):
        draw(300, **options)


def test_the_drawn_fields_can_be_drawn_from_the_sets():
    from quorum.synthesis.fields import check_codes

    for codes in draw(500):
        assert check_codes(codes) == codes
