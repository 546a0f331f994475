"""How well each volunteer answers, against expert labels and against always giving one answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quorum.domain.aggregators.interface import ReferenceInvalid
from quorum.domain.votes import BITS, Masks, Repeats, Votes, without_repeats, words_for

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

FEWEST_IMAGES = 10


@dataclass(frozen=True)
class VolunteerScores:
    """The scores of the volunteers with enough labelled images; all arrays are (volunteers listed,).

    `volunteer` is their index, rising. Precision, recall and F1 pool the (image, class) pairs of a volunteer.
    Precision is NaN for one who never named a class, recall for one whose images show none; F1 is
    then 0. `jaccard` is the mean over images of |both| / |either|, 1 where both are empty;
    `constant_jaccard` what always answering `most_common` would have scored on the same images.
    """

    volunteer: Places
    images: Places
    precision: Floats
    recall: Floats
    f1: Floats
    most_common: int
    jaccard: Floats
    constant_jaccard: Floats

    @property
    def worse_than_constant(self) -> Booleans:
        """Return whose Jaccard score is below that of the constant answer, (volunteers listed,).

        The released analysis of Sullivan et al. 2018 compares this score, under the name of Hamming.
        """
        return np.asarray(self.jaccard < self.constant_jaccard)

    @property
    def share_worse_than_constant(self) -> float:
        """Return the share of the volunteers listed who are worse; NaN when nobody is listed."""
        return float(self.worse_than_constant.mean()) if len(self.volunteer) else float("nan")


def volunteer_scores(
    votes: Votes,
    labels: Booleans,
    known: Booleans,
    *,
    fewest_images: int = FEWEST_IMAGES,
    repeats: Repeats = Repeats.LATEST,
) -> VolunteerScores:
    """Score every volunteer on the subjects with expert labels.

    `labels` (subjects, classes) count where `known` (subjects,). A volunteer's repeats on one subject are
    settled first. The most common class is that of most known subjects, the first of equal ones. Raises
    ReferenceInvalid when shapes differ or no label is known. Sullivan et al. 2018, Fig. 6c.
    """
    if labels.shape != (votes.subjects, votes.classes) or known.shape != (votes.subjects,):
        raise ReferenceInvalid("Expert labels and votes differ in subjects or classes.")
    if not labels[known].any():
        raise ReferenceInvalid("No subject has a known label.")
    votes = without_repeats(votes.where(known[votes.subject]), repeats)
    truth = _masks(labels)[votes.subject]
    most_common = int(labels[known].sum(axis=0).argmax())

    def per_volunteer(values: NDArray[np.int64] | Floats) -> Floats:
        weights = values.astype(np.float64)
        return np.bincount(votes.volunteer, weights=weights, minlength=votes.volunteers).astype(np.float64)

    images = np.bincount(votes.volunteer, minlength=votes.volunteers)
    hits = per_volunteer(_sizes(votes.chosen & truth))
    named = per_volunteer(_sizes(votes.chosen))
    shown = per_volunteer(_sizes(truth))
    constant = _masks(np.arange(votes.classes)[None, :] == most_common)
    jaccard = per_volunteer(_jaccard(votes.chosen, truth))
    constant_jaccard = per_volunteer(_jaccard(constant, truth))
    listed = np.flatnonzero(images >= fewest_images)
    images, hits, named, shown = images[listed], hits[listed], named[listed], shown[listed]
    return VolunteerScores(
        volunteer=listed,
        images=images,
        precision=_ratio(hits, named, np.nan),
        recall=_ratio(hits, shown, np.nan),
        f1=_ratio(2 * hits, named + shown, 0.0),
        most_common=most_common,
        jaccard=jaccard[listed] / images,
        constant_jaccard=constant_jaccard[listed] / images,
    )


def _masks(labels: Booleans) -> Masks:
    """Return label sets as bit masks, (subjects, words)."""
    masks = np.zeros((len(labels), words_for(labels.shape[1])), np.uint64)
    for word in range(masks.shape[1]):
        part = labels[:, word * BITS : (word + 1) * BITS].astype(np.uint64)
        masks[:, word] = (part << np.arange(part.shape[1], dtype=np.uint64)).sum(axis=1)
    return masks


def _sizes(masks: Masks) -> NDArray[np.int64]:
    """Return how many classes each mask holds, (masks,)."""
    return np.asarray(np.bitwise_count(masks).sum(axis=1, dtype=np.int64))


def _jaccard(chosen: Masks, truth: Masks) -> Floats:
    """Return |both| / |either| of each pair of masks, 1 where both are empty."""
    return _ratio(_sizes(chosen & truth), _sizes(chosen | truth), 1.0)


def _ratio(part: NDArray[np.number], whole: NDArray[np.number], otherwise: float) -> Floats:
    ratios: Floats = np.full(whole.shape, otherwise)
    np.divide(part, whole, out=ratios, where=whole > 0)
    return ratios
