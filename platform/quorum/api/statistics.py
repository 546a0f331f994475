"""A project's figures."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from quorum.api.errors import ErrorAnswer
from quorum.api.permissions import ANY_ROLE, require_role
from quorum.insights.progress import progress_of
from quorum.insights.statistics import per_choice, per_day, per_question, votes_histogram


class DayAnswer(serializers.Serializer[Any]):
    """One day (UTC)."""

    day = serializers.DateField()
    classifications = serializers.IntegerField()
    counted = serializers.IntegerField()
    volunteers = serializers.IntegerField()


class ChoiceFiguresAnswer(serializers.Serializer[Any]):
    """One choice in the present round."""

    code = serializers.CharField()
    name = serializers.CharField()
    votes = serializers.IntegerField(help_text="Counted votes.")
    consensus = serializers.IntegerField(help_text="Subjects with it in their consensus.")


class VotesBinAnswer(serializers.Serializer[Any]):
    """Subjects with n counted classifications."""

    n = serializers.IntegerField()
    subjects = serializers.IntegerField()


class QuestionFiguresAnswer(serializers.Serializer[Any]):
    """One yes-or-no question in the present round."""

    task = serializers.UUIDField(source="task.public_id")
    question = serializers.CharField(source="task.question")
    code = serializers.CharField(help_text="Of the choice that it asks about.")
    name = serializers.CharField()
    answers = serializers.IntegerField(help_text="Counted answers.")
    yes = serializers.IntegerField(help_text="Subjects decided as yes.")
    no = serializers.IntegerField(help_text="Subjects decided as no.")
    disputed = serializers.IntegerField(help_text="Subjects with the maximum of answers and no decision.")
    waiting = serializers.IntegerField(help_text="Subjects that wait for answers in the queue.")


class StatesAnswer(serializers.Serializer[Any]):
    """Subjects per state in the present round."""

    open = serializers.IntegerField()
    reached = serializers.IntegerField()
    disputed = serializers.IntegerField()
    settled = serializers.IntegerField()


class StatisticsAnswer(serializers.Serializer[Any]):
    """A project's figures."""

    per_day = DayAnswer(many=True)
    per_choice = ChoiceFiguresAnswer(many=True)
    per_question = QuestionFiguresAnswer(many=True)
    votes_histogram = VotesBinAnswer(many=True)
    states = StatesAnswer()


@extend_schema(
    responses={200: StatisticsAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer}, tags=["results"]
)
@api_view(["GET"])
def statistics(request: Request, slug: str) -> Response:
    """Show participation per day, and votes and states of the present round."""
    project = require_role(request, slug, *ANY_ROLE)
    answer = {
        "per_day": per_day(project),
        "per_choice": per_choice(project),
        "per_question": per_question(project),
        "votes_histogram": votes_histogram(project),
        "states": progress_of([project.pk])[project.pk],
    }
    return Response(StatisticsAnswer(answer).data)
