"""States as the API tells them."""

from __future__ import annotations

from quorum.classifications.models import SubjectRoundTask
from quorum.subjects.models import Subject
from quorum.subjects.options import KINDS

CONSENSUS_STATES = tuple(SubjectRoundTask.State.choices)
# A withdrawn subject is nothing else any more, whatever its votes said.
SUBJECT_STATES = (*CONSENSUS_STATES, (Subject.State.WITHDRAWN.value, Subject.State.WITHDRAWN.label))
IMPORT_KINDS = tuple((kind, kind) for kind in KINDS)
