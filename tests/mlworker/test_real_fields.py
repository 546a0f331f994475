"""The whole way on 60 real fields: found cells, features, a model of few examples, predictions."""

import csv

import numpy as np
import pyarrow.parquet as pq
import pytest

from mlworker.artefacts.manifest import decode
from mlworker.command import main
from mlworker.datasets.cell_tables import read_cells
from tests.real_data import real_data

pytestmark = [pytest.mark.ml, pytest.mark.slow]
KAGGLE_CLASSES = 28


def write_tables(folder, train):
    """Write the labels of the Kaggle layout as tables of the worker."""
    with train.open(newline="") as file:
        rows = list(csv.DictReader(file))
    lines = ["field,labels", *(f"{row['Id']},{row['Target']}" for row in rows)]
    (folder / "fields.csv").write_text("\n".join(lines) + "\n")
    codes = "".join(f"{code},class {code}\n" for code in range(KAGGLE_CLASSES))
    (folder / "classes.csv").write_text(f"code,name\n{codes}")
    return len(rows)


def test_real_fields_are_measured_learnt_from_and_predicted(tmp_path):
    images = real_data("hpa_fields")
    fields = write_tables(tmp_path, images / "train.csv")
    assert main(["extract", str(images), str(tmp_path / "cells"), "--processes", "2"]) == 0
    cells = read_cells(tmp_path / "cells")
    assert cells.features.shape[1] == 719
    assert len(set(cells.field.tolist())) == fields == 60
    tables = ["--cells", str(tmp_path / "cells"), "--fields", str(tmp_path / "fields.csv")]
    classes = ["--classes", str(tmp_path / "classes.csv")]
    train = ["train", str(tmp_path / "model"), *tables, *classes, "--recipe", "loccat", "--folds", "3"]
    assert main(train) == 0
    figures = decode(tmp_path / "model" / "model.json").figures
    # 40 fields are too few to be good; better than chance is what can be asked for.
    print(f"60 real fields: macro F1 {figures.macro_f1:.3f}, micro {figures.micro_f1:.3f}")
    assert figures.micro_f1 > 0.1
    assert main(["predict", str(tmp_path / "model"), str(tmp_path / "said.parquet"), *tables]) == 0
    said = pq.read_table(tmp_path / "said.parquet")
    probabilities = np.array([said.column(f"probability_{code}") for code in range(KAGGLE_CLASSES)])
    assert probabilities.shape == (KAGGLE_CLASSES, 60)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
