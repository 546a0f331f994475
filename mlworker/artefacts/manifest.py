"""What a kept model is for, as one JSON file; a use that does not match it is refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from quorum.domain.errors import UserFault

FORMAT = 1


class ArtefactInvalid(UserFault):
    """The files of a kept model are missing, damaged or of a format that this version does not read."""

    code = "artefact_invalid"


class ArtefactMismatch(UserFault):
    """A kept model is asked about features, classes or a workflow version that it was not trained for."""

    code = "artefact_mismatch"


@dataclass(frozen=True)
class ModelFigures:
    """Figures on fields that the model was not fitted to; `protocol` says how they were held out."""

    protocol: str
    macro_f1: float
    micro_f1: float
    mean_average_precision: float
    expected_calibration_error: float
    f1_per_class: tuple[float, ...]


@dataclass(frozen=True)
class Manifest:
    """All that must be known to use a model.

    `features_digest` stands for names, versions and parameters of the features, `data_digest` for everything
    that was learnt from. `networks` maps each network's name to its configuration. `cutoffs` (classes,) are
    the probabilities from which on a class is named, None for a class that never is. `weights_digest` is the
    SHA-256 of the weights' file.
    """

    recipe: str
    feature_names: tuple[str, ...]
    features_digest: str
    class_codes: tuple[str, ...]
    class_names: tuple[str, ...]
    cutoffs: tuple[float | None, ...]
    networks: dict[str, dict[str, Any]]
    workflow_version: str
    data_digest: str
    code_version: str
    seed: int
    training_fields: int
    training_cells: int
    figures: ModelFigures | None = None
    notes: dict[str, str] = field(default_factory=dict)
    weights_digest: str = ""
    format: int = FORMAT

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the manifest, which covers the weights': the model's identity."""
        return hashlib.sha256(encode(self)).hexdigest()

    def check_use(
        self, *, feature_names: tuple[str, ...], features_digest: str, class_codes: tuple[str, ...]
    ) -> None:
        """Raise ArtefactMismatch unless the model was trained for these very features and classes."""
        if feature_names != self.feature_names or features_digest != self.features_digest:
            raise ArtefactMismatch(
                "The cells have other features than those that the model was trained on.",
                expected=self.features_digest,
                given=features_digest,
            )
        if class_codes != self.class_codes:
            raise ArtefactMismatch(
                "The label set is not the one that the model was trained on.",
                expected=list(self.class_codes),
                given=list(class_codes),
            )

    def check_workflow(self, workflow_version: str) -> None:
        """Raise ArtefactMismatch unless the model was trained for this workflow version."""
        if workflow_version != self.workflow_version:
            raise ArtefactMismatch(
                "The model was trained for another workflow version.",
                expected=self.workflow_version,
                given=workflow_version,
            )


def encode(manifest: Manifest) -> bytes:
    """Return the manifest as indented JSON, always the same for the same manifest."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=1)


def decode(path: Path) -> Manifest:
    """Read a manifest; raises ArtefactInvalid."""
    try:
        stored = path.read_bytes()
        if (found := json.loads(stored).get("format")) != FORMAT:
            raise ArtefactInvalid(f"{path} has the format {found}; this version reads {FORMAT}.")
        return msgspec.json.decode(stored, type=Manifest)
    except (OSError, ValueError, AttributeError, msgspec.ValidationError) as error:
        raise ArtefactInvalid(f"{path} is no manifest of a model: {error}", file=str(path)) from error
