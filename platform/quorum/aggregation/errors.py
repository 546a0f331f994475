"""What aggregation refuses."""

from __future__ import annotations

from quorum.domain.errors import UserFault


class PoolInvalid(UserFault):
    """The rounds to be pooled are none, or do not all ask this task."""

    code = "pool_invalid"
