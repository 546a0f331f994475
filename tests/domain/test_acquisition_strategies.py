from __future__ import annotations

from dataclasses import replace
from math import comb, erf, exp, isfinite, log, log10, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.acquisition.candidates import (
    Candidates,
    CandidatesInvalid,
    Knowledge,
    KnowledgeMissing,
    TypicalVolunteer,
)
from quorum.domain.acquisition.consensus_border import ConsensusBorder
from quorum.domain.acquisition.coverage import DISTANCES_AT_ONCE, Coverage, nearest_squares
from quorum.domain.acquisition.disagreement import Bald, ModelAgainstCrowd, UnsettledBald
from quorum.domain.acquisition.error_reduction import (
    DecisionFlip,
    ErrorReduction,
    class_weights,
    tempered_channel,
)
from quorum.domain.acquisition.fewest_votes import FewestVotes
from quorum.domain.acquisition.mixture import arrange
from quorum.domain.acquisition.random_order import RandomOrder
from quorum.domain.acquisition.rare_classes import RareClasses
from quorum.domain.acquisition.registry import (
    STRATEGIES,
    StrategyUnknown,
    make_mixture,
    make_strategy,
)
from quorum.domain.acquisition.strategy import Scores, ScoresInvalid, StrategyInvalid
from quorum.domain.acquisition.uncertainty import PosteriorEntropy

CLASSES = 4
SURE = 0.9


def waiting(subjects: int, seed: int = 0) -> Candidates:
    rng = np.random.default_rng(seed)
    certain = rng.random((subjects, CLASSES)) < 0.05
    return Candidates(
        n=rng.integers(0, 30, subjects),
        posterior=np.where(certain, 1.0, rng.beta(0.3, 1.5, (subjects, CLASSES))),
        p_values=rng.beta(0.3, 0.3, (subjects, CLASSES)),
        border=np.array([0.01, 0.05, 0.3, np.inf]),
        prevalence=np.array([0.3, 0.1, 0.02, 0.0]),
        predicted=rng.beta(0.3, 1.5, (subjects, CLASSES)),
        draws=rng.beta(0.5, 1.5, (5, subjects, CLASSES)).astype(np.float32),
        embedding=rng.integers(-9, 10, (subjects, 6)).astype(np.float64),
        covered=None,
        volunteer=TypicalVolunteer(
            np.array([0.8, 0.6, 0.3, 0.5]), np.array([0.05, 0.01, 0.3, 0.6]), weight=0.7
        ),
        cutoffs=np.array([0.5, 0.3, 0.6, 0.5]),
        known_positives=np.array([400.0, 20.0, 3.0, 0.0]),
    )


def taken(candidates: Candidates, rows: np.ndarray) -> Candidates:
    def of(array: np.ndarray | None) -> np.ndarray | None:
        return None if array is None else array[rows]

    return replace(
        candidates,
        n=candidates.n[rows],
        posterior=candidates.posterior[rows],
        p_values=candidates.p_values[rows],
        predicted=of(candidates.predicted),
        embedding=of(candidates.embedding),
        draws=None if candidates.draws is None else candidates.draws[:, rows],
    )


def scored(strategy: object, candidates: Candidates) -> Scores:
    return strategy.scores(candidates, np.random.default_rng(0))


def entropy_of(p: float) -> float:
    return -sum(q * log(q) for q in (p, 1 - p) if q > 0)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("subjects", [0, 1, 2, 50])
def test_every_strategy_scores_any_number_of_subjects(name: str, subjects: int) -> None:
    strategy = make_strategy(name)
    scores = scored(strategy, waiting(subjects))
    assert strategy.name == name
    assert scores.values.shape == scores.class_index.shape == (subjects,)
    assert all(map(isfinite, scores.values))
    assert set(scores.class_index) <= set(range(-1, CLASSES))


