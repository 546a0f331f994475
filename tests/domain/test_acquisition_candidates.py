from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quorum.domain.acquisition.candidates import CandidatesInvalid, TypicalVolunteer
from quorum.domain.acquisition.strategy import Scores, ScoresInvalid
from tests.domain.waiting_subjects import CLASSES, waiting


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
