"""Classifications and the counts they add up to."""

from quorum.classifications.models.classification import Classification
from quorum.classifications.models.tally import SubjectRoundTask

__all__ = ["Classification", "SubjectRoundTask"]
