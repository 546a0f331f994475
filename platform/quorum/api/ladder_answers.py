"""The ladder as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from rest_framework import serializers

from quorum.api.assignments import AssignmentAnswer
from quorum.onboarding.ladder import Graded
from quorum.onboarding.models import Standing, TrainingStage, TutorialStep
from quorum.onboarding.progress import Ladder, Next, StageProgress
from quorum.onboarding.syllabus import Step
from quorum.projects.models import Choice, Task

OUTCOMES = ("hit", "missed", "extra")
STATES = ("passed", "current", "ahead")


class TutorialStepAnswer(serializers.Serializer[Any]):
    """One step of the tutorial."""

    position = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    highlight = serializers.ChoiceField(TutorialStep.Highlight.choices, help_text="Part of the page.")
    has_image = serializers.BooleanField(help_text="Is there an image to answer?")
    offered = serializers.ListField(child=serializers.CharField(), help_text="Codes; empty for all.")


class StageAnswer(serializers.Serializer[Any]):
    """One stage of training, passed with `needed` right answers among the last `window`."""

    position = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(TrainingStage.Kind.choices)
    offered = serializers.ListField(child=serializers.CharField(), help_text="Codes.")
    window = serializers.IntegerField()
    needed = serializers.IntegerField()
    state = serializers.ChoiceField([(one, one) for one in STATES])
    recent = serializers.ListField(
        child=serializers.BooleanField(), help_text="The last answers, oldest first: were they right?"
    )


class LadderAnswer(serializers.Serializer[Any]):
    """The ladder and the caller's place on it."""

    level = serializers.ChoiceField(Standing.Level.choices)
    reason = serializers.CharField(help_text="Why the caller was returned; empty otherwise.")
    next = serializers.ChoiceField([(one, one) for one in get_args(Next)])
    tutorial_position = serializers.IntegerField(help_text="Steps done.")
    steps = TutorialStepAnswer(many=True)
    stages = StageAnswer(many=True)


class LessonAnswer(serializers.Serializer[Any]):
    """One image of the tutorial or of training, and the choices that are offered for it."""

    assignment = AssignmentAnswer()
    offered = serializers.ListField(child=serializers.CharField(), help_text="Codes, in the task's order.")


class ChoiceFeedback(serializers.Serializer[Any]):
    """What became of one choice, and what to look for."""

    code = serializers.CharField()
    outcome = serializers.ChoiceField([(one, one) for one in OUTCOMES])
    text = serializers.CharField(help_text="About this image, else the choice's tip.")
    alike = serializers.ListField(
        child=serializers.CharField(), help_text="Of a choice that is not there: what is, and looks like it."
    )


class LessonFeedback(serializers.Serializer[Any]):
    """What was right, the ladder after it, and the next image of training."""

    right = serializers.BooleanField()
    score = serializers.FloatField(help_text="Found / (found, missed and not there), 0 to 1.")
    choices = ChoiceFeedback(many=True)
    ladder = LadderAnswer()
    next = LessonAnswer(allow_null=True)


def describe_ladder(ladder: Ladder) -> dict[str, Any]:
    """Return the ladder without anything that answers an image."""
    standing = ladder.standing
    return {
        "level": standing.level,
        "reason": standing.reason,
        "next": ladder.next,
        "tutorial_position": standing.tutorial_position,
        "steps": [_describe_step(step) for step in ladder.syllabus.steps],
        "stages": [_describe_stage(progress) for progress in ladder.stages if progress.stage.lessons],
    }


def _describe_step(step: Step) -> dict[str, Any]:
    return {
        "position": step.row.position,
        "title": step.row.title,
        "text": step.row.text,
        "highlight": step.row.highlight,
        "has_image": step.lesson is not None,
        "offered": step.row.offered,
    }


def _describe_stage(progress: StageProgress) -> dict[str, Any]:
    row = progress.stage.row
    return {
        "position": row.position,
        "title": row.title,
        "text": row.text,
        "kind": row.kind,
        "offered": progress.stage.offered,
        "window": row.window,
        "needed": row.needed,
        "state": progress.state,
        "recent": progress.recent,
    }


def describe_feedback(graded: Graded, task: Task) -> list[dict[str, Any]]:
    """Return what became of each choice: found ones first, then missed ones, then those that are not there."""
    choices = {
        choice.code: choice
        for choice in Choice.objects.filter(label_set_version_id=task.workflow_version.label_set_version_id)
    }
    answer = graded.answer
    outcomes = (("hit", answer.hits), ("missed", answer.missed), ("extra", answer.extra))
    truth = [*answer.hits, *answer.missed]
    return [
        {
            "code": code,
            "outcome": outcome,
            "text": graded.lesson.hints.get(code) or choices[code].tips,
            "alike": _alike(code, truth, choices) if outcome == "extra" else [],
        }
        for outcome, codes in outcomes
        for code in codes
    ]


def _alike(code: str, truth: list[str], choices: Mapping[str, Choice]) -> list[str]:
    return [
        other for other in truth if other in choices[code].confused_with or code in choices[other].confused_with
    ]
