"""Training: one loop for rows, images and bags of cells; losses, checkpoints and prediction."""

from __future__ import annotations

from mlworker.training.checkpoint import CheckpointPlan
from mlworker.training.config import LOC_CAT_TRAINING, PSEUDO_GAMER_TRAINING, TrainingConfig
from mlworker.training.errors import (
    CheckpointMismatch,
    CheckpointUnreadable,
    TrainingDiverged,
    TrainingInvalid,
)
from mlworker.training.examples import BagExamples, Bags, Batch, Examples
from mlworker.training.loop import train
from mlworker.training.losses import (
    AsymmetricLoss,
    BetaBinomialVotes,
    BinaryCrossEntropy,
    BinomialVotes,
    DirichletMultinomialVotes,
    FocalLoss,
    Loss,
    SquaredError,
)
from mlworker.training.prediction import predict, predict_draws, predict_logits
from mlworker.training.reports import EpochReport, TrainingReport
from mlworker.training.tasks import BagTask, ImageTask, RowTask, Task

__all__ = [
    "LOC_CAT_TRAINING",
    "PSEUDO_GAMER_TRAINING",
    "AsymmetricLoss",
    "BagExamples",
    "BagTask",
    "Bags",
    "Batch",
    "BetaBinomialVotes",
    "BinaryCrossEntropy",
    "BinomialVotes",
    "CheckpointMismatch",
    "CheckpointPlan",
    "CheckpointUnreadable",
    "DirichletMultinomialVotes",
    "EpochReport",
    "Examples",
    "FocalLoss",
    "ImageTask",
    "Loss",
    "RowTask",
    "SquaredError",
    "Task",
    "TrainingConfig",
    "TrainingDiverged",
    "TrainingInvalid",
    "TrainingReport",
    "predict",
    "predict_draws",
    "predict_logits",
    "train",
]
