"""Training tables over HTTP: what networks learnt from, frozen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.accounts.models import User
from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, require_role, require_user
from quorum.learning.catalogue import class_counts, table_by_id, tables_of, task_by_id
from quorum.learning.models import TrainingTable
from quorum.learning.tables import freeze_table

DENIED = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}


def name_of(person: User | None) -> str | None:
    """Return the name or e-mail of who did something; None for the system or a deleted account."""
    return None if person is None else person.display_name or person.email


class AskedTask(serializers.Serializer[Any]):
    """The question that something is about."""

    id = serializers.UUIDField(source="public_id")
    question = serializers.CharField()


class TableCard(serializers.Serializer[Any]):
    """A training table by what is counted of it; the same data give the same digest."""

    id = serializers.UUIDField(source="public_id")
    task = AskedTask()
    targets = serializers.ChoiceField(TrainingTable.Targets.choices)
    digest = serializers.CharField(help_text="SHA-256 over its files.")
    subjects = serializers.IntegerField(source="fields", help_text="That networks may learn from.")
    labelled = serializers.IntegerField(help_text="Those of them that have a label.")
    holdout = serializers.IntegerField(help_text="Subjects that judge models; no network learns from them.")
    kept_away = serializers.IntegerField(
        help_text="Controls, the cutoff hold-out, and other images of samples in the model hold-out."
    )
    judged_by = serializers.ChoiceField(
        TrainingTable.Targets.choices, help_text="Whose labels those of the hold-out are."
    )
    influenced = serializers.IntegerField(
        help_text="Of those kept away, the ones whose consensus cannot judge because a model chose them."
    )
    created_by = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_created_by(self, table: TrainingTable) -> str | None:
        """Return who froze it; null for the system or a deleted account."""
        return name_of(table.created_by)


class TableAnswer(TableCard):
    """A training table in the list."""

    models = serializers.IntegerField(source="models_trained", help_text="Versions trained on it.")


class TableChoice(serializers.Serializer[Any]):
    """How often a choice is in a table."""

    code = serializers.CharField()
    name = serializers.CharField()
    training = serializers.IntegerField(help_text="Subjects that networks learn it from.")
    holdout = serializers.IntegerField(help_text="Subjects that show it in the hold-out.")
    votes = serializers.IntegerField(allow_null=True, help_text="Null where the table holds no votes.")


class TablePage(TableAnswer):
    """A training table with what is in it."""

    choices = TableChoice(many=True)


class FreezeRequest(serializers.Serializer[Any]):
    """What networks are to learn: labels of experts and curators, or the volunteers' consensus."""

    targets = serializers.ChoiceField(TrainingTable.Targets.choices)
    task = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Without it, the present round's first."
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `source`: whose expert labels count, where several people labelled."""
        field = serializers.CharField(required=False, allow_blank=True, default="", max_length=64)
        return {**super().get_fields(), "source": field}


@extend_schema(
    methods=["GET"],
    operation_id="projects_training_tables_list",
    responses={200: TableAnswer(many=True)} | DENIED,
    tags=["learning"],
)
@extend_schema(methods=["POST"], request=FreezeRequest, responses={201: TablePage} | DENIED, tags=["learning"])
@api_view(["GET", "POST"])
def table_list(request: Request, slug: str) -> Response:
    """List training tables, newest first; POST freezes one: `nothing_to_learn`, `reference_ambiguous`."""
    project = require_role(request, slug, *ANY_ROLE)
    if request.method == "GET":
        return Response(TableAnswer(tables_of(project), many=True).data)
    form = FreezeRequest(data=request.data)
    form.is_valid(raise_exception=True)
    asked = form.validated_data
    table = freeze_table(
        task=task_by_id(project, asked["task"]),
        targets=TrainingTable.Targets(asked["targets"]),
        by=require_user(request),
        source=asked["source"],
    )
    return Response(_page(table_by_id(project=project, public_id=table.public_id)), status=201)


@extend_schema(responses={200: TablePage} | DENIED, tags=["learning"])
@api_view(["GET"])
def table_page(request: Request, slug: str, table_id: UUID) -> Response:
    """Show a training table with what is in it."""
    project = require_role(request, slug, *ANY_ROLE)
    return Response(_page(table_by_id(project=project, public_id=table_id)))


def _page(table: TrainingTable) -> dict[str, Any]:
    choices = TableChoice(class_counts(table), many=True).data
    return {**TableAnswer(table).data, "choices": choices}
