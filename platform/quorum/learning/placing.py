"""Placing the subjects that wait: what strategies are told of them, and why each stands where it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from quorum.domain.acquisition import mixture
from quorum.domain.acquisition.candidates import Candidates
from quorum.domain.acquisition.strategy import NO_CLASS
from quorum.domain.aggregators.interface import Question
from quorum.domain.hypergeometric import p_values
from quorum.domain.votes import Tally
from quorum.learning.joining import Joined
from quorum.learning.subjects_known import SubjectsKnown
from quorum.projects.models import Task
from quorum.selection.orders import Places
from quorum.selection.strategies import RANDOM

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Points = NDArray[np.float32]
Rows = NDArray[np.integer]
LONGEST_WHY = 120
WORDS: Mapping[str, str] = {
    "random": "At random.",
    "fewest-votes": "Has few votes.",
    "consensus-border": "Votes for {code} are near the border of the consensus.",
    "posterior-entropy": "Least is known of it, above all of {code}.",
    "decision-flip": "More votes may turn {value:.2g} of its answers, {code} first.",
    "error-reduction": "A vote is expected to mend {value:.2g} wrong answers, above all on {code}.",
    "rare-classes": "May show {code}, of which few are known.",
    "bald": "The networks disagree most on {code}.",
    "unsettled-bald": "The networks disagree on {code}, and so far votes do not tell.",
    "model-against-crowd": "Network and volunteers disagree on {code}.",
    "coverage": "Is unlike all that is settled.",
    mixture.EXPLORATION: "Drawn blind: no network has a say.",
}
"""What each strategy says of a subject to people."""


def candidates_of(known: SubjectsKnown, joined: Joined, rows: Rows) -> Candidates:
    """Return what is known of the subjects in these rows (subjects,), which wait; all others are covered.

    Of a model only what is believed, also where subjects lie by their features: without a model every pick
    counts as blind, and one that features have chosen is not.
    """
    is_believed, posterior = joined.model is not None, joined.posterior[rows]
    has_word = known.predictions.known[rows]
    draws = known.draws if is_believed else None
    embedding, covered = _embedded(known, rows) if is_believed else (None, None)
    tallies = known.tallies
    return Candidates(
        n=joined.n[rows],
        posterior=posterior,
        p_values=published_p(known.task, Tally(tallies.n[rows], tallies.counts[rows])),
        border=np.full(len(known.codes), known.task.p_reached),
        prevalence=np.clip(joined.prevalence, 0.0, 1.0),
        # A model that has said nothing of a subject does not disagree with what is known.
        predicted=np.where(has_word[:, None], known.predictions.probabilities[rows], posterior)
        if is_believed
        else None,
        draws=None
        if draws is None
        else np.where(has_word[:, None], draws[:, rows], posterior.astype(np.float32)).clip(0.0, 1.0),
        embedding=embedding,
        covered=covered,
        volunteer=joined.volunteer,
        cutoffs=joined.cutoffs,
        known_positives=_positives(known, joined),
    )


def _embedded(known: SubjectsKnown, rows: Rows) -> tuple[Points | None, Points | None]:
    """Return where the subjects in these rows lie, and where all others do that the model has seen.

    One that it has not seen is put where another one is covered already, or in the middle of all that wait as
    long as none is: nothing says that it is unlike them. None where it has seen none that waits.
    """
    if known.embedding is None:
        return None, None
    is_seen = np.asarray(np.isfinite(known.embedding).all(axis=1))
    points, has_place = known.embedding[rows], is_seen[rows]
    if len(rows) and not has_place.any():
        return None, None
    is_seen[rows] = False
    covered = known.embedding[is_seen]
    # Nobody may wait at all.
    middle = points[has_place].sum(axis=0) / np.float32(max(int(has_place.sum()), 1))
    return np.where(has_place[:, None], points, covered[0] if len(covered) else middle), covered


def published_p(task: Task, tally: Tally) -> Floats:
    """Return the p-values (subjects, classes) of the published rule: what it will say of these votes."""
    if task.kind == task.Kind.YES_NO:
        n = tally.n[:, None]
        return np.asarray(betainc(tally.counts + 1, n - tally.counts + 1, 0.5), np.float64)
    question = Question(tally.counts.shape[1], task.maximum_choices)
    return np.asarray(np.clip(p_values(tally, question), 0.0, 1.0), np.float64)


def _positives(known: SubjectsKnown, joined: Joined) -> Floats:
    """Return how many subjects that do not wait any more show each class, (classes,)."""
    return np.asarray(joined.accepted[~known.tallies.waiting].sum(axis=0), np.float64)


def places_of(order: mixture.Arrangement, known: SubjectsKnown, joined: Joined, rows: Rows) -> Places:
    """Return the arranged subjects, each with a reason; `order` is of the candidates in `rows`."""
    model = joined.model.pk if joined.model is not None else None
    strategies = [order.strategies[index] for index in order.placed_by.tolist()]
    is_blind = order.is_blind.tolist()
    return Places(
        subject_ids=known.tallies.subject_ids[rows[order.order]].tolist(),
        strategies=strategies,
        models=[None if blind else model for blind in is_blind],
        blind=[blind or model is None for blind in is_blind],
        why=[
            why(strategy, None if index == NO_CLASS else known.codes[index], value)
            for strategy, index, value in zip(
                strategies, order.class_index.tolist(), order.values.tolist(), strict=True
            )
        ],
    )


def random_places(subject_ids: Sequence[int]) -> Places:
    """Return subjects in this order as a random one."""
    many = len(subject_ids)
    return Places(subject_ids, [RANDOM.name] * many, [None] * many, [True] * many, [""] * many)


def why(strategy: str, code: str | None, value: float) -> str:
    """Return in words why a strategy placed a subject: at most 120 characters."""
    words = WORDS.get(strategy, strategy)
    return words.format(code=code or "no class in particular", value=value)[:LONGEST_WHY]
