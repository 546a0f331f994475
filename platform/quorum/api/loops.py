"""Loops over HTTP: whether networks choose the next images, how, and where that stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, CURATOR, OWNER, require_role, require_user
from quorum.api.states import LOOP_WAITS, RECIPES
from quorum.api.tables import AskedTask
from quorum.domain.acquisition.registry import STRATEGIES
from quorum.learning.catalogue import models_of, task_by_id
from quorum.learning.loop_settings import LoopSettings, last_arrangements, set_loop, settings_of
from quorum.learning.loop_state import state_of_loop
from quorum.learning.models import Arrangement, ModelVersion, TrainingTable
from quorum.learning.versions import READ_CROWD
from quorum.projects.models import Project, Task

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}
ARRANGEMENTS = 60


class LoopForm(serializers.Serializer[Any]):
    """How a loop is set."""

    is_on = serializers.BooleanField()
    targets = serializers.ChoiceField(TrainingTable.Targets.choices)
    recipe = serializers.ChoiceField(RECIPES, help_text="For subjects without votes.")
    crowd_recipe = serializers.CharField(
        max_length=32, allow_blank=True, help_text="For subjects with votes; empty for none."
    )
    train_after = serializers.IntegerField(
        min_value=1, max_value=10**8, help_text="New subjects with an answer."
    )
    arrange_after = serializers.IntegerField(min_value=1, max_value=10**8, help_text="New votes.")
    front = serializers.IntegerField(min_value=1, max_value=10**6, help_text="First places served alike.")
    shares = serializers.DictField(
        child=serializers.FloatField(min_value=0, max_value=1), help_text="By strategy, of all turns not blind."
    )
    exploration = serializers.FloatField(
        min_value=0, max_value=1, help_text="Share of new subjects that no model may choose."
    )
    stops_early = serializers.BooleanField(help_text="Retire subjects on which more votes cannot matter.")
    tolerated = serializers.FloatField(
        min_value=0, max_value=100, help_text="Wrong answers of a subject that three more votes may remove."
    )
    minimum_votes = serializers.IntegerField(min_value=0, max_value=1000)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `source`: whose expert labels count, where several people labelled."""
        field = serializers.CharField(allow_blank=True, max_length=64)
        return {**super().get_fields(), "source": field}


class WaitAnswer(serializers.Serializer[Any]):
    """One thing that the loop waits for."""

    wait = serializers.ChoiceField(LOOP_WAITS)
    words = serializers.CharField()
    code = serializers.CharField(help_text="Of a refusal or of a job's error; may be empty.")
    job = serializers.UUIDField(allow_null=True)
    again_at = serializers.DateTimeField(allow_null=True, help_text="When the loop tries again.")
    needs_a_person = serializers.BooleanField()


class LoopModel(serializers.Serializer[Any]):
    """What the loop has of one of its recipes."""

    recipe = serializers.CharField()
    reads_crowd = serializers.BooleanField()
    live = serializers.IntegerField(allow_null=True)
    latest = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(help_text="Of the latest; empty without one.")
    predicted = serializers.IntegerField()
    asked_at = serializers.DateTimeField(allow_null=True)


class LoopStateAnswer(serializers.Serializer[Any]):
    """Where a loop stands, in subjects."""

    subjects = serializers.IntegerField()
    measured = serializers.IntegerField()
    being_measured = serializers.IntegerField()
    answered = serializers.IntegerField()
    learnable = serializers.IntegerField(help_text="With an answer and features.")
    learnt_from = serializers.IntegerField(allow_null=True, help_text="Null before the first table.")
    new = serializers.IntegerField(help_text="Learnable since the last table.")
    needs_a_person = serializers.BooleanField()
    models = LoopModel(many=True)
    waits = WaitAnswer(many=True)


class ReplacedAnswer(serializers.Serializer[Any]):
    """A strategy that could not work, and which one had its turns."""

    strategy = serializers.CharField()
    by = serializers.CharField()
    lacking = serializers.ListField(child=serializers.CharField())


