"""The importing guide explains every code, and its examples work."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import tifffile

from quorum.projects.models import Project
from quorum.projects.services import FLUORESCENCE_CHANNELS, create_project
from quorum.subjects.errors import ProblemCode
from quorum.subjects.management.commands.import_subjects import Command
from quorum.subjects.services import run_import, start_import
from tests.subjects.drawn import draw, write_tiff

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
SUBJECTS = ROOT / "platform" / "quorum" / "subjects"
# Answered at once, to the request that caused them.
ANSWERED_AT_ONCE = {
    "kind_unknown",
    "subject_set_invalid",
    "shares_invalid",
    "pixel_size_invalid",
    "no_files",
    "duplicate_file",
    "file_kind_unknown",
    "too_many_files",
}


def documented_codes(heading: str) -> list[str]:
    table = GUIDE.partition(heading)[2].partition("\n\n")[0]
    return re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)


def test_the_table_of_row_codes_is_the_code() -> None:
    documented = documented_codes("run the same import again: what is here is skipped.\n\n")
    assert sorted(documented) == sorted(ProblemCode)


def test_the_table_of_failures_is_the_code() -> None:
    raised = {
        code
        for module in SUBJECTS.rglob("*.py")
        if module.name != "guide.py"  # pictures of the field guide are not imported
        for code in re.findall(r'code="([a-z_]+)"', module.read_text(encoding="utf-8"))
    }
    documented = documented_codes("its `failure` begins with one of these codes:\n\n")
    assert sorted(documented) == sorted(raised - ANSWERED_AT_ONCE)


def test_every_option_that_the_guide_names_exists() -> None:
    parser = Command().create_parser("manage.py", "import_subjects")
    known = {option for action in parser._actions for option in action.option_strings}
    assert set(re.findall(r"`(--[a-z-]+)", GUIDE)) <= known


@pytest.mark.django_db
def test_the_manifest_of_the_guide_imports(tmp_path: Path) -> None:
    project: Project = create_project(slug="cells", title="Cells", channels=FLUORESCENCE_CHANNELS)
    manifest = re.findall(r"```csv\n(external_id.*?)```", GUIDE, re.DOTALL)[0]
    (tmp_path / "manifest.csv").write_text(manifest, encoding="utf-8")
    (tmp_path / "p7").mkdir()
    for channel in ("prot", "dapi", "mt", "er"):
        write_tiff(tmp_path / "p7" / f"a01f1_{channel}.tif", draw(depth=16))
    for name in ("a01f2.tif", "a02.ome.tif"):
        _write_stack(tmp_path / "p7" / name)
    import_run = start_import(project=project, kind="manifest", folder=tmp_path, subject_set="plate 7")
    run_import(import_run)
    import_run.refresh_from_db()
    assert (import_run.rows_total, import_run.rows_added, import_run.rows_refused) == (3, 3, 0)


def _write_stack(path: Path) -> None:
    stack = np.stack([draw(seed, depth=16) for seed in range(4)])
    metadata = {"axes": "CYX", "Channel": {"Name": ["DAPI", "GFP", "Mt", "ER"]}}
    tifffile.imwrite(path, stack, photometric="minisblack", metadata=metadata)
