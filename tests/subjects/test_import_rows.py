"""What goes in, what is refused, and what is said about it."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
import tifffile
from django.core.files.storage import default_storage
from PIL import Image

from quorum.projects.models import Project
from quorum.subjects.models import ReferenceLabel, Sample, Subject
from tests.subjects.conftest import Importer
from tests.subjects.drawn import (
    CHANNELS,
    draw,
    png_bomb,
    write_field,
    write_png,
    write_table,
    write_tiff,
)
from tests.subjects.outcomes import LOCATIONS, counts, files_of, problems


def test_a_kaggle_folder_goes_in_with_its_labels(tmp_path: Path, do_import: Importer) -> None:
    (tmp_path / "train").mkdir()
    for number in range(3):
        write_field(tmp_path / "train", f"f{number}", seed=number)
    write_table(tmp_path / "train.csv", ["Id", "Target"], ["f0", "0 25"], ["f1", "5"])
    import_run = do_import(tmp_path)
    assert (import_run.state, counts(import_run), problems(import_run)) == ("done", (3, 3, 0, 0), [])
    labels = ReferenceLabel.objects.order_by("subject__external_id")
    assert [len(label.choice_ids) for label in labels] == [2, 1]


def test_every_bad_row_of_a_kaggle_folder_is_listed_and_the_good_ones_go_in(
    tmp_path: Path, do_import: Importer
) -> None:
    for number, external_id in enumerate(["good", "cut", "noise", "sizes", "mixed", "label", "last"]):
        write_field(tmp_path, external_id, seed=number)
    cut = tmp_path / "cut_red.png"
    cut.write_bytes(cut.read_bytes()[:500])
    (tmp_path / "noise_blue.png").write_text("not an image")
    write_png(tmp_path / "sizes_yellow.png", draw(shape=(30, 30)))
    write_png(tmp_path / "mixed_green.png", np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8))
    write_field(tmp_path, "half", channels=["green", "yellow"])
    write_png(tmp_path / "good_mask.png", draw())
    write_table(
        tmp_path / "train.csv",
        ["Id", "Target"],
        *([external_id, "0"] for external_id in ("good", "cut", "noise", "sizes", "mixed")),
        ["label", "0 99"],
        ["nowhere", "1"],
        ["good", "2"],
        ["", "1"],
        ["half", "3"],
    )
    import_run = do_import(tmp_path)
    assert counts(import_run) == (11, 2, 0, 9)
    assert problems(import_run) == [
        (2, "good", "location:mask", "unknown_channel"),
        (3, "cut", "location:red", "truncated"),
        (4, "noise", "location:blue", "unreadable"),
        (5, "sizes", "location:yellow", "sizes_differ"),
        (6, "mixed", "location:green", "not_single_colour"),
        (7, "label", "labels", "unknown_label"),
        (8, "nowhere", "Id", "file_missing"),
        (9, "good", "Id", "duplicate_id"),
        (10, "", "Id", "invalid_id"),
        (11, "half", "location:blue", "missing_channel"),
        (11, "half", "location:red", "missing_channel"),
    ]
    assert set(Subject.objects.values_list("external_id", flat=True)) == {"good", "last"}


def test_every_bad_row_of_a_manifest_is_listed_and_the_good_ones_go_in(
    tmp_path: Path, do_import: Importer
) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    write_field(tmp_path, "secret")
    write_field(folder, "f")
    (folder / "link.png").symlink_to(tmp_path / "secret_green.png")
    (folder / "inside.png").symlink_to(folder / "f_green.png")
    good = files_of("f")
    rows = [
        ["good", *good],
        ["dots", "../secret_green.png", *good[1:]],
        ["absolute", str(tmp_path / "secret_green.png"), *good[1:]],
        ["link", "link.png", *good[1:]],
        ["linked-inside", "inside.png", *good[1:]],
        ["nowhere", "nowhere.png", *good[1:]],
        ["no-nucleus", good[0], "", *good[2:]],
        ["no-reticulum", *good[:3], ""],
        ["surplus", *good, "one", "more", "cells"],
        ["x" * 201, *good],
        ["folder", ".", *good[1:]],
    ]
    write_table(folder / "manifest.csv", ["external_id", *LOCATIONS, "location:violet", "note"], *rows)
    import_run = do_import(folder, "manifest")
    assert counts(import_run) == (11, 3, 0, 8)
    assert problems(import_run) == [
        (1, "", "location:violet", "unknown_channel"),
        (1, "", "note", "unknown_column"),
        (3, "dots", "location:green", "path_outside_folder"),
        (4, "absolute", "location:green", "path_outside_folder"),
        (5, "link", "location:green", "path_outside_folder"),
        (7, "nowhere", "location:green", "file_missing"),
        (8, "no-nucleus", "location:blue", "missing_channel"),
        (10, "surplus", "", "invalid_value"),
        (11, "x" * 200, "external_id", "invalid_id"),
        (12, "folder", "location:green", "file_missing"),
    ]
    assert Subject.objects.get(external_id="no-reticulum").channels.count() == 3


def test_a_link_out_of_a_kaggle_folder_is_refused(tmp_path: Path, do_import: Importer) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    write_field(tmp_path, "f")
    write_field(folder, "f", channels=CHANNELS[1:])
    (folder / "f_green.png").symlink_to(tmp_path / "f_green.png")
    import_run = do_import(folder)
    assert problems(import_run) == [(1, "f", "location:green", "path_outside_folder")]


def test_a_decompression_bomb_is_refused_and_the_rest_goes_in(
    tmp_path: Path, do_import: Importer, settings: object
) -> None:
    settings.IMPORT_PIXEL_LIMIT = 1_000_000  # type: ignore[attr-defined]
    for external_id in ("bomb", "good"):
        write_field(tmp_path, external_id)
    png_bomb(tmp_path / "bomb_red.png", side=5000)
    import_run = do_import(tmp_path)
    assert problems(import_run) == [(1, "bomb", "location:red", "too_many_pixels")]
    assert counts(import_run) == (2, 1, 0, 1)


def test_other_formats_and_numbers_are_refused_by_name(tmp_path: Path, do_import: Importer) -> None:
    write_field(tmp_path, "f")
    write_tiff(tmp_path / "float.tif", draw().astype(np.float32))
    write_table(tmp_path / "manifest.csv", ["external_id", *LOCATIONS], ["a", "float.tif", *files_of("f")[1:]])
    import_run = do_import(tmp_path, "manifest")
    [problem] = import_run.problems.all()
    assert problem.code == "unsupported_format"
    assert "float32" in problem.reason


def test_manifest_columns_become_metadata_sample_and_credit(tmp_path: Path, do_import: Importer) -> None:
    write_field(tmp_path, "f")
    extra = {
        "metadata:gene": "TP53",
        "metadata:well": "A1",
        "metadata:passage": "12",
        "credit": "A. Scientist",
        "licence": "CC BY 4.0",
        "source": "https://example.org/images",
        "pixel_size_um": "0.08",
        "labels": "Nucleoplasm; 201",
    }
    write_table(
        tmp_path / "manifest.csv",
        ["external_id", *LOCATIONS, *extra],
        ["a", *files_of("f"), *extra.values()],
        ["b", *files_of("f"), *["" for _ in extra]],
    )
    do_import(tmp_path, "manifest", label_set="hpa29", source="the lab")
    subject = Subject.objects.get(external_id="a")
    assert subject.metadata == {"gene": "TP53", "well": "A1", "passage": "12"}
    assert (subject.credit, subject.licence) == ("A. Scientist", "CC BY 4.0")
    assert (subject.source, subject.pixel_size_um) == ("https://example.org/images", 0.08)
    assert subject.sample == Sample.objects.get(gene="TP53", well="A1", antibody="")
    label = subject.reference_labels.get()
    assert label.source == "manifest.csv"
    codes = label.label_set_version.choices.filter(pk__in=label.choice_ids).values_list("code", flat=True)
    assert set(codes) == {"102", "201"}
    other = Subject.objects.get(external_id="b")
    assert (other.credit, other.licence, other.source) == ("The project", "CC0", "the lab")
    assert (other.sample, other.reference_labels.count()) == (None, 0)


def test_tables_from_spreadsheets_with_semicolons_and_windows_paths_are_read(
    tmp_path: Path, do_import: Importer
) -> None:
    (tmp_path / "plates").mkdir()
    write_field(tmp_path / "plates", "f")
    lines = [";".join(["external_id", *LOCATIONS]), ";".join(["a", *(f"plates\\{n}" for n in files_of("f"))])]
    (tmp_path / "list.csv").write_text("\r\n".join(lines), encoding="utf-8-sig")
    assert counts(do_import(tmp_path, "manifest")) == (1, 1, 0, 0)


def test_stacks_are_addressed_by_page_by_name_or_as_a_whole(tmp_path: Path, do_import: Importer) -> None:
    stack = np.stack([draw(seed, depth=16) for seed in range(4)])
    write_tiff(tmp_path / "plain.tif", stack)
    names = {"axes": "CYX", "Channel": {"Name": ["ER", "Nucleus", "green", "Microtubules"]}}
    tifffile.imwrite(tmp_path / "named.ome.tif", stack, photometric="minisblack", metadata=names)
    pages = [f"plain.tif#{page}" for page in (3, 2, 4, 1)]
    by_name = [f"named.ome.tif#{name}" for name in ("green", "nucleus", "Microtubules", "ER")]
    write_table(
        tmp_path / "manifest.csv",
        ["external_id", "location", *LOCATIONS],
        ["whole", "plain.tif", "", "", "", ""],
        ["pages", "", *pages],
        ["names", "", *by_name],
        ["found", "named.ome.tif", "", "", "", ""],
        ["no-page", "", "plain.tif#5", *pages[1:]],
        ["no-plane", "", "plain.tif", *pages[1:]],
        ["no-name", "", "named.ome.tif#DAPI", *pages[1:]],
    )
    import_run = do_import(tmp_path, "manifest")
    assert [problem[1:] for problem in problems(import_run)] == [
        (external_id, "location:green", "missing_channel") for external_id in ("no-page", "no-plane", "no-name")
    ]

    def planes(external_id: str) -> dict[str, int]:
        channels = Subject.objects.get(external_id=external_id).channels
        return dict(channels.values_list("project_channel__key", "plane"))

    assert planes("whole") == {"green": 0, "blue": 1, "red": 2, "yellow": 3}
    for external_id in ("pages", "names"):
        assert planes(external_id) == {"green": 2, "blue": 1, "red": 3, "yellow": 0}
    assert planes("found") == {"green": 2, "blue": 1, "red": 3}
    assert Subject.objects.get(external_id="whole").channels.values("original").distinct().count() == 1


def test_originals_stay_untouched_and_derivatives_are_recorded(tmp_path: Path, do_import: Importer) -> None:
    for number, channel in enumerate(CHANNELS):
        write_tiff(tmp_path / f"f_{channel}.tif", draw(number, depth=16, shape=(900, 1500)))
    do_import(tmp_path)
    subject = Subject.objects.get()
    assert (subject.width, subject.height) == (1500, 900)
    for channel in subject.channels.select_related("project_channel"):
        with default_storage.open(channel.original) as stored:
            assert stored.read() == (tmp_path / f"f_{channel.project_channel.key}.tif").read_bytes()
        assert (channel.bit_depth, channel.window_low, channel.window_high) == (16, 0.0, 1.0)
        assert (channel.display_width, channel.display_height) == (1200, 720)
        for name, size in ((channel.display, (1200, 720)), (channel.thumbnail, (240, 144))):
            with default_storage.open(name) as file:
                image = Image.open(io.BytesIO(file.read()))
            assert (image.format, image.size) == ("WEBP", size)
    with default_storage.open(subject.thumbnail) as file:
        assert Image.open(io.BytesIO(file.read())).size == (240, 144)


def test_the_contrast_window_of_the_project_is_used_and_recorded(
    tmp_path: Path, project: Project, do_import: Importer
) -> None:
    project.channels.filter(key="green").update(window_low=0.1, window_high=0.5)
    write_field(tmp_path, "f")
    do_import(tmp_path)
    channel = Subject.objects.get().channels.get(project_channel__key="green")
    assert (channel.window_low, channel.window_high) == (0.1, 0.5)
    with default_storage.open(channel.display) as file:
        shown = np.asarray(Image.open(io.BytesIO(file.read())).convert("L")).astype(float)
    expected = np.clip((draw(0).astype(float) - 25.5) * 2.5, 0, 255)
    assert abs(shown - expected).max() <= 1


@pytest.mark.parametrize(("kind", "code"), [("kaggle", "nothing_found"), ("manifest", "manifest_missing")])
def test_a_folder_with_nothing_in_it_makes_the_import_fail(
    tmp_path: Path, do_import: Importer, kind: str, code: str
) -> None:
    import_run = do_import(tmp_path, kind)
    assert import_run.state == "failed"
    assert import_run.failure.startswith(code)


def test_a_manifest_without_ids_or_in_another_encoding_makes_the_import_fail(
    tmp_path: Path, do_import: Importer
) -> None:
    (tmp_path / "manifest.csv").write_text("id,location:green\na,b.png\n")
    assert do_import(tmp_path, "manifest").failure.startswith("column_missing")
    (tmp_path / "manifest.csv").write_bytes("external_id\nf\xfcr\n".encode("latin-1"))
    assert do_import(tmp_path, "manifest").failure.startswith("table_unreadable")


def test_an_unknown_label_set_makes_the_import_fail(tmp_path: Path, do_import: Importer) -> None:
    write_field(tmp_path, "f")
    write_table(tmp_path / "train.csv", ["Id", "Target"], ["f", "5"])
    assert do_import(tmp_path, label_set="nobody-has-it").failure.startswith("label_set_unknown")


def test_zero_bytes_and_broken_file_names_cost_their_rows_only(tmp_path: Path, do_import: Importer) -> None:
    write_field(tmp_path, "good")
    write_table(tmp_path / "manifest.csv", ["external_id", *LOCATIONS], ["good", *files_of("good")])
    with (tmp_path / "manifest.csv").open("a") as table:
        table.write("n\0ul," + ",".join(files_of("good")) + "\n")
    import_run = do_import(tmp_path, "manifest")
    assert (import_run.state, counts(import_run)) == ("done", (2, 1, 0, 1))
    assert problems(import_run) == [(3, "n?ul", "external_id", "invalid_id")]
    (tmp_path / "manifest.csv").unlink()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff_green.png")).write_bytes(b"x")
    import_run = do_import(tmp_path)
    assert import_run.state == "done"
    assert [problem[1:] for problem in problems(import_run)] == [("b?", "Id", "invalid_id")]
    (tmp_path / "manifest.csv").write_text("external_id,metadata:a\0\n")
    assert do_import(tmp_path, "manifest").failure.startswith("table_unreadable")
