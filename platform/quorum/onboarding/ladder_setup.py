"""How a project sets its ladder: tutorial, stages of training, and the rule of trust, replaced as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.classifications.task_cards import task_card
from quorum.domain.trust import TrustRule as Rule
from quorum.onboarding.errors import LadderInvalid
from quorum.onboarding.models import KnownAnswer, TrainingStage, TrustRule, TutorialStep
from quorum.onboarding.syllabus import syllabus_of, taught_task
from quorum.onboarding.trust_cards import forget_trust_cards
from quorum.projects.models import Project

MOST_STEPS = 40
MOST_STAGES = 20
MOST_WINDOW = 50
# Positions are unique at every moment; rows move out of the way before they move in.
_AWAY = 1000


@dataclass(frozen=True)
class StepSpec:
    """A step of the tutorial; `known_answer` names an image of purpose tutorial, or None for words alone."""

    title: str
    text: str = ""
    highlight: str = ""
    known_answer: UUID | None = None
    offered: Sequence[str] = ()


@dataclass(frozen=True)
class StageSpec:
    """A stage of training; `was` is the position of the stage that it continues, None for a new one.

    A stage that is continued keeps its images and the volunteers who are in it.
    """

    title: str
    text: str = ""
    kind: str = TrainingStage.Kind.SINGLE
    offered: Sequence[str] = ()
    window: int = 6
    needed: int = 5
    was: int | None = None


@dataclass(frozen=True)
class LadderSetup:
    """A ladder as it is set; `images` counts, per stage, the images that fit it and those that do not."""

    steps: Sequence[StepSpec]
    stages: Sequence[StageSpec]
    rule: Rule
    images: Sequence[tuple[int, int]]


def ladder_setup(project: Project) -> LadderSetup:
    """Return the ladder of a project as its owner set it; the default rule where none is."""
    syllabus = syllabus_of(project)
    row = TrustRule.objects.filter(project=project).first() or TrustRule(project=project)
    names = dict(KnownAnswer.objects.filter(project=project).values_list("pk", "public_id"))
    own = KnownAnswer.objects.filter(project=project, purpose=KnownAnswer.Purpose.TRAINING)
    in_stage = [own.filter(stage=stage.row).count() for stage in syllabus.stages]
    return LadderSetup(
        steps=[
            StepSpec(
                step.row.title,
                step.row.text,
                step.row.highlight,
                names.get(step.row.known_answer_id or 0),
                tuple(step.row.offered),
            )
            for step in syllabus.steps
        ],
        stages=[_stage_spec(stage.row) for stage in syllabus.stages],
        rule=Rule(**{field.name: getattr(row, field.name) for field in fields(Rule)}),
        images=[
            (len(stage.lessons), count - len(stage.lessons))
            for stage, count in zip(syllabus.stages, in_stage, strict=True)
        ],
    )


def _stage_spec(row: TrainingStage) -> StageSpec:
    return StageSpec(
        row.title, row.text, row.kind, tuple(row.offered), row.window, row.needed, was=row.position
    )


@transaction.atomic
def replace_ladder(
    *,
    project: Project,
    steps: Sequence[StepSpec],
    stages: Sequence[StageSpec],
    rule: Rule,
    actor: User | None,
    reason: str = "",
) -> LadderSetup:
    """Set the whole ladder of a project; audited with what was before. Raises LadderInvalid.

    Contributors stay contributors. Images of a stage that goes lose their stage and wait for another;
    volunteers who were in it go on at the first stage.
    """
    # Two owners who save at once must not mix their stages.
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    before = ladder_setup(project)
    codes = _codes(project)
    if len(steps) > MOST_STEPS or len(stages) > MOST_STAGES:
        raise LadderInvalid(
            f"At most {MOST_STEPS} steps and {MOST_STAGES} stages.", steps=len(steps), stages=len(stages)
        )
    known = _tutorial_images(project)
    for place, step in enumerate(steps):
        _check_step(f"steps[{place}]", step, codes, known)
    _check_once("steps", [step.known_answer for step in steps if step.known_answer is not None])
    for place, stage in enumerate(stages):
        _check_stage(f"stages[{place}]", stage, codes, {each.was for each in before.stages})
    _check_once("stages", [stage.was for stage in stages if stage.was is not None])
    _check_rule(rule)
    _write_steps(project, steps, known)
    _write_stages(project, stages)
    TrustRule.objects.update_or_create(project=project, defaults=asdict(rule))
    transaction.on_commit(forget_trust_cards)
    after = ladder_setup(project)
    record(
        "ladder.replaced",
        project,
        actor=actor,
        reason=reason,
        before=_told(before),
        after=_told(after),
        project_id=project.pk,
    )
    return after


def _codes(project: Project) -> frozenset[str]:
    task = taught_task(project)
    if task is None:
        raise LadderInvalid("Publish a question first: the ladder offers its choices.")
    return frozenset(task_card(task.pk).choices)


def _tutorial_images(project: Project) -> dict[UUID, KnownAnswer]:
    images = KnownAnswer.objects.filter(project=project, purpose=KnownAnswer.Purpose.TUTORIAL)
    return {image.public_id: image for image in images}


def _check_step(where: str, step: StepSpec, codes: Collection[str], known: Collection[UUID]) -> None:
    _check_words(where, step.title)
    _check_offered(where, step.offered, codes)
    if step.highlight not in TutorialStep.Highlight.values:
        raise LadderInvalid("There is no such part of the page.", where=f"{where}.highlight")
    if step.known_answer is not None and step.known_answer not in known:
        raise LadderInvalid("No image of the tutorial has this name.", where=f"{where}.known_answer")


def _check_stage(where: str, stage: StageSpec, codes: Collection[str], former: Collection[int | None]) -> None:
    _check_words(where, stage.title)
    _check_offered(where, stage.offered, codes)
    if stage.kind not in TrainingStage.Kind.values:
        raise LadderInvalid("There is no such kind of stage.", where=f"{where}.kind")
    if not 1 <= stage.needed <= stage.window <= MOST_WINDOW:
        raise LadderInvalid(
            f"needed lies from 1 to window, window up to {MOST_WINDOW}.", where=f"{where}.needed"
        )
    if stage.was is not None and stage.was not in former:
        raise LadderInvalid("There is no stage at this position to continue.", where=f"{where}.was")


def _check_words(where: str, title: str) -> None:
    if not 1 <= len(title.strip()) <= 120:
        raise LadderInvalid("A title has 1 to 120 characters.", where=f"{where}.title")


def _check_offered(where: str, offered: Sequence[str], codes: Collection[str]) -> None:
    unknown = [code for code in offered if code not in codes]
    if unknown or len(set(offered)) != len(offered):
        raise LadderInvalid(
            "Each offered choice is one of the question's, named once.",
            where=f"{where}.offered",
            unknown=unknown,
        )


def _check_once(where: str, names: Sequence[object]) -> None:
    if len(set(names)) != len(names):
        raise LadderInvalid("An image or a former stage is named twice.", where=where)


def _check_rule(rule: Rule) -> None:
    holds = (
        0 < rule.threshold <= rule.recovery_threshold < 1
        and 0 < rule.control_share_least <= rule.control_share_most <= 0.5
        and 0 < rule.prior_mean < 1
        and rule.prior_strength > 0
        and rule.half_life >= 1
        and 0 <= rule.minimum_controls <= 1000
    )
    if not holds:
        raise LadderInvalid("The numbers of the rule do not fit together.", where="rule")


def _write_steps(project: Project, steps: Sequence[StepSpec], known: dict[UUID, KnownAnswer]) -> None:
    TutorialStep.objects.filter(project=project).delete()
    TutorialStep.objects.bulk_create(
        TutorialStep(
            project=project,
            position=position,
            title=step.title,
            text=step.text,
            highlight=step.highlight,
            known_answer=known[step.known_answer] if step.known_answer else None,
            offered=list(step.offered),
        )
        for position, step in enumerate(steps)
    )


def _write_stages(project: Project, stages: Sequence[StageSpec]) -> None:
    rows = {row.position: row for row in TrainingStage.objects.filter(project=project)}
    kept = {stage.was for stage in stages}
    for position, row in rows.items():
        if position not in kept:
            KnownAnswer.objects.filter(stage=row).update(stage=None)
            row.delete()
    TrainingStage.objects.filter(project=project).update(position=F("position") + _AWAY)
    for position, stage in enumerate(stages):
        row = rows[stage.was] if stage.was is not None else TrainingStage(project=project)
        row.position, row.title, row.text, row.kind = position, stage.title, stage.text, stage.kind
        row.offered, row.window, row.needed = list(stage.offered), stage.window, stage.needed
        row.save()


def _told(setup: LadderSetup) -> dict[str, Any]:
    """Return the setup as JSON."""
    steps = [asdict(step) | {"known_answer": str(step.known_answer or "")} for step in setup.steps]
    return {"steps": steps, "stages": [asdict(stage) for stage in setup.stages], "rule": asdict(setup.rule)}