@pytest.mark.parametrize("name", sorted(set(STRATEGIES) - {"random"}))
@settings(max_examples=15, deadline=None)
@given(subjects=st.integers(1, 40), seed=st.integers(0, 30))
def test_a_subject_s_score_does_not_depend_on_where_it_stands(name: str, subjects: int, seed: int) -> None:
    rows = np.random.default_rng(seed).permutation(subjects)
    # Of equally distant centres the first one is taken, so coverage gets points without such ties.
    spread = np.random.default_rng(seed + 1).normal(size=(subjects, 6))
    candidates = replace(waiting(subjects, seed), embedding=spread)
    before, after = (scored(make_strategy(name), each) for each in (candidates, taken(candidates, rows)))
    np.testing.assert_allclose(after.values, before.values[rows], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("posterior", [0.0, 1.0])
def test_certainty_has_a_score_too(name: str, posterior: float) -> None:
    candidates = waiting(6)
    certain = np.full((6, CLASSES), posterior)
    candidates = replace(
        candidates,
        posterior=certain,
        p_values=certain,
        predicted=1.0 - certain,
        draws=np.stack([certain, certain]),
        cutoffs=np.array([0.0, 1.0, 0.5, 0.5]),
        embedding=np.zeros((6, 3)),
    )
    assert np.isfinite(scored(make_strategy(name), candidates).values).all()


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("bald", Knowledge.DRAWS),
        ("unsettled-bald", Knowledge.DRAWS),
        ("model-against-crowd", Knowledge.PREDICTED),
        ("coverage", Knowledge.EMBEDDING),
        ("error-reduction", Knowledge.VOLUNTEER),
    ],
)
def test_a_strategy_without_what_it_needs_is_refused(name: str, lacking: Knowledge) -> None:
    with pytest.raises(KnowledgeMissing) as refused:
        scored(make_strategy(name), replace(waiting(3), **{lacking.value: None}))
    assert refused.value.details == {"missing": [lacking.value]}
    assert make_strategy(name).needs == (lacking,)


def test_only_what_reads_a_model_s_own_predictions_needs_a_model() -> None:
    needing = {name for name in STRATEGIES if make_strategy(name).needs_model}
    assert needing == {"bald", "unsettled-bald", "model-against-crowd"}


def test_the_default_mixture_works_before_the_first_vote_and_the_first_model() -> None:
    empty = Candidates(
        n=np.zeros(40, np.int64),
        posterior=np.full((40, CLASSES), 0.1),
        p_values=np.ones((40, CLASSES)),
        border=np.full(CLASSES, 0.01),
        prevalence=np.full(CLASSES, 0.1),
    )
    arranged = arrange(empty, make_mixture(), np.random.default_rng(0))
    assert sorted(arranged.order) == list(range(40))
    assert arranged.strategies == ("exploration", "decision-flip", "rare-classes")
    assert {each.by for each in arranged.replaced} == {"decision-flip"}
    assert len(arranged.replaced) == 4


def test_the_default_mixture_uses_all_of_its_strategies_where_everything_is_known() -> None:
    arranged = arrange(waiting(100), make_mixture(), np.random.default_rng(0))
    assert arranged.replaced == ()
    assert set(arranged.placed_by) == set(range(6))
    assert arranged.is_blind.sum() == 10


def test_names_that_nobody_has_are_refused() -> None:
    with pytest.raises(StrategyUnknown) as refused:
        make_strategy("best")
    assert refused.value.code == "acquisition_strategy_unknown"


def test_random_scores_are_those_of_the_generator() -> None:
    again = np.random.default_rng(0).random(5)
    np.testing.assert_array_equal(scored(RandomOrder(), waiting(5)).values, again)


def test_the_fewest_votes_come_first() -> None:
    candidates = waiting(40)
    np.testing.assert_array_equal(scored(FewestVotes(), candidates).values, -candidates.n)


def test_the_border_s_distance_is_counted_in_powers_of_ten() -> None:
    candidates = waiting(30)
    scores = scored(ConsensusBorder(), candidates)
    for row in range(30):
        apart = [
            abs(log10(max(candidates.p_values[row, each], 1e-12)) - log10(min(candidates.border[each], 1.0)))
            for each in range(CLASSES)
        ]
        assert scores.values[row] == pytest.approx(-min(apart))
        assert apart[scores.class_index[row]] == min(apart)


