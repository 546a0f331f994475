"""Subjects as they are sent to those with a role."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from quorum.api.states import CONSENSUS_STATES, SUBJECT_STATES
from quorum.api.talk_answers import PointAnswer
from quorum.curation.models import Remark
from quorum.onboarding.models import KnownAnswer
from quorum.subjects.models import ReferenceLabel

SORTS = ("votes", "-votes", "decided_at", "-decided_at")
MAXIMUM_LIMIT = 200


class NamedChoice(serializers.Serializer[Any]):
    """A choice by code and name."""

    code = serializers.CharField()
    name = serializers.CharField()


class SubjectRowAnswer(serializers.Serializer[Any]):
    """One subject in a list."""

    id = serializers.UUIDField()
    external_id = serializers.CharField()
    state = serializers.ChoiceField(SUBJECT_STATES)
    n = serializers.IntegerField(help_text="Counted classifications in the present round.")
    retirement_reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    consensus = NamedChoice(many=True)
    remarks = serializers.IntegerField()
    thumbnail = serializers.CharField()


class SubjectListQuery(serializers.Serializer[Any]):
    """What to list, and how."""

    state = serializers.ChoiceField(SUBJECT_STATES, required=False)
    choice = serializers.CharField(required=False, help_text="Code of a choice in the consensus.")
    search = serializers.CharField(required=False, help_text="Part of the external id.")
    sort = serializers.ChoiceField([(one, one) for one in SORTS], required=False)
    cursor = serializers.CharField(required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=MAXIMUM_LIMIT, default=50)


class SubjectListAnswer(serializers.Serializer[Any]):
    """One page of subjects."""

    results = SubjectRowAnswer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page.")
    total = serializers.IntegerField()


class SampleAnswer(serializers.Serializer[Any]):
    """What was imaged."""

    antibody = serializers.CharField()
    gene = serializers.CharField()
    cell_line = serializers.CharField()
    plate = serializers.CharField()
    well = serializers.CharField()


class SubjectImage(serializers.Serializer[Any]):
    """One plane: for the browser, and as it came."""

    channel = serializers.CharField()
    url = serializers.CharField()
    original_url = serializers.CharField()


class ChoiceVotesAnswer(serializers.Serializer[Any]):
    """The votes for one choice."""

    code = serializers.CharField()
    name = serializers.CharField()
    votes = serializers.IntegerField()
    p_value = serializers.FloatField(allow_null=True)
    in_consensus = serializers.BooleanField()


class QuestionVotesAnswer(serializers.Serializer[Any]):
    """The answers to one yes-or-no question."""

    task = serializers.UUIDField(source="task.public_id")
    question = serializers.CharField(source="task.question")
    choice = NamedChoice()
    n = serializers.IntegerField(help_text="Counted answers.")
    yes = serializers.IntegerField(help_text="Those that say yes.")
    p_value = serializers.FloatField(allow_null=True, help_text="Of no, by the answers so far.")
    state = serializers.ChoiceField(CONSENSUS_STATES)
    is_yes = serializers.BooleanField(allow_null=True, help_text="Null until it is decided.")


class TracedClassificationAnswer(serializers.Serializer[Any]):
    """One classification, by pseudonym."""

    id = serializers.UUIDField()
    volunteer = serializers.CharField()
    received_at = serializers.DateTimeField()
    choices = serializers.ListField(child=serializers.CharField())
    counted = serializers.BooleanField()
    not_counted_reason = serializers.CharField()
    duration_ms = serializers.IntegerField(allow_null=True)


class RemarkAnswer(serializers.Serializer[Any]):
    """What a volunteer found unusual; `text` is empty once its author's account is gone."""

    id = serializers.UUIDField()
    volunteer = serializers.CharField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(Remark.Kind.choices)
    point = PointAnswer(allow_null=True)
    is_helpful = serializers.BooleanField()
    is_hidden = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class ReferenceAnswer(serializers.Serializer[Any]):
    """What an expert says, in the words of the expert's own label set."""

    source = serializers.CharField()  # type: ignore[assignment]
    split = serializers.ChoiceField(ReferenceLabel.Split.choices)
    choices = NamedChoice(many=True)


class CuratedAnswer(serializers.Serializer[Any]):
    """What a curator says in place of the consensus."""

    choices = NamedChoice(many=True)
    reason = serializers.CharField()


class KnownHere(serializers.Serializer[Any]):
    """What is known to be right for the subject, and for what that is used."""

    id = serializers.UUIDField(source="row.public_id")
    purpose = serializers.ChoiceField(KnownAnswer.Purpose.choices, source="row.purpose")
    state = serializers.ChoiceField(KnownAnswer.State.choices, source="row.state")
    choices = NamedChoice(many=True)


class SubjectPageAnswer(SubjectRowAnswer):
    """Everything about one subject."""

    width = serializers.IntegerField()
    height = serializers.IntegerField()
    display_width = serializers.IntegerField(help_text="Pixels of the display images.")
    display_height = serializers.IntegerField(help_text="Pixels of the display images.")
    tile_size = serializers.IntegerField(help_text="Pixels of a tile's side.")
    pixel_size_um = serializers.FloatField(allow_null=True)
    credit = serializers.CharField()
    licence = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    metadata = serializers.DictField(child=serializers.JSONField())
    sample = SampleAnswer(allow_null=True)
    images = SubjectImage(many=True)
    round = serializers.IntegerField(allow_null=True)
    decided_at_n = serializers.IntegerField(allow_null=True)
    votes = ChoiceVotesAnswer(many=True)
    questions = QuestionVotesAnswer(many=True)
    classifications = TracedClassificationAnswer(many=True)
    remarks = RemarkAnswer(many=True)  # type: ignore[assignment]
    reference = ReferenceAnswer(many=True)
    curated = CuratedAnswer(allow_null=True)
    known_answer = KnownHere(allow_null=True)
    discussion = serializers.CharField(help_text="Address of the subject's discussion.")


class WithdrawRequest(serializers.Serializer[Any]):
    """Why the subject goes."""

    reason = serializers.CharField(max_length=500)
