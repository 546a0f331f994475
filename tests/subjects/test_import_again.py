"""A folder that comes again: what stays, what may come later, what is a conflict."""

from __future__ import annotations

from pathlib import Path

from quorum.projects.models import Project
from quorum.subjects.models import ReferenceLabel, Subject
from quorum.subjects.signals import subjects_added
from tests.subjects.conftest import Importer
from tests.subjects.drawn import (
    write_field,
    write_table,
)
from tests.subjects.outcomes import LOCATIONS, counts, files_of, problems


def test_the_same_folder_again_changes_nothing(tmp_path: Path, do_import: Importer) -> None:
    for number in range(3):
        write_field(tmp_path, f"f{number}", seed=number)
    do_import(tmp_path)
    ids = set(Subject.objects.values_list("pk", flat=True))
    assert counts(do_import(tmp_path)) == (3, 0, 3, 0)
    assert set(Subject.objects.values_list("pk", flat=True)) == ids


def test_an_id_with_other_images_or_metadata_is_a_conflict(tmp_path: Path, do_import: Importer) -> None:
    write_field(tmp_path, "f")
    columns = ["external_id", *LOCATIONS, "metadata:gene"]
    write_table(tmp_path / "manifest.csv", columns, ["a", *files_of("f"), "TP53"])
    do_import(tmp_path, "manifest")
    write_table(tmp_path / "manifest.csv", columns, ["a", *files_of("f"), "EGFR"])
    assert problems(do_import(tmp_path, "manifest")) == [(2, "a", "metadata", "external_id_conflict")]
    write_field(tmp_path, "f", seed=9)
    write_table(tmp_path / "manifest.csv", columns, ["a", *files_of("f"), "TP53"])
    assert problems(do_import(tmp_path, "manifest")) == [(2, "a", "location", "external_id_conflict")]
    assert Subject.objects.get().metadata == {"gene": "TP53"}


def test_labels_may_come_later_but_never_change(tmp_path: Path, do_import: Importer) -> None:
    write_field(tmp_path, "f")
    do_import(tmp_path)
    write_table(tmp_path / "train.csv", ["Id", "Target"], ["f", "5"])
    assert counts(do_import(tmp_path)) == (1, 0, 1, 0)
    assert ReferenceLabel.objects.count() == 1
    write_table(tmp_path / "train.csv", ["Id", "Target"], ["f", "6"])
    assert problems(do_import(tmp_path)) == [(2, "f", "labels", "external_id_conflict")]


def test_new_subjects_are_announced_with_their_project(
    tmp_path: Path, project: Project, do_import: Importer
) -> None:
    told: list[tuple[int, list[int]]] = []

    def listen(project_id: int, subject_ids: list[int], **_: object) -> None:
        told.append((project_id, subject_ids))

    subjects_added.connect(listen)
    try:
        write_field(tmp_path, "f")
        do_import(tmp_path)
        do_import(tmp_path)
    finally:
        subjects_added.disconnect(listen)
    assert told == [(project.pk, [Subject.objects.get().pk])]
