"""Several strategies in turn, and a blind share that no model has touched: the order in which subjects wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.acquisition.candidates import Candidates, Floats, Knowledge, KnowledgeMissing
from quorum.domain.acquisition.strategy import (
    NO_CLASS,
    AcquisitionStrategy,
    Indices,
    Scores,
    ScoresInvalid,
    missing,
)
from quorum.domain.acquisition.turns import marked, turns
from quorum.domain.errors import UserFault

Booleans = NDArray[np.bool_]
EXPLORATION = "exploration"
"""The name under which blind subjects are placed."""
BLIND = 0
LONGEST_NAME = 24


class MixtureInvalid(UserFault):
    """The shares of a mixture make no sense."""

    code = "mixture_invalid"


class BlindInvalid(UserFault):
    """The marks of blind subjects do not fit the candidates."""

    code = "blind_subjects_invalid"


@dataclass(frozen=True)
class Mixture:
    """Strategies with their shares of all turns that are not blind, and the blind share `exploration`.

    Shares are positive and count relative to their sum. `fallback` takes the turns of strategies that need
    what is not known of the candidates, such as a model's predictions; without it they are refused. Raises
    MixtureInvalid.
    """

    shares: tuple[tuple[AcquisitionStrategy, float], ...]
    exploration: float
    fallback: AcquisitionStrategy | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.exploration <= 1.0:
            raise MixtureInvalid("The exploration share lies between 0 and 1.", exploration=self.exploration)
        if not self.shares:
            raise MixtureInvalid("A mixture needs at least one strategy.")
        for strategy, share in self.shares:
            if not 0.0 < share < np.inf:
                raise MixtureInvalid(f"The share of {strategy.name} is not positive.", strategy=strategy.name)
            _check_name(strategy.name)
        names = [strategy.name for strategy, _ in self.shares]
        if len(set(names)) < len(names):
            raise MixtureInvalid("A strategy stands twice in a mixture.", strategies=names)
        if self.fallback is not None:
            _check_name(self.fallback.name)
            if self.fallback.needs_model:
                raise MixtureInvalid("A fallback works without a model.", strategy=self.fallback.name)

    def fitted_to(self, candidates: Candidates) -> tuple[Mixture, tuple[Replacement, ...]]:
        """Return the mixture that these candidates allow, and what the fallback stands in for.

        Raises KnowledgeMissing where a strategy needs more than is known and no fallback can do without.
        """
        kept: dict[str, tuple[AcquisitionStrategy, float]] = {}
        replaced: list[Replacement] = []
        for strategy, share in self.shares:
            lacking = missing(strategy, candidates)
            placing = strategy
            if lacking:
                placing = self._fallback_for(strategy, lacking, candidates)
                replaced.append(Replacement(strategy.name, placing.name, lacking))
            first, so_far = kept.get(placing.name, (placing, 0.0))
            kept[placing.name] = first, so_far + share
        return Mixture(tuple(kept.values()), self.exploration, self.fallback), tuple(replaced)

    def _fallback_for(
        self, strategy: AcquisitionStrategy, lacking: tuple[Knowledge, ...], candidates: Candidates
    ) -> AcquisitionStrategy:
        if self.fallback is None or missing(self.fallback, candidates):
            raise KnowledgeMissing(
                f"The strategy {strategy.name} needs {', '.join(lacking)}.",
                strategy=strategy.name,
                missing=[each.value for each in lacking],
            )
        return self.fallback


@dataclass(frozen=True)
class Replacement:
    """A strategy that could not work, what it lacked, and which strategy had its turns."""

    strategy: str
    by: str
    lacking: tuple[Knowledge, ...]


@dataclass(frozen=True)
class Placement:
    """Why one subject stands where it does.

    `class_index` is None where no class stands out; `value` is the strategy's score, in its own unit, and 0
    for a blind subject.
    """

    subject: int
    strategy: str
    class_index: int | None
    value: float
    is_blind: bool


@dataclass(frozen=True)
class Arrangement:
    """All subjects in the order in which they should be served; all arrays are (subjects,), by place.

    `order` are the candidates' rows, `placed_by` indices into `strategies` (0 is exploration, which is
    blind), `class_index` -1 where no class stands out. `replaced` says which strategies could not work.
    """

    order: Indices
    placed_by: Indices
    class_index: Indices
    values: Floats
    strategies: tuple[str, ...]
    replaced: tuple[Replacement, ...] = ()

    @property
    def is_blind(self) -> Booleans:
        """Return which places hold blind subjects."""
        return np.asarray(self.placed_by == BLIND)

    def placement(self, place: int) -> Placement:
        """Return why the subject at one place stands there."""
        leading = int(self.class_index[place])
        return Placement(
            subject=int(self.order[place]),
            strategy=self.strategies[self.placed_by[place]],
            class_index=None if leading == NO_CLASS else leading,
            value=float(self.values[place]),
            is_blind=bool(self.placed_by[place] == BLIND),
        )


def draw_blind(subjects: int, share: float, rng: np.random.Generator) -> Booleans:
    """Draw which of so many new subjects shall be blind, (subjects,): each with probability `share`.

    Their number lies within one of share * subjects, and is right on average even for one subject at a time.
    """
    return _drawn_blind(subjects, share, rng.random(), rng)


def arrange(
    candidates: Candidates, mixture: Mixture, rng: np.random.Generator, *, blind: Booleans | None = None
) -> Arrangement:
    """Put all candidates in order: strategies have turns by their shares, and each subject is placed once.

    `blind` (subjects,) marks the subjects that no model may choose; without it they are drawn anew. A
    subject should stay blind as long as it waits, so keep the marks between arrangements: one that a model
    has passed over is no random one any more. Any first places hold the blind share within one, and each
    strategy's share of the others within one, until one kind of subjects has run out. Equal scores go in
    random order. Raises KnowledgeMissing and BlindInvalid.
    """
    keys = rng.random(candidates.subjects)
    start = rng.random()
    if blind is None:
        blind = _drawn_blind(candidates.subjects, mixture.exploration, start, rng)
    return arrange_by(candidates, mixture, rng, blind=blind, keys=keys, start=start)


def arrange_by(
    candidates: Candidates,
    mixture: Mixture,
    rng: np.random.Generator,
    *,
    blind: Booleans,
    keys: Floats,
    start: float,
) -> Arrangement:
    """Do as `arrange` with these random `keys` (subjects,), which order blind subjects and equal scores.

    `start` in [0, 1) places the first blind subject; `rng` is for the strategies alone.
    """
    if blind.shape != (candidates.subjects,) or blind.dtype != np.bool_:
        raise BlindInvalid("Blind subjects are marked by one truth value for each candidate.")
    fitted, replaced = mixture.fitted_to(candidates)
    strategies = [strategy for strategy, _ in fitted.shares]
    scores = [_scored(strategy, candidates, rng) for strategy in strategies]
    order, placed_by = _interleaved(scores, fitted, blind, keys, start)
    seen = order[placed_by != BLIND], placed_by[placed_by != BLIND] - 1
    class_index = np.full(len(order), NO_CLASS)
    values = np.zeros(len(order))
    if len(seen[0]):
        class_index[placed_by != BLIND] = np.stack([each.class_index for each in scores])[seen[1], seen[0]]
        values[placed_by != BLIND] = np.stack([each.values for each in scores])[seen[1], seen[0]]
    names = (EXPLORATION, *(strategy.name for strategy in strategies))
    return Arrangement(order, placed_by, class_index, values, names, replaced)


def _drawn_blind(subjects: int, share: float, start: float, rng: np.random.Generator) -> Booleans:
    """Mark as many subjects at random as `_blind_places` marks places with the same `start`."""
    return np.asarray(rng.permutation(marked(subjects, share, start)))


def _interleaved(
    scores: Sequence[Scores], mixture: Mixture, blind: Booleans, keys: Floats, start: float
) -> tuple[Indices, Indices]:
    is_blind = _blind_places(len(blind), int(blind.sum()), mixture.exploration, start)
    total = sum(share for _, share in mixture.shares)
    whose = turns(int((~is_blind).sum()), [share / total for _, share in mixture.shares])
    queues = [np.lexsort((keys, -each.values)) for each in scores]
    order = np.zeros(len(blind), np.int64)
    placed_by = np.zeros(len(blind), np.int64)
    by_key = np.argsort(keys)
    order[is_blind] = by_key[blind[by_key]]
    order[~is_blind] = _served([queue[~blind[queue]] for queue in queues], whose)
    placed_by[~is_blind] = whose + 1
    return order, placed_by


def _blind_places(subjects: int, blind: int, share: float, start: float) -> Booleans:
    """Mark the places of blind subjects; when one kind has run out, the other has all places that remain."""
    wanted = marked(subjects, share, start)
    ahead_blind, ahead_others = np.cumsum(wanted), np.cumsum(~wanted)
    is_blind = wanted & (ahead_blind <= blind)
    is_blind |= ahead_others > subjects - blind
    # Both cannot have run out: the places and the subjects are equally many.
    return np.asarray(is_blind)


def _served(queues: Sequence[Indices], whose: Indices) -> list[int]:
    """Return the subjects by turns: each strategy serves its first one that is not placed yet."""
    waiting = [iter(queue.tolist()) for queue in queues]
    placed: set[int] = set()
    order: list[int] = []
    for turn in whose.tolist():
        subject = next(each for each in waiting[turn] if each not in placed)
        placed.add(subject)
        order.append(subject)
    return order


def _scored(strategy: AcquisitionStrategy, candidates: Candidates, rng: np.random.Generator) -> Scores:
    scores = strategy.scores(candidates, rng)
    if len(scores.values) != candidates.subjects:
        raise ScoresInvalid(f"{strategy.name} did not score each subject.", strategy=strategy.name)
    return scores


def _check_name(name: str) -> None:
    if not (0 < len(name) <= LONGEST_NAME and name.isascii() and name.replace("-", "").islower()):
        raise MixtureInvalid(f"{name!r} is no name of a strategy.", strategy=name)
    if name == EXPLORATION:
        raise MixtureInvalid(f"{EXPLORATION!r} is the name of the blind share.", strategy=name)
