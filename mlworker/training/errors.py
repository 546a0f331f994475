"""What training refuses and how it fails."""

from __future__ import annotations

from quorum.domain.errors import Conflict, UserFault


class TrainingInvalid(UserFault):
    """Examples or settings that nothing can be learned with."""

    code = "training_invalid"


class TrainingDiverged(UserFault):
    """A loss became infinite or not a number."""

    code = "training_diverged"


class CheckpointMismatch(Conflict):
    """A checkpoint was written by a training of other settings, another network or other examples."""

    code = "checkpoint_mismatch"


class CheckpointUnreadable(UserFault):
    """A file is no checkpoint, or is damaged."""

    code = "checkpoint_unreadable"
