"""The subjects of one task that wait for votes, with what votes and models say of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from quorum.domain.errors import UserFault

Floats = NDArray[np.float64]
Reals = NDArray[np.floating]
"""Single precision will do."""
Counts = NDArray[np.integer]
HALF = 0.5
USUAL_INDEPENDENT_VOTES = 8.0


class CandidatesInvalid(UserFault):
    """The arrays of the waiting subjects do not fit each other, or hold impossible values."""

    code = "candidates_invalid"


class KnowledgeMissing(UserFault):
    """A strategy needs what is not known of these subjects, such as a model's predictions."""

    code = "acquisition_knowledge_missing"


class Knowledge(StrEnum):
    """What may be unknown of the waiting subjects; the values are the fields of `Candidates`."""

    PREDICTED = "predicted"
    DRAWS = "draws"
    EMBEDDING = "embedding"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True)
class TypicalVolunteer:
    """How a typical volunteer answers: P(named | true) and P(named | not true), (classes,), within (0, 1).

    An odd image misleads many volunteers alike: of n votes only about `independent_votes` speak (one number,
    or one for each class), so a vote's log likelihood ratio is multiplied by `weight` times min(1,
    `independent_votes` / n). Raises CandidatesInvalid.
    """

    sensitivity: Floats
    false_positives: Floats
    independent_votes: Floats | float = USUAL_INDEPENDENT_VOTES
    weight: Floats | float = 1.0

    def __post_init__(self) -> None:
        for rates in (self.sensitivity, self.false_positives):
            if rates.ndim != 1 or not ((rates > 0) & (rates < 1)).all():
                raise CandidatesInvalid("A typical volunteer's rates lie within 0 and 1, one for each class.")
        if self.sensitivity.shape != self.false_positives.shape:
            raise CandidatesInvalid("A typical volunteer has two rates for each class.")
        for factor in (self.independent_votes, self.weight):
            if np.shape(factor) not in {(), self.sensitivity.shape} or not (np.asarray(factor) > 0).all():
                raise CandidatesInvalid(
                    "Independent votes and weights are positive, one or one for each class."
                )


@dataclass(frozen=True)
class Candidates:
    """What is known of the subjects that wait, in one task; subjects are named by their row.

    `n` (subjects,) counted classifications; `posterior` (subjects, classes) P(class is true) by votes and
    model joined; `p_values` (subjects, classes) of the hypergeometric rule and `border` (classes,) their
    cutoffs, infinite for one that accepts everything; `prevalence` (classes,) expected shares of true
    subjects. `predicted` (subjects, classes) are the model's calibrated probabilities (a subject that it has
    not seen yet takes the row of its posterior: the model does not disagree), `draws` (members,
    subjects, classes) those of an ensemble's members or of passes with dropout, `embedding` (subjects,
    dimensions) the model's or the features'; `covered` (points, dimensions) the embedding of subjects that
    are settled already. `volunteer` says what one more answer is worth. `cutoffs` (classes,) are those of
    the posterior, 1/2 if not given, and `known_positives` (classes,) the settled subjects of each class,
    none if not given. Raises CandidatesInvalid when shapes differ or values are out of their range.
    """

    n: Counts
    posterior: Floats
    p_values: Floats
    border: Floats
    prevalence: Floats
    predicted: Floats | None = None
    draws: Reals | None = None
    embedding: Reals | None = None
    covered: Reals | None = None
    volunteer: TypicalVolunteer | None = None
    cutoffs: Floats | None = None
    known_positives: Floats | None = None

    def __post_init__(self) -> None:
        if self.posterior.ndim != 2:
            raise CandidatesInvalid("The posterior is (subjects, classes).", field="posterior")
        self._check_shapes()
        self._check_probabilities()
        if (self.n < 0).any():
            raise CandidatesInvalid("No subject has fewer than no votes.", field="n")
        if not (self.border > 0).all():
            raise CandidatesInvalid("The borders of p-values are positive.", field="border")
        if self.known_positives is not None and not (self.known_positives >= 0).all():
            raise CandidatesInvalid("Known positives are counts.", field="known_positives")
        for name in ("embedding", "covered"):
            points = getattr(self, name)
            if points is not None and not np.isfinite(points).all():
                raise CandidatesInvalid(f"`{name}` holds values that are not finite.", field=name)

    @property
    def subjects(self) -> int:
        """Return how many subjects wait."""
        return len(self.n)

    @property
    def classes(self) -> int:
        """Return how many classes the task has."""
        return int(self.posterior.shape[1])

    @property
    def decision_cutoffs(self) -> Floats:
        """Return the posterior above which each class is accepted, (classes,)."""
        return self.cutoffs if self.cutoffs is not None else np.full(self.classes, HALF)

    def knows(self, knowledge: Knowledge) -> bool:
        """Return whether that is known of these subjects."""
        return getattr(self, knowledge.value) is not None

    def _check_shapes(self) -> None:
        subjects, classes = self.posterior.shape
        wanted = {
            "n": (subjects,),
            "p_values": (subjects, classes),
            "border": (classes,),
            "prevalence": (classes,),
            "predicted": (subjects, classes),
            "cutoffs": (classes,),
            "known_positives": (classes,),
        }
        for name, shape in wanted.items():
            array = getattr(self, name)
            if array is not None and array.shape != shape:
                raise CandidatesInvalid(f"`{name}` has shape {array.shape}, not {shape}.", field=name)
        self._check_free_shapes(subjects, classes)

    def _check_free_shapes(self, subjects: int, classes: int) -> None:
        draws, embedding, covered, volunteer = self.draws, self.embedding, self.covered, self.volunteer
        if draws is not None and (
            draws.ndim != 3 or draws.shape[0] == 0 or draws.shape[1:] != (subjects, classes)
        ):
            raise CandidatesInvalid("`draws` is (members, subjects, classes).", field="draws")
        if embedding is not None and (embedding.ndim != 2 or len(embedding) != subjects):
            raise CandidatesInvalid("`embedding` is (subjects, dimensions).", field="embedding")
        if covered is not None and (
            embedding is None or covered.ndim != 2 or covered.shape[1] != embedding.shape[1]
        ):
            raise CandidatesInvalid("`covered` lies in the space of `embedding`.", field="covered")
        if volunteer is not None and volunteer.sensitivity.shape != (classes,):
            raise CandidatesInvalid("The typical volunteer has other classes.", field="volunteer")

    def _check_probabilities(self) -> None:
        for name in ("posterior", "predicted"):
            array = getattr(self, name)
            # In single precision 1 - 1e-8 is certainty.
            if array is not None and array.dtype != np.float64:
                raise CandidatesInvalid(f"`{name}` is not in double precision.", field=name)
        for name in ("posterior", "p_values", "prevalence", "predicted", "draws", "cutoffs"):
            array = getattr(self, name)
            # The smallest and the largest tell: a NaN becomes both.
            if array is not None and array.size and not (array.min() >= 0 and array.max() <= 1):
                raise CandidatesInvalid(f"`{name}` holds values that are no probabilities.", field=name)
