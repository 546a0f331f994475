"""States as the API tells them."""

from __future__ import annotations

from quorum.classifications.models import SubjectRoundTask
from quorum.domain.promotion import Verdict
from quorum.learning import versions
from quorum.learning.loop_state import Wait
from quorum.subjects.models import Subject
from quorum.subjects.options import KINDS

CONSENSUS_STATES = tuple(SubjectRoundTask.State.choices)
# A withdrawn subject is nothing else any more, whatever its votes said.
SUBJECT_STATES = (*CONSENSUS_STATES, (Subject.State.WITHDRAWN.value, Subject.State.WITHDRAWN.label))
IMPORT_KINDS = tuple((kind, kind) for kind in KINDS)
GATE_VERDICTS = tuple((verdict.value, verdict.value) for verdict in Verdict)
RECIPES = tuple((recipe, recipe) for recipe in versions.RECIPES)
LOOP_WAITS = tuple((wait.value, wait.value) for wait in Wait)
