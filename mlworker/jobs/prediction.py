"""Predicting with a kept model, and the table that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from mlworker.artefacts.manifest import Manifest
from mlworker.artefacts.model_folder import load_model
from mlworker.datasets.classes import ClassList
from mlworker.jobs.loading import Material, load_material
from mlworker.recipes.interface import Floats
from quorum.domain.requests import PredictionReport


@dataclass(frozen=True)
class Predictions:
    """What a model says: `probabilities` (fields, classes), NaN without cells, and whom it is from."""

    manifest: Manifest
    material: Material
    probabilities: Floats

    @property
    def named(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Return which classes lie at or above their cutoff, (fields, classes)."""
        cutoffs = np.array([np.inf if one is None else one for one in self.manifest.cutoffs])
        # A field without cells compares as False: nothing is named in it.
        return np.asarray(self.probabilities >= cutoffs)


def predict_fields(
    *, model: Path, cells: Path, fields: Path, workflow_version: str | None = None
) -> Predictions:
    """Predict all classes of the fields in a table.

    Raises ArtefactInvalid; ArtefactMismatch for other features or another workflow version than the model's;
    DatasetInvalid; CrowdMissing where the recipe reads votes.
    """
    fitted, manifest = load_model(model)
    if workflow_version is not None:
        manifest.check_workflow(workflow_version)
    classes = ClassList(manifest.class_codes, manifest.class_names, ("",) * len(manifest.class_codes))
    material = load_material(cells=cells, fields=fields, classes=classes)
    manifest.check_use(
        feature_names=material.data.feature_names,
        features_digest=material.features_digest,
        class_codes=material.data.classes,
    )
    return Predictions(manifest, material, fitted.predict(material.data))


def write_predictions(path: Path, said: Predictions) -> None:
    """Write a row per field as Parquet or, by the name's ending, CSV; all or nothing.

    Columns: `field`; `classes`, the codes named, separated by semicolons; `probability_<code>` of each class,
    empty for a field without cells; `model`, the digest of the model.
    """
    codes = np.array(said.manifest.class_codes)
    fields = said.material.data.fields
    table = pa.table(
        {
            "field": pa.array(fields.ids.tolist(), pa.string()),
            "classes": pa.array([";".join(codes[row].tolist()) for row in said.named], pa.string()),
            **{
                f"probability_{code}": pa.array(said.probabilities[:, k], from_pandas=True)
                for k, code in enumerate(said.manifest.class_codes)
            },
            "model": pa.array([said.manifest.digest] * len(fields), pa.string()),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    if path.suffix == ".csv":
        pc.write_csv(table, draft)
    else:
        pq.write_table(table, draft, compression="zstd")
    draft.replace(path)


def report_on(said: Predictions, *, job: str) -> PredictionReport:
    """Return the report of a prediction."""
    return PredictionReport(
        job=job,
        model_digest=said.manifest.digest,
        fields=len(said.probabilities),
        without_cells=int(np.isnan(said.probabilities).all(axis=1).sum()),
    )
