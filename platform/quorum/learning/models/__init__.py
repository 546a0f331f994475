"""What networks learn, and the work it takes."""

from quorum.learning.models.arrangement import Arrangement
from quorum.learning.models.features import FeatureSet
from quorum.learning.models.job import Job, JobLine
from quorum.learning.models.loop import Loop
from quorum.learning.models.posterior import JoinedPosterior
from quorum.learning.models.prediction import Prediction, PredictionRun
from quorum.learning.models.refusal import LoopRefusal
from quorum.learning.models.table import TrainingTable
from quorum.learning.models.version import ModelVersion

__all__ = [
    "Arrangement",
    "FeatureSet",
    "Job",
    "JobLine",
    "JoinedPosterior",
    "Loop",
    "LoopRefusal",
    "ModelVersion",
    "Prediction",
    "PredictionRun",
    "TrainingTable",
]
