"""What networks learn, and the work it takes."""

from quorum.learning.models.job import Job, JobLine
from quorum.learning.models.table import TrainingTable

__all__ = ["Job", "JobLine", "TrainingTable"]