class ArrangementAnswer(serializers.Serializer[Any]):
    """One time that the queue was put in order."""

    at = serializers.DateTimeField(source="in_force_at")
    method = serializers.ChoiceField(Arrangement.Method.choices)
    model = serializers.IntegerField(source="model.number", allow_null=True, default=None)
    votes = serializers.IntegerField(help_text="Counted votes that were read.")
    entries = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Entries by strategy.")
    replaced = ReplacedAnswer(many=True)
    blind = serializers.IntegerField(help_text="Entries that no model may choose.")
    enough = serializers.IntegerField(help_text="More votes cannot matter by the loop's rule.")
    settled = serializers.IntegerField(help_text="Retired because of that.")


class ModelPoint(serializers.Serializer[Any]):
    """A judged model in the history of a loop."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    recipe = serializers.CharField()
    reads_crowd = serializers.BooleanField()
    state = serializers.ChoiceField(ModelVersion.State.choices)
    created_at = serializers.DateTimeField()
    macro_f1 = serializers.FloatField(source="judgement.macro_f1", allow_null=True)
    micro_f1 = serializers.FloatField(source="judgement.micro_f1", allow_null=True)


class StrategyAnswer(serializers.Serializer[Any]):
    """What may be chosen for a loop."""

    strategies = serializers.ListField(child=serializers.CharField())
    recipes = serializers.ListField(child=serializers.CharField(), help_text="That need no votes to predict.")
    crowd_recipes = serializers.ListField(child=serializers.CharField(), help_text="That read votes.")


class LoopPage(serializers.Serializer[Any]):
    """A loop: how it is set, where it stands, and what it has done."""

    task = AskedTask()
    settings = LoopForm()
    state = LoopStateAnswer()
    arrangements = ArrangementAnswer(many=True, help_text="The last ones, newest first.")
    models = ModelPoint(many=True, help_text="Judged, oldest first.")
    choices = StrategyAnswer()


@extend_schema(
    operation_id="projects_loops_list", responses={200: LoopPage(many=True)} | DENIED, tags=["learning"]
)
@api_view(["GET"])
def loop_list(request: Request, slug: str) -> Response:
    """Show the loop of each question of the project's newest workflow version, also where nobody has set it."""
    project = require_role(request, slug, *ANY_ROLE)
    return Response([_page(task) for task in _tasks(project)])


@extend_schema(methods=["GET"], responses={200: LoopPage} | DENIED, tags=["learning"])
@extend_schema(methods=["PUT"], request=LoopForm, responses={200: LoopPage} | DENIED, tags=["learning"])
@api_view(["GET", "PUT"])
def loop_page(request: Request, slug: str, task_id: UUID) -> Response:
    """Show a question's loop; PUT sets it: `recipe_unfit`, `targets_are_inputs`, or what its shares are."""
    if request.method == "PUT":
        project = require_role(request, slug, OWNER, CURATOR)
        form = LoopForm(data=request.data)
        form.is_valid(raise_exception=True)
        task = task_by_id(project, task_id)
        set_loop(task=task, wanted=LoopSettings(**form.validated_data), by=require_user(request))
        return Response(_page(task))
    return Response(_page(task_by_id(require_role(request, slug, *ANY_ROLE), task_id)))


def _tasks(project: Project) -> list[Task]:
    newest = Task.objects.filter(project=project).order_by("-workflow_version_id").first()
    if newest is None:
        return []
    return list(Task.objects.filter(workflow_version_id=newest.workflow_version_id).order_by("position"))


def _page(task: Task) -> Any:
    judged = models_of(task.project).filter(task=task, judgement__isnull=False).order_by("number")
    answer = {
        "task": task,
        "settings": settings_of(task),
        "state": state_of_loop(task),
        "arrangements": last_arrangements(task, limit=ARRANGEMENTS),
        "models": judged,
        "choices": {
            "strategies": list(STRATEGIES),
            "recipes": [recipe for recipe, _ in RECIPES if recipe not in READ_CROWD],
            "crowd_recipes": [recipe for recipe, _ in RECIPES if recipe in READ_CROWD],
        },
    }
    return LoopPage(answer).data
