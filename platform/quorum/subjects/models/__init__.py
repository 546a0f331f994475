"""Subjects and everything that hangs on them."""

from quorum.subjects.models.guide import ReferenceImage, ReferencePlane
from quorum.subjects.models.imports import Import, ImportProblem
from quorum.subjects.models.reference import ReferenceLabel
from quorum.subjects.models.subject import Channel, Sample, Subject, SubjectSet

__all__ = [
    "Channel",
    "Import",
    "ImportProblem",
    "ReferenceImage",
    "ReferenceLabel",
    "ReferencePlane",
    "Sample",
    "Subject",
    "SubjectSet",
]
