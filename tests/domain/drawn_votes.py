"""Votes drawn at random for tests: volunteers who are right more often than not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quorum.domain.votes import Votes, masks_of, votes_from_masks


def votes_of(rows: list[tuple[int, int, list[int]]], *, classes: int, subjects: int | None = None) -> Votes:
    """Return the votes of (subject, volunteer, chosen classes), given in order of arrival."""
    subject = np.array([row[0] for row in rows], np.int32)
    volunteer = np.array([row[1] for row in rows], np.int32)
    return votes_from_masks(
        subject=subject,
        volunteer=volunteer,
        chosen=masks_of([row[2] for row in rows], classes),
        subjects=subjects if subjects is not None else int(subject.max(initial=-1)) + 1,
        volunteers=int(volunteer.max(initial=-1)) + 1,
        classes=classes,
    )


def drawn_votes(
    labels: NDArray[np.bool_], *, n: int, rng: np.random.Generator, right: float = 0.6, wrong: float = 0.05
) -> Votes:
    """Return n classifications of every subject; each true class is named with the chance `right`."""
    subjects, classes = labels.shape
    subject = np.repeat(np.arange(subjects), n)
    said = rng.random((len(subject), classes)) < np.where(labels[subject], right, wrong)
    volunteer = np.tile(np.arange(n), subjects)
    return votes_of(
        [
            (int(place), int(person), np.flatnonzero(chosen).tolist())
            for place, person, chosen in zip(subject, volunteer, said, strict=True)
        ],
        classes=classes,
        subjects=subjects,
    )


def drawn_labels(*, subjects: int, shares: list[float], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return label sets (subjects, classes) with these chances per class, independently."""
    return rng.random((subjects, len(shares))) < np.array(shares)
