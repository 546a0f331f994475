from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quorum.domain.aggregators.exclusive import ExclusiveSkillAggregator
from quorum.domain.aggregators.interface import Question, Reference, ReferenceInvalid
from quorum.domain.votes import BITS, Votes, VotesInvalid, votes_from_masks, words_for
from tests.domain.drawn_votes import votes_of
from tests.real_data import real_data


def drawn_truth(*, subjects: int, shares: list[float], rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.choice(len(shares), subjects, p=shares)


def voted(truth: NDArray[np.int64], confusions: NDArray[np.float64], rng: np.random.Generator) -> Votes:
    """Return one vote of every volunteer on every subject; confusions are (volunteers, true, said)."""
    volunteers, classes, _ = confusions.shape
    rows = confusions[:, truth].cumsum(axis=2)
    said = (rng.random((volunteers, len(truth), 1)) > rows).sum(axis=2).T.ravel()
    chosen = np.zeros((len(said), words_for(classes)), np.uint64)
    chosen[np.arange(len(said)), said // BITS] = np.uint64(1) << (said % BITS).astype(np.uint64)
    return votes_from_masks(
        subject=np.repeat(np.arange(len(truth)), volunteers),
        volunteer=np.tile(np.arange(volunteers), len(truth)),
        chosen=chosen,
        subjects=len(truth),
        volunteers=volunteers,
        classes=classes,
    )


def coin(classes: int, right: float) -> NDArray[np.float64]:
    wrong = (1 - right) / (classes - 1)
    return np.full((classes, classes), wrong) + np.eye(classes) * (right - wrong)


def always(classes: int, answer: int) -> NDArray[np.float64]:
    return np.tile(np.eye(classes)[answer] * 0.98 + 0.02 / classes, (classes, 1))


def share_right(decided: NDArray[np.bool_], truth: NDArray[np.int64]) -> float:
    return float(decided[np.arange(len(truth)), truth].mean())


def test_few_good_volunteers_outweigh_many_who_always_say_the_same() -> None:
    rng = np.random.default_rng(1)
    truth = drawn_truth(subjects=400, shares=[0.4, 0.3, 0.3], rng=rng)
    confusions = np.array([coin(3, 0.85)] * 3 + [always(3, 0)] * 5)
    votes = voted(truth, confusions, rng)
    fitted = ExclusiveSkillAggregator(Question(3, 1)).fit(votes)
    assert share_right(fitted.decide(votes).accepted, truth) > 0.93
    assert fitted.volunteer_quality[:3].min() > 0.75
    assert fitted.volunteer_quality[3:].max() < 0.6


def test_a_volunteer_who_answers_the_other_way_round_is_still_heard() -> None:
    rng = np.random.default_rng(2)
    truth = drawn_truth(subjects=500, shares=[0.5, 0.5], rng=rng)
    crowd = [coin(2, 0.7)] * 5
    alone = voted(truth, np.array(crowd), rng)
    together = voted(truth, np.array([*crowd, coin(2, 0.02)]), rng)
    method = ExclusiveSkillAggregator(Question(2, 1))
    assert share_right(method.fit(together).decide(together).accepted, truth) > 0.9
    assert share_right(method.fit(alone).decide(alone).accepted, truth) < 0.87


def test_a_shared_confusion_is_learned_from_the_votes() -> None:
    rng = np.random.default_rng(3)
    truth = drawn_truth(subjects=1500, shares=[0.4, 0.3, 0.3], rng=rng)
    # Most volunteers take class 1 for class 2 more often than not; three know better.
    misled = np.array([[0.9, 0.05, 0.05], [0.05, 0.42, 0.53], [0.05, 0.05, 0.9]])
    votes = voted(truth, np.array([misled] * 5 + [coin(3, 0.9)] * 3), rng)
    fitted = ExclusiveSkillAggregator(Question(3, 1)).fit(votes)
    assert share_right(fitted.decide(votes).accepted, truth) > 0.95
    assert fitted.confusion.rates[:5, 2, 1].mean() == pytest.approx(0.53, abs=0.05)


def test_probabilities_sum_to_one_and_are_the_prior_without_votes() -> None:
    rng = np.random.default_rng(4)
    truth = drawn_truth(subjects=50, shares=[0.7, 0.3], rng=rng)
    votes = voted(truth, np.array([coin(2, 0.8)] * 5), rng)
    fitted = ExclusiveSkillAggregator(Question(2, 1)).fit(votes)
    without = votes_of([(0, 0, [1])], classes=2, subjects=3)
    scores = fitted.predict_proba(without)
    assert scores.sum(axis=1) == pytest.approx(1.0)
    assert scores[1:] == pytest.approx(np.tile(fitted.prior, (2, 1)))
    assert not fitted.decide(without).accepted[1:].any()


def test_exactly_one_class_is_accepted_and_no_cutoff_is_claimed() -> None:
    rng = np.random.default_rng(5)
    truth = drawn_truth(subjects=80, shares=[0.25] * 4, rng=rng)
    votes = voted(truth, np.array([coin(4, 0.5)] * 6), rng)
    decisions = ExclusiveSkillAggregator(Question(4, 1)).fit(votes).decide(votes)
    assert (decisions.accepted.sum(axis=1) == 1).all()
    assert np.isnan(decisions.cutoffs).all()


def test_expert_labels_of_some_subjects_improve_the_others() -> None:
    rng = np.random.default_rng(6)
    truth = drawn_truth(subjects=600, shares=[0.5, 0.5], rng=rng)
    # Four copies of a weak opinion against two good volunteers: the votes alone are ambiguous.
    votes = voted(truth, np.array([coin(2, 0.9)] + [coin(2, 0.45)] * 6), rng)
    known = np.arange(600) < 200
    reference = Reference(known, np.eye(2, dtype=bool)[truth], np.full(2, np.nan))
    method, others = ExclusiveSkillAggregator(Question(2, 1)), ~known
    with_experts = method.fit(votes, reference).decide(votes).accepted
    assert share_right(with_experts[others], truth[others]) > 0.85


def test_known_frequencies_replace_the_learned_prior() -> None:
    rng = np.random.default_rng(7)
    truth = drawn_truth(subjects=100, shares=[0.5, 0.3, 0.2], rng=rng)
    votes = voted(truth, np.array([coin(3, 0.7)] * 5), rng)
    frequencies = np.array([0.5, 0.3, 0.2])
    reference = Reference(np.zeros(100, bool), np.zeros((100, 3), bool), frequencies)
    fitted = ExclusiveSkillAggregator(Question(3, 1)).fit(votes, reference)
    assert fitted.prior == pytest.approx(frequencies)


def test_mistakes_that_volunteers_share_make_it_less_sure() -> None:
    rng = np.random.default_rng(8)
    truth = drawn_truth(subjects=600, shares=[0.5, 0.5], rng=rng)
    method, confusions = ExclusiveSkillAggregator(Question(2, 1)), np.array([coin(2, 0.75)] * 20)
    independent = method.fit(voted(truth, confusions, rng))
    # Every third subject is odd: there, all volunteers toss a coin of the same, random, bias.
    chance = np.where(rng.random(600) < 1 / 3, rng.random(600), np.where(truth == 1, 0.75, 0.25))
    said = (rng.random((600, 20)) < chance[:, None]).ravel().astype(int)
    shared = votes_of(
        [(row // 20, row % 20, [int(answer)]) for row, answer in enumerate(said)], classes=2, subjects=600
    )
    assert independent.correlation < method.fit(shared).correlation


def test_an_answer_of_several_classes_is_refused() -> None:
    with pytest.raises(VotesInvalid):
        ExclusiveSkillAggregator(Question(3, 1)).fit(votes_of([(0, 0, [0, 2])], classes=3))
    with pytest.raises(VotesInvalid):
        ExclusiveSkillAggregator(Question(70, 1)).fit(votes_of([(0, 0, [0, 69])], classes=70))


def test_experts_who_give_several_classes_are_refused() -> None:
    votes = votes_of([(0, 0, [0])], classes=2)
    both = Reference(np.ones(1, bool), np.ones((1, 2), bool), np.full(2, np.nan))
    with pytest.raises(ReferenceInvalid):
        ExclusiveSkillAggregator(Question(2, 1)).fit(votes, both)


def test_an_empty_answer_changes_nothing() -> None:
    rows = [(0, 0, [0]), (0, 1, [0]), (1, 0, [1]), (1, 1, [1])]
    method = ExclusiveSkillAggregator(Question(2, 1))
    plain = votes_of(rows, classes=2)
    with_empty = votes_of([*rows, (0, 1, []), (1, 0, [])], classes=2)
    assert method.fit(with_empty).predict_proba(with_empty) == pytest.approx(
        method.fit(plain).predict_proba(plain)
    )


def test_more_than_64_classes_are_told_apart() -> None:
    rng = np.random.default_rng(9)
    truth = rng.integers(0, 70, 300)
    votes = voted(truth, np.array([coin(70, 0.8)] * 6), rng)
    fitted = ExclusiveSkillAggregator(Question(70, 1)).fit(votes)
    assert share_right(fitted.decide(votes).accepted, truth) > 0.95


def test_no_votes_at_all_give_equal_chances() -> None:
    votes = votes_of([], classes=4, subjects=2)
    scores = ExclusiveSkillAggregator(Question(4, 1)).fit(votes).predict_proba(votes)
    assert scores == pytest.approx(np.full((2, 4), 0.25))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_renaming_classes_and_volunteers_renames_the_result(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = drawn_truth(subjects=30, shares=[0.5, 0.3, 0.2], rng=rng)
    votes = voted(truth, np.array([coin(3, 0.7)] * 4), rng)
    classes, people = rng.permutation(3), rng.permutation(4)
    said = np.log2(votes.chosen[:, 0]).astype(int)
    renamed = votes_from_masks(
        subject=votes.subject,
        volunteer=people[votes.volunteer],
        chosen=np.uint64(1) << classes[said].astype(np.uint64),
        subjects=30,
        volunteers=4,
        classes=3,
    )
    method = ExclusiveSkillAggregator(Question(3, 1))
    one, other = method.fit(votes), method.fit(renamed)
    assert other.predict_proba(renamed)[:, classes] == pytest.approx(one.predict_proba(votes), abs=1e-6)
    assert other.volunteer_quality[people] == pytest.approx(one.volunteer_quality, abs=1e-6)


def test_real_votes_are_settled_better_than_by_the_best_single_method_of_crowd_kit() -> None:
    folder = real_data("crowd_suite_single_label")
    pytest.importorskip("crowdkit", reason="the comparison needs the packages of the group `bench`")
    from tests.load.bench_real_votes import accuracy, predict_with_ours, read_sets

    measured = [accuracy(data, predict_with_ours(data, "skill")) for data in read_sets(folder)]
    assert len(measured) == 10
    # 84.51 is the best mean of majority vote, Dawid-Skene, GLAD and MACE in `make bench-real-votes`.
    assert np.mean(measured) > 84.51