def test_entropy_is_summed_over_classes() -> None:
    candidates = waiting(30)
    expected = [sum(entropy_of(p) for p in row) for row in candidates.posterior]
    np.testing.assert_allclose(scored(PosteriorEntropy(), candidates).values, expected)


def test_bald_is_the_entropy_of_the_mean_less_the_mean_entropy() -> None:
    candidates = waiting(20)
    scores = scored(Bald(), candidates)
    draws = candidates.draws.astype(np.float64)
    for row in range(20):
        by_class = [
            entropy_of(draws[:, row, each].mean()) - np.mean([entropy_of(p) for p in draws[:, row, each]])
            for each in range(CLASSES)
        ]
        assert scores.values[row] == pytest.approx(sum(by_class))
        assert scores.class_index[row] == int(np.argmax(by_class))


def plain_unsettled(candidates: Candidates, row: int) -> list[float]:
    weight = min(1.0, 8.0 / (candidates.n[row] + 1))
    pairs = zip(candidates.posterior[row], candidates.cutoffs, strict=True)
    return [weight * (1 - p if p > t else p) for p, t in pairs]


def test_bald_of_settled_classes_counts_for_nothing() -> None:
    candidates = waiting(20)
    plain = [scored(Bald(), replace(candidates, draws=only(candidates.draws, each))) for each in range(CLASSES)]
    scores = scored(UnsettledBald(), candidates)
    for row in range(20):
        by_class = [plain[each].values[row] * plain_unsettled(candidates, row)[each] for each in range(CLASSES)]
        assert scores.values[row] == pytest.approx(sum(by_class))
        assert scores.class_index[row] == int(np.argmax(by_class))
    settled = replace(candidates, posterior=np.round(candidates.posterior))
    assert (scored(UnsettledBald(), settled).values == 0).all()


def only(draws: np.ndarray, kept: int) -> np.ndarray:
    certain = np.zeros_like(draws)
    certain[:, :, kept] = draws[:, :, kept]
    return certain


def test_members_that_agree_tell_nothing_however_unsure_they_are() -> None:
    candidates = replace(waiting(9), draws=np.full((7, 9, CLASSES), 0.1))
    scores = scored(Bald(), candidates)
    np.testing.assert_allclose(scores.values, 0.0, atol=1e-12)


def test_where_unsettled_the_crowd_s_divergence_from_the_model_counts_and_is_zero_without_votes() -> None:
    candidates = waiting(30)
    scores = scored(ModelAgainstCrowd(), candidates)
    inside = np.clip(candidates.posterior, 1 / (1 + exp(30)), 1 / (1 + exp(-30)))
    for row in range(30):
        pairs = zip(inside[row], candidates.predicted[row], plain_unsettled(candidates, row), strict=True)
        expected = sum(
            weight
            * (
                p * log(p / q)
                + (1 - p) * log((1 - p) / (1 - q))
                + q * log(q / p)
                + (1 - q) * log((1 - q) / (1 - p))
            )
            for p, q, weight in pairs
        )
        if candidates.n[row] == 0:
            assert scores.values[row] == 0
            assert scores.class_index[row] == -1
        else:
            assert scores.values[row] == pytest.approx(expected, rel=1e-3)


def posterior_after(prior: float, named: int, not_named: int, channel: tuple[float, float]) -> float:
    when_true, when_false = channel
    yes = prior * when_true**named * (1 - when_true) ** not_named
    no = (1 - prior) * when_false**named * (1 - when_false) ** not_named
    return yes / (yes + no)


def plain_error_reduction(candidates: Candidates, row: int, horizons: tuple[int, ...], rarity: float) -> float:
    weights = class_weights(candidates.prevalence, rarity)
    volunteer, n = candidates.volunteer, int(candidates.n[row])
    best = 0.0
    for horizon in horizons:
        weight = volunteer.weight * min(1.0, volunteer.independent_votes / (n + horizon))
        fall = 0.0
        for each in range(CLASSES):
            p, t = candidates.posterior[row, each], candidates.cutoffs[each]
            a, b = volunteer.sensitivity[each], volunteer.false_positives[each]
            r, s = (a / b) ** weight, ((1 - a) / (1 - b)) ** weight
            false = b if r == s else (1 - s) / (r - s)
            true = b if r == s else r * false
            after = 0.0
            for k in range(horizon + 1):
                ways = comb(horizon, k)
                chance = ways * (
                    p * true**k * (1 - true) ** (horizon - k)
                    + (1 - p) * false**k * (1 - false) ** (horizon - k)
                )
                q = posterior_after(p, k, horizon - k, (true, false))
                after += chance * 2 * (q * (1 - t) if q <= t else (1 - q) * t)
            now = 2 * (p * (1 - t) if p <= t else (1 - p) * t)
            fall += weights[each] * (now - after)
        best = max(best, fall / horizon)
    return best


