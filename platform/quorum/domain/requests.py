"""The messages between the platform and the ML worker: frozen, typed, and the only thing that both know.

Paths are relative to the storage that both see; `job` is the platform's name of the job, echoed in its report.
A message that does not fit its type is refused with `request_invalid` before any work starts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from quorum.domain.errors import UserFault


class RequestInvalid(UserFault):
    """A message to the ML worker that does not have the fields of its type."""

    code = "request_invalid"


@dataclass(frozen=True)
class ExtractionRequest:
    """Compute the features of every cell in the images that a list names.

    `images` is a CSV list or a folder of files; `output` a folder of Parquet parts; `references` are the
    channels that every field has besides the protein.
    Worker `shard` of `shards` takes every part whose number leaves that remainder; a part that is there
    already is not computed again.
    """

    job: str
    images: str
    output: str
    shard: int = 0
    shards: int = 1
    references: tuple[str, ...] = ("nucleus", "microtubules", "er")
    extended: bool = False


@dataclass(frozen=True)
class TrainingRequest:
    """Fit a recipe to cells, fields and classes, and keep the model as an artefact.

    `cells` is a folder of Parquet parts, `fields` a table of labels and votes, `classes` the label set,
    `output` the artefact's folder. `evaluate_by` names the groups of the cross-validation that the figures
    in the artefact come from (sample, well or antibody). `workflow_version` is written into the artefact, and a
    prediction for another one is refused.
    """

    job: str
    recipe: str
    cells: str
    fields: str
    classes: str
    output: str
    workflow_version: str
    evaluate_by: str = "sample"
    folds: int = 5
    seed: int = 0
    device: str = "auto"


@dataclass(frozen=True)
class PredictionRequest:
    """Predict all classes of fields with a kept model; `fields` brings votes, where the recipe reads them.

    With `samples`, the predictions come with how unsure the model is: by its members where it is an ensemble,
    else by that many networks drawn by dropout with `seed`.
    """

    job: str
    model: str
    cells: str
    fields: str
    output: str
    workflow_version: str
    device: str = "auto"
    samples: int = 0
    seed: int = 0


@dataclass(frozen=True)
class ExtractionReport:
    """What an extraction left: fields and cells written, fields refused, the digest of the feature table."""

    job: str
    fields: int
    cells: int
    refused: int
    features_digest: str


@dataclass(frozen=True)
class TrainingReport:
    """What a training left: the artefact's digest and its figures on fields that it was not fitted to."""

    job: str
    model_digest: str
    macro_f1: float
    micro_f1: float
    mean_average_precision: float
    fields: int
    seconds: float


@dataclass(frozen=True)
class PredictionReport:
    """What a prediction left: fields predicted, fields without any cell, and the model that spoke.

    `draws` is how many networks told apart how unsure it is, 0 where nobody asked.
    """

    job: str
    model_digest: str
    fields: int
    without_cells: int
    draws: int = 0


CALLED_OFF = "job_called_off"
"""Code of the failure of a job that was stopped because it is not wanted any more."""


@dataclass(frozen=True)
class JobFailure:
    """Why a job ended without a result: the error's stable code, its sentence, facts that name the value."""

    job: str
    code: str
    message: str
    is_users_fault: bool
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class JobProgress:
    """How far a job is: a share from 0 to 1 and one line about what it does."""

    job: str
    share: float
    line: str
