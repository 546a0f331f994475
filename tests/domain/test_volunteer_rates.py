from __future__ import annotations

import numpy as np

from quorum.domain.volunteer_rates import evidence, named_and_seen
from quorum.domain.votes import chosen_classes, votes_from_masks


def random_votes(classes: int) -> object:
    rng = np.random.default_rng(classes)
    words = -(-classes // 64)
    chosen = np.zeros((200, words), np.uint64)
    for row in range(200):
        for index in rng.integers(0, classes, 3):
            chosen[row, index // 64] |= np.uint64(1 << int(index % 64))
    return votes_from_masks(
        subject=rng.integers(0, 20, 200),
        volunteer=rng.integers(0, 9, 200),
        chosen=chosen,
        subjects=20,
        volunteers=9,
        classes=classes,
    )


def test_sums_are_those_of_plain_arrays_also_beyond_64_classes() -> None:
    for classes in (5, 64, 100):
        votes, rng = random_votes(classes), np.random.default_rng(1)
        named_at_all = chosen_classes(votes)
        weight = rng.random((20, classes))
        named, seen = np.zeros((9, classes)), np.zeros((9, classes))
        np.add.at(named, votes.volunteer, weight[votes.subject] * named_at_all)
        np.add.at(seen, votes.volunteer, weight[votes.subject])
        ours = named_and_seen(votes, weight)
        np.testing.assert_allclose(ours[0], named)
        np.testing.assert_allclose(ours[1], seen)
        when_named, when_not = rng.normal(size=(2, 9, classes))
        total = np.zeros((20, classes))
        ratio = np.where(named_at_all, when_named[votes.volunteer], when_not[votes.volunteer])
        np.add.at(total, votes.subject, ratio)
        np.testing.assert_allclose(evidence(votes, when_named, when_not), total, atol=1e-12)