@pytest.mark.parametrize(("horizons", "rarity"), [((1,), 0.0), ((1, 2, 4, 8), 0.5), ((3,), 1.0)])
def test_error_reduction_is_what_counting_all_outcomes_gives(horizons: tuple[int, ...], rarity: float) -> None:
    candidates = waiting(25)
    scores = scored(ErrorReduction(horizons=horizons, rarity=rarity), candidates)
    expected = [plain_error_reduction(candidates, row, horizons, rarity) for row in range(25)]
    np.testing.assert_allclose(scores.values, expected, atol=1e-12)


def test_error_reduction_is_what_asking_volunteers_gives() -> None:
    rng = np.random.default_rng(0)
    p, hit, slip, votes, times = 0.3, 0.7, 0.2, 4, 200_000
    truth = rng.random(times) < p
    named = rng.binomial(votes, np.where(truth, hit, slip))
    odds = p / (1 - p) * (hit / slip) ** named * ((1 - hit) / (1 - slip)) ** (votes - named)
    wrong_after = np.mean((odds > 1) != truth)
    candidates = replace(
        waiting(1),
        n=np.zeros(1, np.int64),
        posterior=np.array([[p, 0.0, 0.0, 0.0]]),
        volunteer=TypicalVolunteer(np.full(CLASSES, hit), np.full(CLASSES, slip)),
        cutoffs=None,
    )
    scores = scored(ErrorReduction(horizons=(votes,), rarity=0.0), candidates)
    assert scores.values[0] == pytest.approx((p - wrong_after) / votes, abs=1e-3)
    assert scores.class_index[0] == 0


@given(
    hit=st.floats(0.01, 0.99),
    slip=st.floats(0.01, 0.99),
    votes=st.integers(1, 100),
    prior=st.floats(0.01, 0.99),
)
def test_tempered_answers_leave_the_expected_posterior_where_it_is(
    hit: float, slip: float, votes: int, prior: float
) -> None:
    volunteer = TypicalVolunteer(np.array([hit]), np.array([slip]))
    true, false = (float(rate[0]) for rate in tempered_channel(volunteer, votes))
    assert 0 < true < 1
    assert 0 < false < 1
    named = prior * true + (1 - prior) * false
    expected = named * posterior_after(prior, 1, 0, (true, false))
    expected += (1 - named) * posterior_after(prior, 0, 1, (true, false))
    assert expected == pytest.approx(prior)


def test_volunteers_who_guess_cannot_mend_anything() -> None:
    guessing = TypicalVolunteer(np.full(CLASSES, 0.3), np.full(CLASSES, 0.3))
    scores = scored(ErrorReduction(), replace(waiting(20), volunteer=guessing))
    np.testing.assert_allclose(scores.values, 0.0, atol=1e-12)


def test_rarer_classes_weigh_more_and_a_positive_weighs_one_on_average() -> None:
    prevalence = np.array([0.4, 0.1, 0.02])
    np.testing.assert_allclose(class_weights(prevalence, 0.0), 1.0)
    weights = class_weights(prevalence, 1.0)
    assert weights @ prevalence == pytest.approx(prevalence.sum())
    assert weights[2] / weights[0] == pytest.approx(20.0)


