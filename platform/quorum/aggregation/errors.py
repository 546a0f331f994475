"""What aggregation refuses."""

from __future__ import annotations

from quorum.domain.errors import UserFault


class PoolInvalid(UserFault):
    """The rounds to be pooled are none, or do not all ask this task."""

    code = "pool_invalid"


class VotesMissing(UserFault):
    """A method has nothing to learn from: no counted vote in the pooled rounds."""

    code = "votes_missing"


class HoldoutInvalid(UserFault):
    """The size of the hold-out is out of its range."""

    code = "holdout_invalid"


class ReferenceAmbiguous(UserFault):
    """Several sources labelled the subjects, and none of them was named."""

    code = "reference_ambiguous"
