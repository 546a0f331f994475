"""What is told of model versions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from quorum.accounts.models import User
from quorum.api.states import GATE_VERDICTS
from quorum.api.tables import AskedTask, TableCard, name_of
from quorum.learning.artefacts import card_of, files_of, learnt_by, origin_of
from quorum.learning.catalogue import promotions_of, subjects_predicted
from quorum.learning.comparison import Comparison, Standing
from quorum.learning.models import Job, ModelVersion
from quorum.projects.rounds import choices_of


class DifferenceAnswer(serializers.Serializer[Any]):
    """An estimate and both ends of its interval."""

    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class FallAnswer(serializers.Serializer[Any]):
    """A class that a new model knows less well than the live one did."""

    code = serializers.CharField()
    name = serializers.CharField()
    positives = serializers.IntegerField(help_text="Subjects of the hold-out that show it.")
    difference = DifferenceAnswer()


class OverallDifferences(serializers.Serializer[Any]):
    """New less live, on the same subjects."""

    macro_f1 = DifferenceAnswer()
    micro_f1 = DifferenceAnswer()


class JudgementAnswer(serializers.Serializer[Any]):
    """What the promotion gate found on the hold-out."""

    verdict = serializers.ChoiceField(GATE_VERDICTS)
    subjects = serializers.IntegerField()
    against = serializers.IntegerField(allow_null=True, help_text="Number of the model that was live then.")
    macro_f1 = serializers.FloatField(allow_null=True)
    micro_f1 = serializers.FloatField(allow_null=True)
    differences = OverallDifferences(allow_null=True)
    falls = FallAnswer(many=True)


class CrossValidationAnswer(serializers.Serializer[Any]):
    """Figures of the cross-validation on the training table."""

    macro_f1 = serializers.FloatField()
    micro_f1 = serializers.FloatField()
    mean_average_precision = serializers.FloatField()
    subjects = serializers.IntegerField(source="fields", help_text="Labelled subjects.")
    seconds = serializers.FloatField(help_text="Time of training.")


class JobMark(serializers.Serializer[Any]):
    """A job by its number and state."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(Job.State.choices)
    share = serializers.FloatField()


class ModelAnswer(serializers.Serializer[Any]):
    """A model version; `figures` come from its own training table, `judgement` from the hold-out."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    task = AskedTask()
    recipe = serializers.CharField()
    reads_crowd = serializers.BooleanField(help_text="Do its predictions need votes on the subject?")
    state = serializers.ChoiceField(ModelVersion.State.choices)
    table = TableCard()
    job = JobMark(help_text="Its training.")
    holdout_job = JobMark(allow_null=True, help_text="Its answers to the hold-out.")
    digest = serializers.CharField(help_text="SHA-256 of its manifest; empty before it is trained.")
    figures = CrossValidationAnswer(allow_null=True)
    judgement = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    promoted_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(JudgementAnswer(allow_null=True))
    def get_judgement(self, model: ModelVersion) -> dict[str, Any] | None:
        """Return what the gate found, its falls by name; null before."""
        if model.judgement is None:
            return None
        choices = choices_of(model.task) if model.judgement["falls"] else []
        falls = [
            {"code": choices[fall["class_index"]].code, "name": choices[fall["class_index"]].name, **fall}
            for fall in model.judgement["falls"]
        ]
        return dict(JudgementAnswer({**model.judgement, "falls": falls}).data)

    def get_created_by(self, model: ModelVersion) -> str | None:
        """Return who asked for it; null for the system or a deleted account."""
        return name_of(model.created_by)


class OriginAnswer(serializers.Serializer[Any]):
    """What a model was made of, as the worker wrote it down."""

    features_digest = serializers.CharField()
    data_digest = serializers.CharField()
    code_version = serializers.CharField()
    workflow_version = serializers.CharField()
    seed = serializers.IntegerField()
    training_fields = serializers.IntegerField()
    training_cells = serializers.IntegerField()


class LearntAnswer(serializers.Serializer[Any]):
    """How one network learnt: mean losses per item after each epoch, and the epoch that was kept, from 0."""

    network = serializers.CharField()
    kept = serializers.IntegerField()
    training = serializers.ListField(child=serializers.FloatField())
    validation = serializers.ListField(child=serializers.FloatField())


class FileAnswer(serializers.Serializer[Any]):
    """One file of a model."""

    name = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    url = serializers.CharField()


class PromotionAnswer(serializers.Serializer[Any]):
    """One time that the model was put in place."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True, help_text="Null for the gate, or a deleted account.")
    reason = serializers.CharField()
    before = serializers.IntegerField(allow_null=True, help_text="Number of the model that it replaced.")


