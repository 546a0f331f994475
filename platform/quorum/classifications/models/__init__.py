"""Classifications, the counts they add up to, and the devices they came from."""

from quorum.classifications.models.classification import Classification
from quorum.classifications.models.device import DeviceAnswer
from quorum.classifications.models.tally import SubjectRoundTask

__all__ = ["Classification", "DeviceAnswer", "SubjectRoundTask"]
