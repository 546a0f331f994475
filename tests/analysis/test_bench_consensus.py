from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.real_data import VARIABLE

ROOT = Path(__file__).parents[2]
ROWS = ["Golgi apparatus", "Nucleoplasm, Cytoplasm", "Mitochondria", "Vesicles", "Nucleoli", "Cytoplasm"]


def run_benchmark(*options: str, data: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.load.bench_consensus", *options],
        cwd=ROOT,
        env=os.environ | {VARIABLE: data, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def data(tmp_path: Path) -> str:
    folder = tmp_path / "project_discovery"
    folder.mkdir()
    rows = [f'{n},"{ROWS[n % len(ROWS)]}"' for n in range(300)]
    (folder / "hpa_v14_gold_standard.csv").write_text("\n".join(["sample,locations", *rows]) + "\n")
    pairs = np.random.default_rng(3).uniform(0.1, 0.9, (500, 2))
    np.savetxt(
        folder / "player_precision_recall.csv", pairs, delimiter=",", header="precision,recall", comments=""
    )
    return str(tmp_path)


@pytest.fixture
def _installed() -> None:
    missing = [name for name in ("crowdkit", "polars") if find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed, so the benchmark cannot run: {', '.join(missing)}")


def figures_of(folder: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((folder / "figures.json").read_text())
    return {figure["name"]: figure for section in found["sections"] for figure in section["figures"]}


def tables_of(folder: Path, title: str) -> list[dict[str, Any]]:
    found = json.loads((folder / "figures.json").read_text())
    tables = [table for section in found["sections"] for table in section["tables"]]
    return [table for table in tables if title in table["title"]]


@pytest.mark.slow
@pytest.mark.usefixtures("_installed")
def test_speed_and_quality_are_reported_at_a_tiny_size(data: str, tmp_path: Path) -> None:
    parts = ("--only", "speed", "--only", "quality", "--only", "curve")
    done = run_benchmark("--images", "200", "--seeds", "1", *parts, "--out", str(tmp_path / "out"), data=data)
    assert done.returncode == 0, done.stderr
    figures, (curve, *_) = figures_of(tmp_path / "out"), tables_of(tmp_path / "out", "by votes per image")
    limited = [figure for figure in figures.values() if figure["limit"]]
    assert len(limited) >= 8
    assert {figure["verdict"] for figure in limited} <= {"met", "MISSED", "not measured"}
    assert all(name in done.stdout for name in figures)
    pictures = {file.name for file in (tmp_path / "out").iterdir()}
    assert pictures >= {"votes.png", "votes.svg", "reliability.png", "reliability.svg"}
    [judged] = tables_of(tmp_path / "out", "F1 outside the hold-out")
    scores = {tuple(row[:2]): (row[3], row[6]) for row in judged["rows"]}
    after = {row[0]: dict(zip(curve["head"][1:], row[1:], strict=True)) for row in curve["rows"]}
    for method, by_votes in after.items():  # the same seed, measured twice
        assert "/".join(scores[method, "M"]) == by_votes["15"]
        assert "/".join(scores[method, "L"]) == by_votes["78"]
    ours, theirs = scores["dawid_skene", "M"], scores["crowd-kit DawidSkene", "M"]
    assert [float(one) for one in ours] == pytest.approx([float(one) for one in theirs], abs=0.03)


@pytest.mark.slow
@pytest.mark.usefixtures("_installed")
def test_polars_and_ours_count_the_same_votes_in_the_file(data: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_benchmark("--images", "200", "--only", "memory", "--out", str(out), data=data)
    assert done.returncode == 0, done.stderr
    [counted] = tables_of(out, "From a Parquet file")
    assert len(counted["rows"]) == 6
    assert len({tuple(row[-2:]) for row in counted["rows"]}) == 1
    assert counted["rows"][0][-2] == round(33_000_000 * 200 / 65_596)
    peaks = [figure for name, figure in figures_of(out).items() if "peak memory" in name]
    assert [0.05 < figure["value"] < 2 for figure in peaks] == [True]


@pytest.mark.usefixtures("_installed")
def test_without_the_real_label_sets_the_benchmark_says_what_it_needs(tmp_path: Path) -> None:
    done = run_benchmark(data=str(tmp_path))
    assert done.returncode == 1
    assert VARIABLE in done.stderr
    assert "Traceback" not in done.stderr
