from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quorum.domain.acquisition.candidates import Candidates
from quorum.domain.acquisition.rare_classes import RareClasses
from tests.domain.waiting_subjects import CLASSES, SURE, scored, waiting


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
