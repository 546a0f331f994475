"""Progress as it is sent."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class ProgressAnswer(serializers.Serializer[Any]):
    """How far a project has come in its present round.

    Without the number of counted answers: in a quiet project, its growth would tell which images are controls.
    """

    subjects = serializers.IntegerField()
    open = serializers.IntegerField()
    reached = serializers.IntegerField()
    disputed = serializers.IntegerField()
    settled = serializers.IntegerField(help_text="Ended early by the loop, without a decision of the rule.")
    classifications = serializers.IntegerField()
    volunteers = serializers.IntegerField()
    share_retired = serializers.FloatField(help_text="(reached + disputed + settled) / subjects, 0 to 1.")