class ModelPage(ModelAnswer):
    """A model with where it comes from, how it learnt, its card and its files."""

    origin = OriginAnswer(allow_null=True)
    learnt = LearntAnswer(many=True)
    card = serializers.CharField(help_text="Markdown; empty before it is trained.")
    files = FileAnswer(many=True)
    artefact = serializers.CharField(allow_null=True, help_text="Address of all files as one zip file.")
    promotions = PromotionAnswer(many=True)
    predicted = serializers.IntegerField(help_text="Subjects of which it has said something.")


class StandingFigures(serializers.Serializer[Any]):
    """One model on the hold-out."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    recipe = serializers.CharField()
    macro_f1 = DifferenceAnswer()
    micro_f1 = DifferenceAnswer()


class ClassStanding(serializers.Serializer[Any]):
    """One class: F1 of both models, and how much higher the first one's is; null where nothing shows it."""

    code = serializers.CharField()
    name = serializers.CharField()
    positives = serializers.IntegerField(help_text="Subjects of the hold-out that show it.")
    f1 = DifferenceAnswer(allow_null=True)
    other_f1 = DifferenceAnswer(allow_null=True)
    difference = DifferenceAnswer(allow_null=True)


class HoldoutAnswer(serializers.Serializer[Any]):
    """A model on the hold-out, alone or beside another one on the subjects that both answered."""

    subjects = serializers.IntegerField()
    level = serializers.FloatField(help_text="Share that the intervals cover.")
    model = StandingFigures()
    other = StandingFigures(allow_null=True)
    differences = OverallDifferences(allow_null=True, help_text="The model's less the other's.")
    classes = ClassStanding(many=True)


def page_of(slug: str, model: ModelVersion) -> dict[str, Any]:
    """Return the answer of a model's page."""
    files = files_of(model)
    origin = origin_of(model)
    promotions = promotions_of(model)
    people = User.objects.in_bulk([event.actor_id for event in promotions if event.actor_id is not None])
    more = {
        "learnt": [
            {
                "network": name,
                "kept": one.best_epoch,
                "training": [epoch.training_loss for epoch in one.epochs],
                "validation": [epoch.validation_loss for epoch in one.epochs],
            }
            for name, one in learnt_by(model).items()
        ],
        "files": [
            {
                "name": file.name,
                "size": file.size,
                "url": reverse("model-file", args=[slug, model.public_id, file.name]),
            }
            for file in files
        ],
        "promotions": [
            {
                "at": event.created_at,
                "by": name_of(people.get(event.actor_id or 0)),
                "reason": event.reason,
                "before": event.details["before"],
            }
            for event in promotions
        ],
    }
    return {
        **ModelAnswer(model).data,
        "origin": OriginAnswer(origin).data if origin is not None else None,
        "learnt": LearntAnswer(more["learnt"], many=True).data,
        "card": card_of(model),
        "files": FileAnswer(more["files"], many=True).data,
        "artefact": reverse("model-artefact", args=[slug, model.public_id]) if files else None,
        "promotions": PromotionAnswer(more["promotions"], many=True).data,
        "predicted": subjects_predicted(model),
    }


def holdout_of(found: Comparison) -> dict[str, Any]:
    """Return the answer on a model's standing on the hold-out."""
    nothing = [None] * len(found.choices)
    others = found.other.f1 if found.other else nothing
    differences = found.differences.f1 if found.differences else nothing
    answer = {
        "subjects": found.subjects,
        "level": found.level,
        "model": _standing(found.one),
        "other": _standing(found.other) if found.other else None,
        "differences": found.differences,
        "classes": [
            {
                "code": choice.code,
                "name": choice.name,
                "positives": found.positives[choice.index],
                "f1": found.one.f1[choice.index],
                "other_f1": others[choice.index],
                "difference": differences[choice.index],
            }
            for choice in found.choices
        ],
    }
    told: dict[str, Any] = HoldoutAnswer(answer).data
    return told


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "id": one.model.public_id,
        "number": one.model.number,
        "recipe": one.model.recipe,
        "macro_f1": one.macro_f1,
        "micro_f1": one.micro_f1,
    }
