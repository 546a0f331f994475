"""From images to predictions, by the command line and by messages to a real worker."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from PIL import Image
from scipy.special import entr

from mlworker.artefacts.manifest import decode
from mlworker.command import main
from mlworker.jobs.messages import Storage, carry_out, unpack
from mlworker.jobs.prediction import predict_fields, write_predictions
from quorum.domain.errors import QuorumError
from quorum.domain.requests import ExtractionRequest, PredictionRequest, RequestInvalid, TrainingRequest
from quorum.messaging.broker import broker_at, make_folders
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import draw_field

pytestmark = pytest.mark.ml
CODES = (102, 201)
FIELDS = 16
PATIENCE_S = 180


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    """Drawn images of two classes, a table of their labels and votes, and the label set, in one folder."""
    root = tmp_path_factory.mktemp("storage")
    (root / "images").mkdir()
    rows = ["field,antibody,labels,classifications,maximum_choices,votes_102,votes_201"]
    for number in range(FIELDS):
        code = CODES[number % 2]
        field = draw_field(
            codes=[code],
            cell_line=CELL_LINES[number % 5],
            size=160,
            bit_depth=8,
            rng=np.random.default_rng(number),
        )
        for colour, plane in field.channels.items():
            Image.fromarray(plane).save(root / "images" / f"f{number:02d}_{colour}.png")
        votes = (9, 2) if code == 102 else (3, 8)
        rows.append(f"f{number:02d},a{number // 2},{code},12,1,{votes[0]},{votes[1]}")
    (root / "fields.csv").write_text("\n".join(rows) + "\n")
    (root / "classes.csv").write_text("code,name,parent\n102,Nucleoplasm,10\n201,Cytosol,20\n")
    return root


@pytest.fixture(scope="module")
def cells(storage):
    assert main(["extract", str(storage / "images"), str(storage / "cells")]) == 0
    return storage / "cells"


@pytest.fixture(scope="module")
def model(storage, cells):
    assert (
        main(["train", *tables(storage), "--recipe", "loccat-released", "--folds", "2", str(storage / "model")])
        == 0
    )
    return storage / "model"


def tables(storage):
    return [
        "--cells", str(storage / "cells"), "--fields", str(storage / "fields.csv"),
        "--classes", str(storage / "classes.csv"),
    ]  # fmt: skip


def test_training_leaves_a_model_with_its_figures_and_a_card(model, storage, cells):
    manifest = decode(model / "model.json")
    assert manifest.class_codes == ("102", "201")
    assert len(manifest.feature_names) == 719
    assert manifest.figures.macro_f1 > 0.6
    card = (model / "card.md").read_text()
    assert "2 folds by sample" in card
    assert "| loccat | " in card
    assert {"learning.json", "learning.png", "learning.svg"} <= {path.name for path in model.iterdir()}
    assert not (storage / "model.work").exists()


def test_predictions_name_the_classes_and_the_model(model, storage, cells):
    output = storage / "predictions.parquet"
    command = [
        "predict",
        str(model),
        str(output),
        "--cells",
        str(cells),
        "--fields",
        str(storage / "fields.csv"),
    ]
    assert main(command) == 0
    table = pq.read_table(output).to_pydict()
    assert table["field"] == [f"f{number:02d}" for number in range(FIELDS)]
    assert set(table["model"]) == {decode(model / "model.json").digest}
    right = [str(CODES[row % 2]) in classes.split(";") for row, classes in enumerate(table["classes"])]
    assert np.mean(right) > 0.7
    assert main([*command[:2], str(storage / "predictions.csv"), *command[3:]]) == 0
    assert (storage / "predictions.csv").read_text().startswith('"field","classes","probability_102"')


def test_predictions_tell_how_unsure_the_model_is_where_that_is_asked(model, storage, cells):
    (storage / "asked.csv").write_text("field\nf00\nwithout-cells\nf03\n")
    output, again = storage / "unsure.parquet", storage / "again.parquet"
    command = ["--cells", str(cells), "--fields", str(storage / "asked.csv"), "--samples", "8"]
    for path in (output, again, storage / "unsure.csv"):
        assert main(["predict", str(model), str(path), *command]) == 0
    table = pq.read_table(output)
    assert table.equals(pq.read_table(again)), "the same seed draws the same networks"
    assert table.column_names == [
        *("field", "classes", "probability_102", "probability_201", "model"),
        *("uncertainty_102", "uncertainty_201", "embedding", "draws_102", "draws_201"),
    ]
    assert table["draws_102"].null_count == table["uncertainty_102"].null_count == 1
    draws = np.array([table[f"draws_{code}"].drop_null().to_pylist() for code in CODES])
    assert draws.shape == (2, 2, 8)
    told = np.array([table[f"uncertainty_{code}"].drop_null().to_numpy() for code in CODES])
    # What is surely one of two classes leaves little doubt, so that only the ratio can be held against it.
    expected = entropy(draws.mean(axis=2)) - entropy(draws).mean(axis=2)
    np.testing.assert_allclose(told, expected, rtol=1e-4, atol=1e-14)
    assert told.max() > 0
    said = [table[f"probability_{code}"].drop_null().to_numpy() for code in CODES]
    np.testing.assert_allclose(draws.mean(axis=2), said, atol=0.2)
    assert (storage / "unsure.csv").read_text().splitlines()[0].endswith('"uncertainty_102","uncertainty_201"')


def test_networks_of_which_one_says_yes_and_one_says_no_leave_much_doubt(model, storage, cells):
    (storage / "asked.csv").write_text("field\nf00\nwithout-cells\nf03\n")
    said = predict_fields(model=model, cells=cells, fields=storage / "asked.csv")
    draws = np.array([[0.1, 0.5], [0.9, 0.5]], np.float32)[:, None].repeat(3, axis=1)
    draws[:, 1] = np.nan
    write_predictions(storage / "doubted.parquet", replace(said, draws=draws))
    table = pq.read_table(storage / "doubted.parquet").to_pydict()
    expected = entropy(0.5) - entropy(0.1)
    assert expected > 0.3
    assert table["uncertainty_102"] == [pytest.approx(expected), None, pytest.approx(expected)]
    assert table["uncertainty_201"] == [pytest.approx(0.0, abs=1e-7), None, pytest.approx(0.0, abs=1e-7)]
    assert table["draws_102"] == [pytest.approx([0.1, 0.9]), None, pytest.approx([0.1, 0.9])]


def entropy(p):
    return entr(p) + entr(1 - p)


def test_predictions_say_where_each_field_lies_among_the_features_in_parquet_alone(model, storage, cells):
    (storage / "some.csv").write_text("field\nf03\nwithout-cells\nf00\n")
    for name in ("some", "fields"):
        command = ["--cells", str(cells), "--fields", str(storage / f"{name}.csv")]
        assert main(["predict", str(model), str(storage / f"{name}.parquet"), *command]) == 0
        assert main(["predict", str(model), str(storage / f"{name}-said.csv"), *command]) == 0
    some, all_of_them = (pq.read_table(storage / f"{name}.parquet") for name in ("some", "fields"))
    assert some.column_names == ["field", "classes", "probability_102", "probability_201", "model", "embedding"]
    assert some.schema.field("embedding").type == pa.list_(pa.float32())
    third, nowhere, first = some["embedding"].to_pylist()
    assert nowhere is None
    everywhere = all_of_them["embedding"].to_pylist()
    assert np.shape(everywhere) == (FIELDS, 32)
    # Another run, about other fields: the same space.
    np.testing.assert_allclose([first, third], [everywhere[0], everywhere[3]], atol=1e-5)
    assert "embedding" not in (storage / "some-said.csv").read_text()


@pytest.mark.slow
def test_an_evaluation_writes_a_report_that_compares_recipes(storage, cells):
    command = ["evaluate", *tables(storage), "--recipes", "loccat-released", "loccat", "--folds", "2"]
    assert main([*command, str(storage / "report")]) == 0
    page = (storage / "report" / "loccat-released" / "report.md").read_text()
    assert "| loccat " in page
    assert "(plots/learning.png)" in page
    assert list((storage / "report" / "loccat-released" / "plots").glob("*.svg"))


CELLS, TABLE = "--cells {s}/cells", "--fields {s}/fields.csv"
WRONG = {
    "artefact_invalid": f"predict {{s}}/nothing {{s}}/p.csv {CELLS} {TABLE}",
    "artefact_mismatch": f"predict {{m}} {{s}}/p.csv {CELLS} {TABLE} --workflow-version 9",
    "dataset_invalid": f"train {CELLS} {TABLE} --classes {{s}}/fields.csv {{s}}/y",
    "device_unavailable": f"train {CELLS} {TABLE} --classes {{s}}/classes.csv --device cuda {{s}}/y",
    "image_list_invalid": "extract {s}/nowhere {s}/x",
    "prediction_invalid": f"predict {{m}} {{s}}/p.csv {CELLS} {TABLE} --samples 1",
}


@pytest.mark.parametrize("code", WRONG)
@pytest.mark.skipif(torch.cuda.is_available(), reason="one of the refusals is that of a machine without a GPU")
def test_what_cannot_be_done_ends_with_a_code_and_a_sentence(model, storage, capsys, code):
    assert main([part.format(s=storage, m=model) for part in WRONG[code].split()]) == 2
    assert f"\n{code}: " in f"\n{capsys.readouterr().err}"


def test_a_message_may_not_leave_the_storage(tmp_path):
    request = ExtractionRequest(job="1", images="../secrets", output="cells")
    carry_out(msgspec.to_builtins(request), ExtractionRequest, Storage(tmp_path))
    report = json.loads((tmp_path / "jobs/1/failure.json").read_text())
    assert (report["code"], report["is_users_fault"]) == ("request_invalid", True)
    with pytest.raises(RequestInvalid):
        carry_out({"job": "../../x", "images": "i", "output": "o"}, ExtractionRequest, Storage(tmp_path))


def test_a_message_from_before_there_was_doubt_asks_for_none():
    message = msgspec.to_builtins(PredictionRequest("1", "m", "c", "f", "o", "v"))
    for name in ("samples", "seed"):
        del message[name]
    assert unpack(message, PredictionRequest).samples == 0


def test_a_message_of_another_shape_is_refused(tmp_path):
    with pytest.raises(QuorumError, match="TrainingRequest"):
        carry_out({"job": "1", "recipe": 7}, TrainingRequest, Storage(tmp_path))


@pytest.fixture
def worker(storage, tmp_path):
    """A real worker of the queue `ml` on messages in files; yields what sends it a message."""
    environment = {
        **os.environ,
        "QUORUM_VAR": str(tmp_path),
        "QUORUM_ML_STORAGE": str(storage),
        "REDIS_URL": "",
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "mlworker.tasks",
        "worker",
        "--queues",
        "ml",
        "--pool",
        "solo",
    ]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield lambda task, request: send(tmp_path / "broker", task, request)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def send(folder, task, request):
    from celery import Celery

    broker = broker_at(redis_url="", folder=folder)
    make_folders(broker.options)
    app = Celery("sender", set_as_current=False)
    app.conf.update(
        broker_url=broker.url, broker_transport=broker.transport, broker_transport_options=broker.options
    )
    app.send_task(task, args=[msgspec.to_builtins(request)], queue="ml")


def report_of(storage, job, name="report"):
    path = storage / "jobs" / job / f"{name}.json"
    deadline = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < deadline, f"job {job} left no report"
        time.sleep(0.1)
    return json.loads(path.read_text())


def test_a_worker_extracts_in_shards_trains_and_predicts_on_messages(worker, storage):
    for shard in (0, 1):
        worker(
            "mlworker.extract", ExtractionRequest(f"e{shard}", "images", "shared-cells", shard=shard, shards=2)
        )
    fields = [report_of(storage, f"e{shard}")["fields"] for shard in (0, 1)]
    assert sum(fields) == FIELDS
    tables = {"cells": "shared-cells", "fields": "fields.csv", "workflow_version": "3"}
    worker(
        "mlworker.train",
        TrainingRequest("t", "attention-crowd", classes="classes.csv", output="crowd-model", folds=2, **tables),
    )
    trained = report_of(storage, "t")
    assert trained["macro_f1"] > 0.6
    worker(
        "mlworker.predict", PredictionRequest("p", "crowd-model", output="said.parquet", samples=3, **tables)
    )
    predicted = report_of(storage, "p")
    assert predicted["draws"] == 3
    assert predicted["model_digest"] == trained["model_digest"]
    assert predicted["fields"] == FIELDS
    assert json.loads((storage / "jobs/t/progress.json").read_text())["share"] > 0
    worker("mlworker.predict", PredictionRequest("q", "nothing", output="other.parquet", **tables))
    assert report_of(storage, "q", "failure")["code"] == "artefact_invalid"
