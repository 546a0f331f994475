"""Answers drawn for tests: honest volunteers of differing skill, and cheaters planted among them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from quorum.domain.integrity.answers import Answers

CLASSES = 12


def drawn_answers(
    *,
    rng: np.random.Generator,
    volunteers: int = 30,
    subjects: int = 120,
    share: float = 0.6,
    cheaters: Mapping[int, str] | None = None,
) -> Answers:
    """Return answers of volunteers 0, 1, … who each saw a `share` of the subjects; some of them cheat.

    Honest ones name the true class with their own skill of 0.35 to 0.85, or else a class that the image
    suggests to all or one of their own liking, and take 3 to 9 s. A cheater is "constant", "random", "bot"
    (random, at a second each) or "copy" (what volunteer 0 said).
    """
    weight = 1.0 / np.arange(1, CLASSES + 1)
    truth = rng.choice(CLASSES, subjects, p=weight / weight.sum())
    decoy = rng.integers(CLASSES, size=subjects)
    skill, liking = rng.uniform(0.35, 0.85, volunteers), rng.integers(CLASSES, size=volunteers)
    pace = rng.uniform(3.0, 9.0, volunteers)
    rows: list[tuple[int, int, int, float]] = []
    first: dict[int, int] = {}
    for subject in range(subjects):
        for volunteer in range(volunteers):
            if rng.random() > share:
                continue
            said = _honest(truth[subject], decoy[subject], skill[volunteer], liking[volunteer], rng)
            kind = (cheaters or {}).get(volunteer, "")
            seconds = pace[volunteer] * np.exp(rng.normal(0.0, 0.4))
            if kind == "constant":
                said = 1
            elif kind in {"random", "bot"}:
                said = int(rng.choice(CLASSES, p=weight / weight.sum()))
            elif kind == "copy":
                said = first.get(subject, said)
            if kind == "bot":
                seconds = 1.0 + rng.normal(0.0, 0.02)
            if volunteer == 0:
                first[subject] = said
            rows.append((subject, volunteer, said, seconds))
    subject, volunteer, said, seconds = (np.array(one) for one in zip(*rows, strict=True))
    return Answers(
        subject, volunteer, np.eye(CLASSES, dtype=bool)[said], seconds, _scores(subject, said, truth)
    )


def _honest(truth: int, decoy: int, skill: float, liking: int, rng: np.random.Generator) -> int:
    if rng.random() < skill:
        return int(truth)
    return int(rng.choice([decoy, decoy, liking, rng.integers(CLASSES)]))


def _scores(
    subject: NDArray[np.int64], said: NDArray[np.int64], truth: NDArray[np.int64]
) -> NDArray[np.float64]:
    # Every tenth subject is a control.
    return np.where(subject % 10 == 0, (said == truth[subject]).astype(float), np.nan)
