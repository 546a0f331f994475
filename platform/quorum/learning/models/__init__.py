"""What networks learn, and the work it takes."""

from quorum.learning.models.job import Job, JobLine

__all__ = ["Job", "JobLine"]
