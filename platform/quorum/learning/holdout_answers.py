"""What models answered on the model hold-out, beside the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq
from django.conf import settings

from quorum.domain.metrics import Booleans
from quorum.learning.models import ModelVersion
from quorum.learning.tables import HOLDOUT
from quorum.projects.rounds import choices_of


@dataclass(frozen=True)
class HoldoutAnswers:
    """Truth and the answers of some models on the subjects that all of them answered, (subjects, classes)."""

    truth: Booleans
    answers: tuple[Booleans, ...]


def answers_path(model: ModelVersion) -> str:
    """Return where a model's answers on its hold-out lie, relative to the storage of the ML worker."""
    return f"{model.folder}.holdout.parquet"


def holdout_answers(models: Sequence[ModelVersion]) -> HoldoutAnswers:
    """Read the answers of models of one task; the truth is that of the first one's table.

    Raises FileNotFoundError for a model that has not answered.
    """
    codes = [choice.code for choice in choices_of(models[0].task)]
    truth = _labels(f"{models[0].table.folder}/{HOLDOUT}", "labels", codes)
    answered = [_labels(answers_path(model), "classes", codes) for model in models]
    names = sorted(truth.keys() & set.intersection(*(set(one) for one in answered)))
    rows = [_rows(known, names, len(codes)) for known in (truth, *answered)]
    return HoldoutAnswers(rows[0], tuple(rows[1:]))


def _rows(known: dict[str, list[bool]], names: Sequence[str], classes: int) -> Booleans:
    return np.array([known[name] for name in names], dtype=np.bool_).reshape(len(names), classes)


def _labels(path: str, column: str, codes: list[str]) -> dict[str, list[bool]]:
    table = pq.read_table(settings.ML_STORAGE / path, columns=["field", column])
    named = (set((cell or "").split(";")) for cell in table[column].to_pylist())
    return {
        field: [code in labels for code in codes]
        for field, labels in zip(table["field"].to_pylist(), named, strict=True)
    }
