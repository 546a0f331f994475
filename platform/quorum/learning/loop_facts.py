"""What the next step of a loop hangs on: how many subjects networks can learn from, and what is under way."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from quorum.classifications.models import SubjectRoundTask
from quorum.learning.learnable import active_ids, answered_ids, claimed_ids, measured_ids
from quorum.learning.models import FeatureSet, Job, Loop, ModelVersion, PredictionRun, TrainingTable
from quorum.learning.models.job import NOT_ENDED
from quorum.learning.versions import READ_CROWD
from quorum.projects.models import Project

WITH_JOBS = ("job", "holdout_job", "table")


@dataclass(frozen=True)
class MeasuringFacts:
    """How far the measuring of a project's active subjects is; `jobs` are the extractions that are not done."""

    subjects: int
    measured: int
    claimed: int
    jobs: tuple[Job, ...]

    @property
    def under_way(self) -> int:
        """Return how many extractions have not ended."""
        return sum(not job.has_ended for job in self.jobs)

    @property
    def waiting(self) -> int:
        """Return how many extractions no worker has taken up."""
        return sum(job.state == Job.State.WAITING for job in self.jobs)


@dataclass(frozen=True)
class RecipeFacts:
    """One recipe of a loop: its latest version, the live model of its use, and that model's latest run."""

    recipe: str
    latest: ModelVersion | None
    live: ModelVersion | None
    run: PredictionRun | None

    @property
    def reads_crowd(self) -> bool:
        """Return whether its predictions need votes on the very subjects."""
        return self.recipe in READ_CROWD

    @property
    def work(self) -> Job | None:
        """Return the last job of the latest version: the training, or the questions of the hold-out."""
        return None if self.latest is None else self.latest.holdout_job or self.latest.job

    @property
    def jobs(self) -> list[Job]:
        """Return the last jobs of the latest version and of the live model."""
        asked = None if self.run is None else self.run.job
        return [job for job in (self.work, asked) if job is not None]

    @property
    def is_training(self) -> bool:
        """Return whether the latest version is being trained or judged."""
        return self.work is not None and not self.work.has_ended

    @property
    def is_asked(self) -> bool:
        """Return whether the live model is being asked."""
        return self.run is not None and not self.run.job.has_ended


@dataclass(frozen=True)
class LoopFacts:
    """What is known of a loop. `learnable` subjects have both an answer and features; `votes` are all counted.

    `table` is the last one of the loop's kind of answers.
    """

    loop: Loop
    measuring: MeasuringFacts
    answered: int
    learnable: int
    votes: int
    table: TrainingTable | None
    recipes: tuple[RecipeFacts, ...]

    @property
    def new(self) -> int:
        """Return how many subjects can be learnt from that were not when the last table was frozen."""
        return max(self.learnable - (self.table.learnable if self.table else 0), 0)

    @property
    def is_training(self) -> bool:
        """Return whether any recipe is being trained or judged."""
        return any(one.is_training for one in self.recipes)


def measuring_facts(project: Project) -> MeasuringFacts:
    """Return how far the measuring of a project is."""
    active = active_ids(project)
    sets = FeatureSet.objects.filter(project=project, digest="").select_related("job")
    return MeasuringFacts(
        subjects=len(active),
        measured=len(active & measured_ids(project)),
        claimed=len(active & claimed_ids(project)),
        jobs=tuple(one.job for one in sets.order_by("pk")),
    )


def loop_facts(loop: Loop) -> LoopFacts:
    """Return what is known of a loop."""
    project, task = loop.project, loop.task
    active, measured = active_ids(project), measured_ids(project)
    answered = active & answered_ids(task=task, targets=loop.targets, source=loop.source)
    tallies = SubjectRoundTask.objects.filter(task=task)
    return LoopFacts(
        loop=loop,
        measuring=measuring_facts(project),
        answered=len(answered),
        learnable=len(answered & measured),
        votes=tallies.aggregate(Sum("n"))["n__sum"] or 0,
        table=TrainingTable.objects.filter(task=task, targets=loop.targets).order_by("-pk").first(),
        recipes=tuple(_recipe(loop, recipe) for recipe in (loop.recipe, loop.crowd_recipe) if recipe),
    )


def _recipe(loop: Loop, recipe: str) -> RecipeFacts:
    versions = ModelVersion.objects.filter(task=loop.task).select_related(*WITH_JOBS)
    under_way = versions.filter(recipe=recipe, job__state__in=NOT_ENDED) | versions.filter(
        recipe=recipe, holdout_job__state__in=NOT_ENDED
    )
    live = versions.filter(state=ModelVersion.State.LIVE, reads_crowd=recipe in READ_CROWD).first()
    runs = PredictionRun.objects.filter(model=live).select_related("job").order_by("-pk")
    return RecipeFacts(
        recipe=recipe,
        latest=under_way.order_by("-number").first()
        or versions.filter(recipe=recipe).order_by("-number").first(),
        live=live,
        run=runs.first() if live is not None else None,
    )
