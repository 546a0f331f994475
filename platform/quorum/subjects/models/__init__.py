"""Subjects and everything that hangs on them."""

from quorum.subjects.models.imports import Import, ImportProblem
from quorum.subjects.models.reference import ReferenceLabel
from quorum.subjects.models.subject import Channel, Sample, Subject, SubjectSet

__all__ = [
    "Channel",
    "Import",
    "ImportProblem",
    "ReferenceLabel",
    "Sample",
    "Subject",
    "SubjectSet",
]
