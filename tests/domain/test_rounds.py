from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.consensus import STILL_OPEN, ConsensusRule, ConsensusState, evaluate
from quorum.domain.rounds import STATES, decide_in_order, pool
from quorum.domain.votes import Repeats, Votes, VotesInvalid, chosen_classes, tally
from tests.domain.drawn_votes import drawn_labels, drawn_votes, votes_of

RULE = ConsensusRule(classes=29, maximum_choices=5)
SHORT = ConsensusRule(classes=6, maximum_choices=2, minimum_votes=4, maximum_votes=9)


def one_at_a_time(votes: Votes, rule: ConsensusRule) -> list[tuple[str, int, list[int], list[float]]]:
    """Fold the votes as the intake does: a decision other than open is final."""
    answers = chosen_classes(votes)
    outcomes = []
    for subject in range(votes.subjects):
        counts, n, decision = [0] * rule.classes, 0, STILL_OPEN
        for answer in answers[votes.subject == subject]:
            n += 1
            counts = [count + int(said) for count, said in zip(counts, answer, strict=True)]
            decision = evaluate(counts, n, rule, rule.table)
            if decision.state is not ConsensusState.OPEN:
                break
        p_values = list(decision.p_values) or [float("nan")] * rule.classes
        outcomes.append((str(decision.state), n, list(decision.accepted), p_values))
    return outcomes


def in_order(votes: Votes, rule: ConsensusRule) -> list[tuple[str, int, list[int], list[float]]]:
    decided = decide_in_order(votes, rule)
    return [
        (
            str(STATES[decided.state[subject]]),
            int(decided.n[subject]),
            np.flatnonzero(decided.accepted[subject]).tolist(),
            decided.p_values[subject].tolist(),
        )
        for subject in range(votes.subjects)
    ]


def assert_same(votes: Votes, rule: ConsensusRule) -> None:
    for batch, single in zip(in_order(votes, rule), one_at_a_time(votes, rule), strict=True):
        assert batch[:3] == single[:3]
        np.testing.assert_array_equal(batch[3], single[3])


@settings(deadline=None)  # the first example compiles
@given(
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 5), max_size=3, unique=True)), max_size=60),
    st.integers(1, 5),
)
def test_a_batch_decides_as_one_vote_at_a_time(rows: list[tuple[int, list[int]]], favourite: int) -> None:
    votes = votes_of(
        [(subject, who, sorted({*chosen, favourite})) for who, (subject, chosen) in enumerate(rows)],
        classes=6,
        subjects=4,
    )
    assert_same(votes, SHORT)


@pytest.mark.parametrize("seed", range(4))
def test_a_batch_of_the_published_shape_decides_as_one_vote_at_a_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = drawn_labels(subjects=40, shares=[0.06] * 29, rng=rng)
    votes = drawn_votes(labels, n=45, rng=rng, right=0.45, wrong=0.08)
    assert_same(votes, RULE)
    states = set(decide_in_order(votes, RULE).state.tolist())
    assert {1, 2} <= states  # both endings are met


def test_six_of_twelve_is_reached_and_later_votes_do_not_count() -> None:
    rows = [(0, who, [3] if who < 6 else []) for who in range(14)]
    decided = decide_in_order(votes_of(rows, classes=29), RULE)
    assert decided.reached.tolist() == [True]
    assert (decided.n[0], decided.reached_at_n[0]) == (12, 12)
    assert np.flatnonzero(decided.accepted[0]).tolist() == [3]
    assert decided.p_values[0, 3] == RULE.table.row(12)[6]


def test_a_subject_with_few_or_no_votes_stays_open_untested() -> None:
    decided = decide_in_order(votes_of([(0, 0, [1])], classes=29, subjects=2), RULE)
    assert not decided.reached.any()
    assert not decided.disputed.any()
    assert decided.n.tolist() == [1, 0]
    assert np.isnan(decided.p_values).all()


def test_a_rule_for_other_classes_is_refused() -> None:
    with pytest.raises(VotesInvalid):
        decide_in_order(votes_of([(0, 0, [1])], classes=3), RULE)


FIRST = votes_of([(0, 0, [0]), (1, 1, [1])], classes=2)
SECOND = votes_of([(0, 0, [1]), (0, 1, [1])], classes=2, subjects=2)


@pytest.mark.parametrize(
    ("policy", "n", "counts"),
    [
        (Repeats.LATEST, [2, 1], [[0, 2], [0, 1]]),
        (Repeats.FIRST, [2, 1], [[1, 1], [0, 1]]),
        (Repeats.ALL, [3, 1], [[1, 2], [0, 1]]),
    ],
)
def test_rounds_are_pooled_by_the_named_policy(policy: Repeats, n: list[int], counts: list[list[int]]) -> None:
    counted = tally(pool([FIRST, SECOND], policy))
    assert counted.n.tolist() == n
    assert counted.counts.tolist() == counts


def test_the_tally_of_pooled_rounds_is_the_sum_of_their_tallies_when_all_stand() -> None:
    rng = np.random.default_rng(1)
    labels = drawn_labels(subjects=20, shares=[0.3, 0.5, 0.1], rng=rng)
    rounds = [drawn_votes(labels, n=n, rng=rng) for n in (3, 5, 5)]
    rounds = [Votes(v.subject, v.volunteer, v.chosen, 20, 5, 3) for v in rounds]
    pooled = tally(pool(rounds, Repeats.ALL))
    np.testing.assert_array_equal(pooled.n, sum(tally(votes).n for votes in rounds))
    np.testing.assert_array_equal(pooled.counts, sum(tally(votes).counts for votes in rounds))


def test_rounds_of_different_sizes_and_no_rounds_are_refused() -> None:
    with pytest.raises(VotesInvalid):
        pool([FIRST, votes_of([(0, 0, [0])], classes=2)])
    with pytest.raises(VotesInvalid):
        pool([])
