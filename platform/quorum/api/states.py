"""States as the API tells them."""

from __future__ import annotations

from quorum.classifications.models import SubjectRoundTask
from quorum.subjects.models import Subject

CONSENSUS_STATES = tuple(SubjectRoundTask.State.choices)
# A withdrawn subject is nothing else any more, whatever its votes said.
SUBJECT_STATES = (*CONSENSUS_STATES, (Subject.State.WITHDRAWN.value, Subject.State.WITHDRAWN.label))