def test_decision_flip_is_the_normal_tail_of_the_distance_from_the_cutoff() -> None:
    candidates = waiting(30)
    scores = scored(DecisionFlip(), candidates)
    for row in range(30):
        n = max(int(candidates.n[row]), 1)
        spread = min(1.0, 12 / n) * 1.2 * sqrt(n)
        expected = 0.0
        for p, t in zip(candidates.posterior[row], candidates.cutoffs, strict=True):
            if 0 < p < 1:
                apart = abs(log(p / (1 - p)) - log(t / (1 - t)))
                expected += 0.5 * (1 + erf(-apart / spread / sqrt(2)))
        assert scores.values[row] == pytest.approx(expected, rel=1e-5, abs=1e-6)


def plain_discovery(candidates: Candidates, wanted: float, limit: float) -> dict[int, float]:
    found = [float(candidates.known_positives[each]) for each in range(CLASSES)]
    promise = {}
    for row in range(candidates.subjects):
        for each in range(CLASSES):
            found[each] += candidates.posterior[row, each] >= SURE
    for row in range(candidates.subjects):
        weight = min(1.0, limit / (candidates.n[row] + 1))
        promises = [0.0 if p >= SURE else p * weight for p in candidates.posterior[row]]
        needs = [p * wanted / (wanted + found[each]) for each, p in enumerate(promises)]
        best = needs.index(max(needs))
        promise[row] = best, promises[best]
    values, waiting_rows = {}, set(promise)
    while waiting_rows:  # the most needed promise is served next, and its class needs less from then on

        def needed(row: int) -> float:
            return promise[row][1] * wanted / (wanted + found[promise[row][0]])

        row = max(waiting_rows, key=needed)
        values[row] = needed(row)
        found[promise[row][0]] += promise[row][1]
        waiting_rows.remove(row)
    return values


@settings(max_examples=20, deadline=None)
@given(subjects=st.integers(1, 40), seed=st.integers(0, 30), wanted=st.floats(1.0, 100.0))
def test_discovery_serves_the_most_needed_promise_again_and_again(
    subjects: int, seed: int, wanted: float
) -> None:
    candidates = waiting(subjects, seed)
    scores = scored(RareClasses(wanted=wanted), candidates)
    expected = plain_discovery(candidates, wanted, 8.0)
    np.testing.assert_allclose(scores.values, [expected[row] for row in range(subjects)], rtol=1e-9)


def test_no_rare_class_starves_beside_another_one() -> None:
    posterior = np.full((200, CLASSES), 0.0)
    posterior[:150, 2], posterior[150:, 3] = 0.5, 0.2
    candidates = replace(
        waiting(200), n=np.zeros(200, np.int64), posterior=posterior, known_positives=np.zeros(CLASSES)
    )
    untied = replace(candidates, posterior=posterior * np.linspace(1.0, 0.99, 200)[:, None])
    scores = scored(RareClasses(wanted=10.0), untied)
    first = np.argsort(-scores.values)[:100]
    assert {2, 3} == set(scores.class_index[first])
    assert (scores.class_index[first] == 3).sum() >= 10


def test_equal_promises_are_worth_the_same() -> None:
    posterior = np.zeros((30, CLASSES))
    posterior[:, 1] = 0.4
    candidates = replace(waiting(30), n=np.full(30, 3), posterior=posterior)
    assert len(set(scored(RareClasses(), candidates).values)) == 1


def plain_centres(
    points: np.ndarray, weights: list[float], covered: list[np.ndarray], centres: int
) -> list[float]:
    covered = covered or [points.mean(axis=0)]
    apart = [min(float(np.linalg.norm(p - c)) for c in covered) for p in points]
    values: dict[int, float] = {}
    for _ in range(min(centres, len(points))):
        left = [row for row in range(len(points)) if row not in values]
        row = max(left, key=lambda each: weights[each] * apart[each])
        values[row] = weights[row] * apart[row]
        apart = [min(old, float(np.linalg.norm(p - points[row]))) for old, p in zip(apart, points, strict=True)]
    return [values.get(row, weights[row] * apart[row]) for row in range(len(points))]


@pytest.mark.parametrize("settled", [0, 5])
@pytest.mark.parametrize("centres", [1, 7, 100])
def test_coverage_takes_the_furthest_subject_again_and_again(settled: int, centres: int) -> None:
    rng = np.random.default_rng(3)
    points, covered = rng.normal(2.0, 1.0, (60, 5)), rng.normal(2.0, 1.0, (settled, 5))
    candidates = replace(waiting(60), embedding=points, covered=covered)
    scores = scored(Coverage(centres=centres), candidates)
    weights = [max(plain_unsettled(candidates, row)) for row in range(60)]
    expected = plain_centres(points, weights, list(covered), centres)
    np.testing.assert_allclose(scores.values, expected, atol=2e-3)


