"""Reading consensus runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quorum.aggregation.models import ConsensusResult, ConsensusRun
from quorum.projects.models import Project, Round, Task
from quorum.projects.rounds import OfferedChoice, choices_of

RUNS_SHOWN = 20


@dataclass(frozen=True)
class ChoiceCutoff:
    """Where a run accepts a choice; `value` is None unless `meaning` is value.

    `frequency` is the expected share of subjects, None without expert labels and for novel classes.
    """

    choice: OfferedChoice
    value: float | None
    meaning: str
    frequency: float | None


@dataclass(frozen=True)
class RunSummary:
    """One run with names in place of ids; `reference` says which expert labels went in."""

    run: ConsensusRun
    question: str
    rounds: list[int]
    reference: Mapping[str, Any] | None
    cutoffs: list[ChoiceCutoff]


def latest_run(task: Task) -> ConsensusRun | None:
    """Return the newest run over a task's votes, or None."""
    return ConsensusRun.objects.filter(task=task).order_by("-number").first()


def results_of(run: ConsensusRun) -> Iterator[ConsensusResult]:
    """Yield a run's results in subject order, with their subjects, without holding all in memory."""
    return run.results.select_related("subject").order_by("subject_id").iterator(chunk_size=2000)


def recent_runs(project: Project) -> list[RunSummary]:
    """Return a project's newest runs, at most RUNS_SHOWN, newest first."""
    runs = list(
        ConsensusRun.objects.filter(project=project).select_related("task").order_by("-pk")[:RUNS_SHOWN]
    )
    choices = {task: choices_of(task) for task in {run.task for run in runs}}
    numbers = dict(Round.objects.filter(project=project).values_list("pk", "number"))
    return [_summary(run, choices[run.task], numbers) for run in runs]


def _summary(run: ConsensusRun, choices: list[OfferedChoice], numbers: Mapping[int, int]) -> RunSummary:
    reference = run.parameters.get("reference")
    frequencies = reference["frequencies"] if reference else [None] * len(choices)
    cutoffs = [
        ChoiceCutoff(
            choice, run.cutoffs[choice.index], run.cutoff_meanings[choice.index], frequencies[choice.index]
        )
        for choice in choices
    ]
    rounds = sorted(numbers[round_id] for round_id in run.pool)
    return RunSummary(run, run.task.question, rounds, reference, cutoffs)
