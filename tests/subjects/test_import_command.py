from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quorum.projects.models import Project
from quorum.subjects.models import ReferenceLabel, Subject
from tests.subjects.drawn import CHANNELS, write_field, write_table


def run(*arguments: object) -> str:
    output = io.StringIO()
    call_command("import_subjects", *map(str, arguments), verbosity=0, stdout=output)
    return output.getvalue()


def test_problems_are_counted_printed_and_written_to_a_file(tmp_path: Path, project: Project) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    write_field(folder, "good")
    write_field(folder, "bad", channels=["green"])
    table = tmp_path / "problems.csv"
    output = run("cells", folder, "--problems", table)
    assert "missing_channel" in output
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["external_id"], row["field"], row["code"]) for row in rows] == [
        ("bad", "location:blue", "missing_channel"),
        ("bad", "location:red", "missing_channel"),
    ]
    assert "row 1 bad location:blue: missing_channel: " in run("cells", folder)


def test_credit_labels_and_splits_come_from_arguments(tmp_path: Path, project: Project) -> None:
    write_field(tmp_path, "a")
    locations = [f"location:{channel}" for channel in CHANNELS]
    files = [f"a_{channel}.png" for channel in CHANNELS]
    write_table(tmp_path / "list.csv", ["external_id", *locations, "label"], ["a", *files, "16"])
    arguments = ["--kind", "manifest", "--manifest", "list.csv", "--label-set", "kaggle28"]
    origin = ["--credit", "Somebody", "--licence", "CC BY 4.0", "--source", "a microscope"]
    run("cells", tmp_path, *arguments, *origin, "--label-source", "expert 1", "--control-share", 1)
    subject = Subject.objects.get()
    assert (subject.credit, subject.licence, subject.source) == ("Somebody", "CC BY 4.0", "a microscope")
    label = ReferenceLabel.objects.get()
    assert (label.source, label.split) == ("expert 1", "control")


@pytest.mark.parametrize("project_slug", ["cells", "nobody-has-it"])
def test_the_exit_status_is_2_when_nothing_could_be_read(
    tmp_path: Path, project: Project, project_slug: str
) -> None:
    with pytest.raises(CommandError) as stopped:
        run(project_slug, tmp_path)
    assert stopped.value.returncode == 2


def test_the_exit_status_is_2_when_every_row_is_refused(tmp_path: Path, project: Project) -> None:
    write_field(tmp_path, "bad", channels=["green"])
    with pytest.raises(CommandError, match="No row") as stopped:
        run("cells", tmp_path)
    assert stopped.value.returncode == 2
