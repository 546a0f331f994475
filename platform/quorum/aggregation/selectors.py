"""Reading consensus runs."""

from __future__ import annotations

from collections.abc import Iterator

from quorum.aggregation.models import ConsensusResult, ConsensusRun
from quorum.projects.models import Project, Task


def latest_run(task: Task) -> ConsensusRun | None:
    """Return the newest run over a task's votes, or None."""
    return ConsensusRun.objects.filter(task=task).order_by("-number").first()


def runs_of(project: Project) -> list[ConsensusRun]:
    """Return all runs of a project, newest first."""
    return list(ConsensusRun.objects.filter(project=project).select_related("task").order_by("-pk"))


def results_of(run: ConsensusRun) -> Iterator[ConsensusResult]:
    """Yield a run's results in subject order, with their subjects, without holding all in memory."""
    return run.results.select_related("subject").order_by("subject_id").iterator(chunk_size=2000)
