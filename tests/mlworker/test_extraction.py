"""Extraction writes every field once, goes on after a stop, shares work, and names what it refused."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image

from mlworker.datasets.cell_tables import read_cells, read_contents
from mlworker.jobs.extraction import ExtractionConfig, ExtractionDiffers, extract
from mlworker.jobs.images import FieldFiles, ImageListInvalid, find_fields
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import draw_field
from tests.real_data import real_data

SMALL = ExtractionConfig(part_size=2)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """Five small drawn fields as PNG files named after their channels."""
    folder = tmp_path_factory.mktemp("images")
    for number in range(5):
        field = draw_field(
            codes=[201],
            cell_line=CELL_LINES[number],
            size=192,
            bit_depth=8,
            rng=np.random.default_rng(number),
        )
        for colour, plane in field.channels.items():
            Image.fromarray(plane).save(folder / f"field{number}_{colour}.png")
    return folder


@pytest.fixture(scope="module")
def extracted(images, tmp_path_factory):
    """The features of the five fields, extracted without a stop."""
    folder = tmp_path_factory.mktemp("cells")
    done = extract(find_fields(images), folder, SMALL)
    return folder, done


def test_a_folder_of_images_becomes_719_features_for_every_cell(extracted):
    folder, done = extracted
    table = read_cells(folder)
    assert [path.name for path in sorted(folder.glob("*.parquet"))] == [
        f"part-0000{k}.parquet" for k in range(3)
    ]
    assert table.features.shape == (done.cells, 719)
    assert np.isfinite(table.features).all()
    assert set(table.field.tolist()) <= {f"field{k}" for k in range(5)}
    assert (done.fields, done.refused) == (5, 0)
    assert table.info.features_digest == done.features_digest
    assert (table.place[:, 2] > 0).all()


def test_a_run_goes_on_where_another_stopped_and_gives_the_same(images, extracted, tmp_path):
    sources = find_fields(images)
    extract(sources, tmp_path, SMALL)
    (tmp_path / "part-00001.parquet").unlink()
    before = (tmp_path / "part-00000.parquet").stat().st_mtime_ns
    heard = []
    done = extract(sources, tmp_path, SMALL, on_progress=lambda count, total: heard.append((count, total)))
    assert done == extracted[1]
    assert (tmp_path / "part-00000.parquet").stat().st_mtime_ns == before
    assert heard[-1] == (5, 5)
    np.testing.assert_array_equal(read_cells(tmp_path).features, read_cells(extracted[0]).features)


def test_a_killed_run_leaves_whole_parts_only_and_goes_on(images, extracted, tmp_path):
    command = [sys.executable, "-m", "mlworker", "extract", str(images), str(tmp_path / "cells")]
    # Parts of the command line hold more fields than there are: the kill comes before the only one is whole.
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (tmp_path / "cells" / "extraction.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    finished = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ})
    assert "5 fields" in finished.stdout
    np.testing.assert_array_equal(read_cells(tmp_path / "cells").features, read_cells(extracted[0]).features)


def test_two_shards_make_the_whole(images, extracted, tmp_path):
    sources = find_fields(images)
    first = extract(sources, tmp_path, SMALL, shard=(0, 2))
    second = extract(sources, tmp_path, SMALL, shard=(1, 2), processes=2)
    assert (first.fields, second.fields) == (3, 2)
    np.testing.assert_array_equal(read_cells(tmp_path).features, read_cells(extracted[0]).features)


def test_damaged_and_incomplete_fields_are_named_and_the_others_go_on(images, tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    for path in images.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "field1_red.png").write_bytes(b"not an image")
    (folder / "field3_yellow.png").unlink()
    Image.new("RGB", (192, 192)).save(folder / "field4_blue.png")
    tifffile.imwrite(folder / "field0_green.tif", np.zeros((64, 64), np.uint8))
    (folder / "field0_green.png").unlink()
    done = extract(find_fields(folder), tmp_path / "cells", SMALL)
    refused = [
        one for path in sorted((tmp_path / "cells").glob("*.parquet")) for one in read_contents(path).refused
    ]
    assert [(one.field, one.code) for one in refused] == [
        ("field0", "field_invalid"),
        ("field1", "image_unreadable"),
        ("field3", "channels_missing"),
        ("field4", "image_unreadable"),
    ]
    assert (done.fields, done.refused) == (1, 4)


def test_a_folder_begun_with_other_images_or_settings_is_refused(images, tmp_path):
    sources = find_fields(images)
    extract(sources[:2], tmp_path, SMALL)
    with pytest.raises(ExtractionDiffers):
        extract(sources, tmp_path, SMALL)
    with pytest.raises(ExtractionDiffers):
        extract(sources[:2], tmp_path, replace(SMALL, references=("nucleus",)))


def test_fewer_reference_channels_give_fewer_features(images, tmp_path):
    extract(find_fields(images)[:1], tmp_path, replace(SMALL, references=("nucleus",)))
    names = read_cells(tmp_path).feature_names
    assert 0 < len(names) < 719
    assert not [name for name in names if "microtubules" in name or ".er." in name]


def test_a_list_names_files_and_the_size_of_a_pixel(images, tmp_path):
    path = tmp_path / "list.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["field", "protein", "nucleus", "microtubules", "er", "pixel_um"])
        names = [str(images / f"field0_{colour}.png") for colour in ("green", "blue", "red", "yellow")]
        writer.writerow(["one", *names, "0.32"])
        writer.writerow(["two", names[0], "", "", "", ""])
    one, two = find_fields(path)
    assert (one.identifier, one.pixel_um, set(one.load().references)) == (
        "one",
        0.32,
        {"nucleus", "microtubules", "er"},
    )
    assert isinstance(two, FieldFiles)
    assert two.load().references == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no field"),
        ("name,file\n1,2\n", "columns field"),
        ("field,protein\na,x.png\na,y.png\n", "twice"),
        ("field,protein\na,\n", "needs a field and a protein"),
        ("field,protein,pixel_um\na,x.png,wide\n", "no number"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(tmp_path, text, said):
    (tmp_path / "list.csv").write_text(text)
    with pytest.raises(ImageListInvalid, match=said):
        find_fields(tmp_path / "list.csv")


def test_the_plan_of_a_folder_tells_how_it_was_made(extracted):
    plan = json.loads((extracted[0] / "extraction.json").read_text())
    assert plan["fields"] == 5
    assert plan["features_digest"] == extracted[1].features_digest


def test_real_fields_are_measured(tmp_path):
    sources = find_fields(real_data("hpa_fields"))[:4]
    done = extract(sources, tmp_path, SMALL)
    assert (done.fields, done.refused) == (4, 0)
    assert done.cells > 20
