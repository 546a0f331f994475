"""What a process of its own does for `memory`: counts all votes one way, and tells its time and its memory.

It imports little, for what it imports is part of its peak.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from quorum.domain.aggregators.interface import Question
from quorum.domain.votes import Votes
from tests.load.bench_consensus.clock import time_calls
from tests.load.bench_consensus.pipeline import consensus_of

ARRAYS, FILE, NAMES = "votes.npz", "votes.parquet", "names.json"

Measured = tuple[Callable[[], tuple[int, int]], int]
"""A call that returns all classifications and votes it has counted, and how often to repeat it."""


def repeated(votes: Votes, classifications: int) -> Votes:
    """Return so many classifications: the votes again and again, each time on new subjects."""
    copies = -(-classifications // len(votes))
    subject = np.empty(classifications, np.int32)
    volunteer = np.empty(classifications, np.int32)
    chosen = np.empty((classifications, votes.chosen.shape[1]), np.uint64)
    for copy in range(copies):
        start = copy * len(votes)
        count = min(len(votes), classifications - start)
        place = slice(start, start + count)
        subject[place] = votes.subject[:count] + np.int32(copy * votes.subjects)
        volunteer[place] = votes.volunteer[:count]
        chosen[place] = votes.chosen[:count]
    return Votes(subject, volunteer, chosen, int(subject[-1]) + 1, votes.volunteers, votes.classes)


def peak_memory() -> int:
    """Return the most resident memory that this process has had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells there includes the parent's memory at the fork
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def count_arrays(folder: Path) -> Measured:
    """Return the call to be timed on votes in memory, and how often."""
    with np.load(folder / ARRAYS) as arrays:
        frequencies, maximum_choices = arrays["frequencies"], int(arrays["maximum_choices"])
        votes = Votes(arrays["subject"], arrays["volunteer"], arrays["chosen"], *arrays["shape"].tolist())
        everything = repeated(votes, int(arrays["wanted"]))
        del votes
    question = Question(everything.classes, maximum_choices)

    def call() -> tuple[int, int]:
        counted = consensus_of(everything, question, frequencies).tally
        return int(counted.n.sum()), int(counted.counts.sum())

    return call, 3


def count_file(folder: Path) -> Measured:
    """Return the call to be timed on the file, read as `quorum-aggregate` reads it."""
    from quorum.analysis.choice_files import choices_from_codes
    from quorum.analysis.vote_files import read_vote_table, submissions_of

    choices = choices_from_codes(json.loads((folder / NAMES).read_text()))
    with np.load(folder / ARRAYS) as arrays:
        frequencies, maximum_choices = arrays["frequencies"], int(arrays["maximum_choices"])
    question = Question(len(choices), maximum_choices)

    def call() -> tuple[int, int]:
        votes = submissions_of(read_vote_table(folder / FILE), choices, maximum_choices).votes
        counted = consensus_of(votes, question, frequencies).tally
        return int(counted.n.sum()), int(counted.counts.sum())

    return call, 1


def count_with_polars(folder: Path, *, sets_first: bool) -> Measured:
    """Return the call that counts classifications per task, and votes per task and label, by Polars."""
    import polars as pl

    votes = pl.scan_parquet(folder / FILE)
    split = pl.col("labels").cast(pl.String).str.split("|")
    if sets_first:
        sets = votes.group_by("task", "labels").len("votes").with_columns(split).explode("labels")
        per_label = sets.group_by("task", "labels").agg(pl.col("votes").sum())
    else:
        per_label = votes.with_columns(split).explode("labels").group_by("task", "labels").len("votes")
    per_task = votes.group_by("task").len("n")

    def call() -> tuple[int, int]:
        n, counts = pl.collect_all([per_task, per_label], engine="streaming")
        return int(n["n"].sum()), int(counts["votes"].sum())

    return call, 1


KINDS: dict[str, Callable[[Path], Measured]] = {
    "arrays": count_arrays,
    "file": count_file,
    "polars": lambda folder: count_with_polars(folder, sets_first=False),
    "polars-sets": lambda folder: count_with_polars(folder, sets_first=True),
}


def main() -> None:
    """Measure one kind and print what was found as one line of JSON."""
    kind, folder, cores = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    call, times = KINDS[kind](folder)
    (classifications, votes), timing = time_calls(call, times)
    told = {"cold": timing.cold, "warm": timing.warm, "peak": peak_memory()}
    print(json.dumps({**told, "classifications": classifications, "votes": votes}))


if __name__ == "__main__":
    main()
