"""Workflows: the draft of questions and choices, its published versions, and rounds."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import OWNER, require_role, require_user
from quorum.domain.binary import BinaryRule, yes_needed
from quorum.domain.consensus import ConsensusRule, VotesNeeded, votes_needed
from quorum.domain.errors import UserFault
from quorum.projects.drafts import (
    Draft,
    KeptDraft,
    TaskDraft,
    draft_of,
    problems_of,
    publish_draft,
    read_draft,
    save_draft,
)
from quorum.projects.label_sets import SHIPPED, shipped_content
from quorum.projects.models import Project, Round, WorkflowVersion
from quorum.projects.selectors import current_round
from quorum.selection.errors import NoRoundOpen, NotReady
from quorum.selection.launch import newest_version
from quorum.selection.rounds import close_round, open_round

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer, 409: ErrorAnswer}


class ChoiceContent(serializers.Serializer[Any]):
    """One choice or group of the tree."""

    code = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    selectable = serializers.BooleanField()
    short = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    tips = serializers.CharField(allow_blank=True)
    confused_with = serializers.ListField(child=serializers.CharField())


class TaskContent(serializers.Serializer[Any]):
    """One question with its rule; `choice_codes` null offers every selectable choice."""

    question = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(["choose_many", "yes_no"])
    choice_codes = serializers.ListField(child=serializers.CharField(), allow_null=True)
    maximum_choices = serializers.IntegerField()
    empty_allowed = serializers.BooleanField()
    minimum_votes = serializers.IntegerField()
    maximum_votes = serializers.IntegerField()
    p_reached = serializers.FloatField()
    p_open = serializers.FloatField()


class DraftContent(serializers.Serializer[Any]):
    """A tree of choices, questions about it, and how many rounds are planned."""

    choices = ChoiceContent(many=True)
    tasks = TaskContent(many=True)
    rounds = serializers.IntegerField()


class DraftProblem(serializers.Serializer[Any]):
    """What keeps the draft from being published; `task` is the question's place, null for the choices."""

    code = serializers.CharField()
    message = serializers.CharField()
    task = serializers.IntegerField(allow_null=True)


class VotesNeededAnswer(serializers.Serializer[Any]):
    """After n votes: from `grey` votes a class keeps the image open, from `reached` it is accepted.

    With fewer than `grey` it is not there; a yes-or-no question is then decided as no.
    """

    n = serializers.IntegerField()
    grey = serializers.IntegerField(allow_null=True)
    reached = serializers.IntegerField(allow_null=True)


class DraftAnswer(serializers.Serializer[Any]):
    """The draft as it is kept, with what is wrong and what each question's rule means."""

    content = DraftContent()
    revision = serializers.IntegerField(help_text="0 while nobody has saved it.")
    problems = DraftProblem(many=True)
    rules = serializers.ListField(
        child=VotesNeededAnswer(many=True), help_text="Per question; empty for a rule that cannot work."
    )


class DraftRequest(serializers.Serializer[Any]):
    """The draft to keep, and the revision that it was read at."""

    content = DraftContent()
    revision = serializers.IntegerField(min_value=0)


class PublishRequest(serializers.Serializer[Any]):
    """Which revision to publish, and why."""

    revision = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class VersionRound(serializers.Serializer[Any]):
    """One pass over the images."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(Round.State.choices)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class VersionAnswer(serializers.Serializer[Any]):
    """One published version."""

    number = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    label_set_version = serializers.IntegerField(source="label_set_version.number")
    questions = serializers.SerializerMethodField()
    rounds = VersionRound(source="round_set", many=True)

    def get_questions(self, version: WorkflowVersion) -> list[str]:
        """Return what it asks."""
        return [task.question for task in version.tasks.all()]


class LabelSetTemplate(serializers.Serializer[Any]):
    """A set of choices to start from."""

    slug = serializers.CharField()
    title = serializers.CharField()
    choices = ChoiceContent(many=True)


@extend_schema(methods=["GET"], responses={200: DraftAnswer} | DENIED, tags=["building"])
@extend_schema(methods=["PUT"], request=DraftRequest, responses={200: DraftAnswer} | DENIED, tags=["building"])
@api_view(["GET", "PUT"])
def workflow_draft(request: Request, slug: str) -> Response:
    """Show the draft of the project's workflow, or keep a new state of it, finished or not."""
    project = require_role(request, slug, OWNER)
    if request.method == "GET":
        return Response(_describe(draft_of(project)))
    body = request.data if isinstance(request.data, dict) else {}
    draft, revision = read_draft(body.get("content")), body.get("revision")
    if not isinstance(revision, int):
        raise serializers.ValidationError({"revision": "A whole number is needed."})
    return Response(
        _describe(save_draft(project=project, draft=draft, revision=revision, actor=require_user(request)))
    )


