"""Reading consensus runs."""

from __future__ import annotations

from collections.abc import Iterator

from quorum.aggregation.models import ConsensusResult, ConsensusRun
from quorum.projects.models import Task


def latest_run(task: Task) -> ConsensusRun | None:
    """Return the newest run over a task's votes, or None."""
    return ConsensusRun.objects.filter(task=task).order_by("-number").first()


def results_of(run: ConsensusRun) -> Iterator[ConsensusResult]:
    """Yield a run's results in subject order, with their subjects, without holding all in memory."""
    return run.results.select_related("subject").order_by("subject_id").iterator(chunk_size=2000)