def test_subjects_beyond_the_last_centre_come_after_it() -> None:
    candidates = replace(waiting(300), embedding=np.random.default_rng(0).normal(size=(300, 8)))
    values = np.sort(scored(Coverage(centres=20), candidates).values)[::-1]
    unbounded = np.sort(scored(Coverage(centres=300), candidates).values)[::-1]
    np.testing.assert_allclose(values[:20], unbounded[:20], rtol=1e-6)
    assert values[20] <= values[19]


def test_nearest_points_are_found_part_by_part() -> None:
    rng = np.random.default_rng(0)
    points, others = (rng.normal(size=(rows, 2)).astype(np.float32) for rows in (700, 10_000))
    assert points.shape[0] * others.shape[0] > DISTANCES_AT_ONCE
    expected = [((point - others) ** 2).sum(axis=1).min() for point in points]
    np.testing.assert_allclose(nearest_squares(points, others), expected, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", np.array([1, -1, 0])),
        ("n", np.array([1, 1])),
        ("posterior", np.full((3, CLASSES), np.nan)),
        ("posterior", np.full((3, CLASSES), 1.1)),
        ("posterior", np.full((3, CLASSES), 0.5, np.float32)),
        ("posterior", np.full(3, 0.5)),
        ("p_values", np.full((3, CLASSES), -0.1)),
        ("border", np.full(CLASSES, np.nan)),
        ("border", np.zeros(CLASSES)),
        ("prevalence", np.full(CLASSES + 1, 0.1)),
        ("predicted", np.full((2, CLASSES), 0.1)),
        ("draws", np.full((0, 3, CLASSES), 0.1)),
        ("draws", np.full((3, CLASSES), 0.1)),
        ("draws", np.full((2, 3, CLASSES), np.nan)),
        ("embedding", np.full((3, 2), np.inf)),
        ("embedding", np.zeros((4, 2))),
        ("covered", np.zeros((2, 5))),
        ("cutoffs", np.full(CLASSES, 2.0)),
        ("known_positives", np.full(CLASSES, -1.0)),
        ("known_positives", np.zeros(2)),
        ("volunteer", TypicalVolunteer(np.full(2, 0.5), np.full(2, 0.1))),
    ],
)
def test_candidates_that_make_no_sense_are_refused(field: str, value: object) -> None:
    with pytest.raises(CandidatesInvalid):
        replace(waiting(3), **{field: value})


@pytest.mark.parametrize(
    ("sensitivity", "false_positives", "independent_votes"),
    [(1.0, 0.1, 8.0), (0.5, 0.0, 8.0), (0.5, np.nan, 8.0), (0.5, 0.1, 0.0), (0.5, 0.1, np.full(3, 8.0))],
)
def test_volunteers_that_make_no_sense_are_refused(
    sensitivity: float, false_positives: float, independent_votes: object
) -> None:
    with pytest.raises(CandidatesInvalid):
        TypicalVolunteer(np.full(2, sensitivity), np.full(2, false_positives), independent_votes)


@pytest.mark.parametrize("values", [[np.nan, 1.0], [np.inf, 1.0], [1.0]])
def test_scores_without_an_order_are_refused(values: list[float]) -> None:
    with pytest.raises(ScoresInvalid):
        Scores(np.array(values), np.zeros(2, np.int64))


@pytest.mark.parametrize(
    "make",
    [
        lambda: ErrorReduction(horizons=()),
        lambda: ErrorReduction(horizons=(0,)),
        lambda: ErrorReduction(rarity=float("nan")),
        lambda: RareClasses(wanted=0.0),
        lambda: RareClasses(sure=1.5),
        lambda: Coverage(centres=0),
    ],
)
def test_settings_that_make_no_sense_are_refused(make: object) -> None:
    with pytest.raises(StrategyInvalid):
        make()