@extend_schema(methods=["GET"], responses={200: VersionAnswer(many=True)} | DENIED, tags=["building"])
@extend_schema(
    methods=["POST"], request=PublishRequest, responses={201: VersionAnswer} | DENIED, tags=["building"]
)
@api_view(["GET", "POST"])
def workflow_versions(request: Request, slug: str) -> Response:
    """List the published versions, newest first, or publish the draft as the next one."""
    project = require_role(request, slug, OWNER)
    if request.method == "GET":
        return Response(VersionAnswer(_versions(project), many=True).data)
    asked = PublishRequest(data=request.data)
    asked.is_valid(raise_exception=True)
    version = publish_draft(project=project, actor=require_user(request), **asked.validated_data)
    return Response(VersionAnswer(version).data, status=201)


@extend_schema(methods=["POST"], request=None, responses={201: VersionRound} | DENIED, tags=["building"])
@extend_schema(methods=["DELETE"], request=None, responses={200: VersionRound} | DENIED, tags=["building"])
@api_view(["POST", "DELETE"])
def rounds(request: Request, slug: str) -> Response:
    """Open the next round of the newest version, or close the open one."""
    project, actor = require_role(request, slug, OWNER), require_user(request)
    if request.method == "POST":
        version = newest_version(project)
        if version is None:
            raise NotReady("Publish a workflow version first.", missing=["workflow"])
        return Response(VersionRound(open_round(workflow_version=version, actor=actor)).data, status=201)
    present = current_round(project)
    if present is None:
        raise NoRoundOpen("No round is open.")
    return Response(VersionRound(close_round(round_id=present.pk, actor=actor)).data)


@extend_schema(responses=LabelSetTemplate(many=True), tags=["building"])
@api_view(["GET"])
def label_set_templates(request: Request) -> Response:
    """List the sets of choices that ship with Quorum."""
    require_user(request)
    return Response(LabelSetTemplate([shipped_content(slug) for slug in SHIPPED], many=True).data)


def _versions(project: Project) -> list[WorkflowVersion]:
    found = WorkflowVersion.objects.filter(project=project).select_related("label_set_version")
    return list(found.prefetch_related("tasks", "round_set").order_by("-created_at", "-pk"))


def _describe(kept: KeptDraft) -> dict[str, Any]:
    problems = problems_of(kept.draft)
    return {
        "content": DraftContent(kept.draft).data,
        "revision": kept.revision,
        "problems": DraftProblem(problems, many=True).data,
        "rules": [_rule(kept.draft, task) for task in kept.draft.tasks],
    }


def _rule(draft: Draft, task: TaskDraft) -> list[dict[str, Any]]:
    try:
        needed = _needed(draft, task)
    except UserFault:
        return []
    return [{"n": one.n, "grey": one.grey, "reached": one.reached} for one in needed]


def _needed(draft: Draft, task: TaskDraft) -> list[VotesNeeded]:
    """Return what the rule of a question means; raises what keeps the rule from working."""
    if task.kind == "yes_no":
        return yes_needed(BinaryRule(task.minimum_votes, task.maximum_votes, task.p_reached))
    offered = [choice.code for choice in draft.choices if choice.selectable]
    rule = ConsensusRule(
        classes=len(offered if task.choice_codes is None else task.choice_codes),
        maximum_choices=task.maximum_choices,
        minimum_votes=task.minimum_votes,
        maximum_votes=task.maximum_votes,
        p_reached=task.p_reached,
        p_open=task.p_open,
    )
    return votes_needed(rule)
