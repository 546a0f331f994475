"""Predicting with a kept model, and the table that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mlworker.artefacts.manifest import Manifest
from mlworker.artefacts.model_folder import load_model
from mlworker.datasets.classes import ClassList
from mlworker.devices import choose_device
from mlworker.jobs.loading import Material, load_material
from mlworker.recipes.embedding import Points, embed
from mlworker.recipes.interface import Draws, Floats
from quorum.domain.acquisition.disagreement import mutual_information
from quorum.domain.errors import UserFault
from quorum.domain.requests import PredictionReport

Progress = Callable[[float, str], None]


class PredictionInvalid(UserFault):
    """A prediction was asked for that cannot be made."""

    code = "prediction_invalid"


@dataclass(frozen=True)
class PredictionOptions:
    """How to predict: the device, and how many networks tell how unsure the model is, 0 for none.

    Raises PredictionInvalid for one network alone, which has no doubt.
    """

    device: str = "auto"
    samples: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.samples < 0 or self.samples == 1:
            raise PredictionInvalid("Doubt takes two samples at least; 0 leaves it out.", samples=self.samples)


DEFAULTS = PredictionOptions()


@dataclass(frozen=True)
class Predictions:
    """What a model says: `probabilities` (fields, classes), NaN without cells, and whom it is from.

    `embedding` (fields, dimensions) is where fields lie by their features, see `embed`. `draws` (members,
    fields, classes) are what single networks say, where that was asked for.
    """

    manifest: Manifest
    material: Material
    probabilities: Floats
    embedding: Points
    draws: Draws | None = None

    @property
    def named(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Return which classes lie at or above their cutoff, (fields, classes)."""
        cutoffs = np.array([np.inf if one is None else one for one in self.manifest.cutoffs])
        # A field without cells compares as False: nothing is named in it.
        return np.asarray(self.probabilities >= cutoffs)


def predict_fields(
    *,
    model: Path,
    cells: Path,
    fields: Path,
    workflow_version: str | None = None,
    options: PredictionOptions = DEFAULTS,
    on_progress: Progress | None = None,
) -> Predictions:
    """Predict all classes of the fields in a table.

    Raises ArtefactInvalid; ArtefactMismatch for other features or another workflow version than the model's;
    DatasetInvalid; CrowdMissing where the recipe reads votes; DeviceUnavailable.
    """
    tell = on_progress or (lambda share, line: None)
    device = str(choose_device(options.device))
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
    tell(0.2, f"{len(material.data.fields)} fields read, computing on {device}")
    said = fitted.predict(material.data, device=device)
    embedding = embed(material.data, fitted.normalisation)
    if not options.samples:
        return Predictions(manifest, material, said, embedding)
    tell(0.4, "asking how unsure it is")
    draws = fitted.draws(material.data, samples=options.samples, seed=options.seed, device=device)
    return Predictions(manifest, material, said, embedding, draws)


def write_predictions(path: Path, said: Predictions) -> None:
    """Write a row per field as Parquet or, by the name's ending, CSV; all or nothing.

    Columns: `field`; `classes`, the codes named, separated by semicolons; `probability_<code>` of each class,
    empty for a field without cells; `model`, the digest of the model. Where it was asked for,
    `uncertainty_<code>`, the mutual information of label and model in nats. In Parquet alone, as CSV knows no
    lists: `embedding`, where the field lies by its features, which costs little and needs no samples, so that
    it is always there; and, where they were asked for, `draws_<code>`, what each network says. These are
    float32, and null for a field without cells.
    """
    codes = np.array(said.manifest.class_codes)
    fields = said.material.data.fields
    columns = {
        "field": pa.array(fields.ids.tolist(), pa.string()),
        "classes": pa.array([";".join(codes[row].tolist()) for row in said.named], pa.string()),
        **_by_class("probability", said.manifest, said.probabilities),
        "model": pa.array([said.manifest.digest] * len(fields), pa.string()),
    }
    if said.draws is not None:
        uncertainty = mutual_information(said.draws).astype(np.float32)
        columns |= _by_class("uncertainty", said.manifest, uncertainty)
    table = pa.table(columns if path.suffix == ".csv" else columns | _columns_of_lists(said))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    if path.suffix == ".csv":
        pc.write_csv(table, draft)
    else:
        pq.write_table(table, draft, compression="zstd")
    draft.replace(path)


def _by_class(name: str, manifest: Manifest, values: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Return a column for each class of values (fields, classes), empty where they are no numbers."""
    return {
        f"{name}_{code}": pa.array(values[:, k], from_pandas=True)
        for k, code in enumerate(manifest.class_codes)
    }


def _columns_of_lists(said: Predictions) -> dict[str, Any]:
    """Return the columns that hold a list for each field."""
    columns = {"embedding": _lists(said.embedding)}
    if said.draws is not None:
        drawn = zip(said.manifest.class_codes, np.moveaxis(said.draws, 2, 0), strict=True)
        columns |= {f"draws_{code}": _lists(draws.T) for code, draws in drawn}
    return columns


def _lists(rows: NDArray[np.float32]) -> Any:
    """Return a column of lists of rows (fields, items), null where one is no number."""
    fields, items = rows.shape
    offsets = pa.array(np.arange(0, fields * items + 1, items, dtype=np.int32))
    return pa.ListArray.from_arrays(offsets, pa.array(rows.ravel()), mask=pa.array(np.isnan(rows).any(axis=1)))


def report_on(said: Predictions, *, job: str) -> PredictionReport:
    """Return the report of a prediction."""
    return PredictionReport(
        job=job,
        model_digest=said.manifest.digest,
        fields=len(said.probabilities),
        without_cells=int(np.isnan(said.probabilities).all(axis=1).sum()),
        draws=0 if said.draws is None else len(said.draws),
    )
