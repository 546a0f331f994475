"""Thirty-three million classifications on one core: in memory, and from a file beside Polars.

Each measurement has a process of its own (`counting`), so that the peak of its memory is its own too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quorum.analysis.planner.export import write_votes
from tests.load.bench_consensus.campaigns import IMAGES, Campaigns
from tests.load.bench_consensus.clock import Timing
from tests.load.bench_consensus.counting import ARRAYS, FILE, NAMES, repeated
from tests.load.bench_consensus.report import AtMost, Figure, Section, Table, seconds

CLASSIFICATIONS = 33_000_000
GIBIBYTE = 2**30
IN_MEMORY_S, PEAK_GIB = 5.0, 4.0


@dataclass(frozen=True)
class Found:
    """What a process reports: seconds, its peak of resident memory in bytes, and all votes it counted."""

    timing: Timing
    peak: int
    classifications: int
    votes: int


def measure_memory(campaigns: Campaigns, seed: int) -> Section:
    """Measure both ways in, and Polars."""
    section = Section("33 million classifications")
    trial = campaigns.large(seed)
    with tempfile.TemporaryDirectory(prefix="quorum-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder = Path(name)
        wanted = round(CLASSIFICATIONS * campaigns.images / IMAGES)
        everything = repeated(trial.votes, wanted)
        write_votes(folder / FILE, everything, trial.truth.names)
        del everything
        np.savez(
            folder / ARRAYS,
            subject=trial.votes.subject,
            volunteer=trial.votes.volunteer,
            chosen=trial.votes.chosen,
            frequencies=trial.reference.frequencies,
            shape=[trial.votes.subjects, trial.votes.volunteers, trial.votes.classes],
            maximum_choices=trial.maximum_choices,
            wanted=wanted,
        )
        (folder / NAMES).write_text(json.dumps(trial.truth.names))
        section.figures += _in_memory(run_apart("arrays", folder, cores=1), wanted)
        size = (folder / FILE).stat().st_size / GIBIBYTE
        section.tables.append(_from_file(folder, f"From a Parquet file of {size:.2f} GiB ({wanted:,} rows)"))
    return section


def _in_memory(found: Found, wanted: int) -> list[Figure]:
    name = f"{wanted:,} classifications in memory, one core"
    return [
        seconds(f"{name}: counts, p-values, cutoffs, decisions", found.timing, AtMost(IN_MEMORY_S)),
        Figure(f"{name}: peak memory, votes included", found.peak / GIBIBYTE, "GiB", AtMost(PEAK_GIB)),
    ]


def _from_file(folder: Path, title: str) -> Table:
    kinds = {
        "Quorum: counts, p-values, cutoffs, decisions": "file",
        "Polars, streaming: labels split, then counted": "polars",
        "Polars, streaming: label sets counted, then split": "polars-sets",
    }
    rows: list[list[Any]] = []
    for cores in (1, os.cpu_count() or 1):
        for name, kind in kinds.items():
            found = run_apart(kind, folder, cores=cores)
            peak = found.peak / GIBIBYTE
            rows.append(
                [name, cores, found.timing.cold, found.timing.best, peak, found.classifications, found.votes]
            )
    head = ["way", "cores", "first s", "best s", "peak GiB", "classifications", "votes counted"]
    return Table(title, head, rows)


def run_apart(kind: str, folder: Path, *, cores: int) -> Found:
    """Measure in a process of its own; every library there uses so many threads."""
    threads = dict.fromkeys(["OMP_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS"], str(cores))
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.bench_consensus.counting", kind, str(folder), str(cores)],
        env=os.environ | threads,
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    timing = Timing(told["cold"], tuple(told["warm"]))
    return Found(timing, told["peak"], told["classifications"], told["votes"])
