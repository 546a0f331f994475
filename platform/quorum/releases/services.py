"""The downloads of a project, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from quorum.projects.models import Project
from quorum.releases import consensus, crowdkit, curated, flat, panoptes, parquet, prediction_files, predictions
from quorum.releases.errors import DownloadUnknown

CSV = "text/csv; charset=utf-8"
PARQUET = "application/vnd.apache.parquet"
JSON = "application/json"


@dataclass(frozen=True)
class Download:
    """One file that a project offers; `write` yields its bytes in constant memory."""

    name: str
    title: str
    description: str
    content_type: str
    write: Callable[[Project], Iterator[bytes]]

    @property
    def format(self) -> str:
        """Return csv, parquet or json."""
        return self.name.rpartition(".")[2]


DOWNLOADS = {
    download.name: download
    for download in (
        Download(
            "classifications.csv",
            "Classifications",
            "One row per classification and choice, uncounted ones included. "
            "Take one leading apostrophe off remarks.",
            CSV,
            flat.write_csv,
        ),
        Download(
            "classifications.parquet",
            "Classifications (Parquet)",
            "The same rows with types, for pandas, Polars, DuckDB and R.",
            PARQUET,
            parquet.write_classifications,
        ),
        Download(
            "panoptes-classifications.csv",
            "Classifications as Panoptes exports them",
            "One row per classification, with JSON columns, for scripts made for Zooniverse.",
            CSV,
            panoptes.write_classifications,
        ),
        Download(
            "panoptes-subjects.csv",
            "Subjects as Panoptes exports them",
            "One row per subject, for scripts made for Zooniverse.",
            CSV,
            panoptes.write_subjects,
        ),
        Download(
            "consensus.csv",
            "Consensus",
            "One row per subject, round and choice: votes, share, p-value, in the consensus or not.",
            CSV,
            consensus.write_csv,
        ),
        Download(
            "consensus.parquet",
            "Consensus (Parquet)",
            "The same rows with types.",
            PARQUET,
            parquet.write_consensus,
        ),
        Download(
            "predictions.csv",
            "Predictions and consensus",
            "One row per subject, round and choice: votes, consensus by the published rule and with corrected "
            "cutoffs, votes and model joined, and what the live model says, with its number and digests.",
            CSV,
            predictions.write_csv,
        ),
        Download(
            "predictions.parquet",
            "Predictions and consensus (Parquet)",
            "The same rows with types. Columns are described in the file, as is all that is in the next one.",
            PARQUET,
            prediction_files.write_parquet,
        ),
        Download(
            "predictions-about.json",
            "About predictions and consensus",
            "What each column of these files means, and what is behind them: questions, rules, runs, models.",
            JSON,
            prediction_files.write_about,
        ),
        Download(
            "pooled-consensus.csv",
            "Consensus over pooled rounds",
            "The newest run of recompute_consensus, with its method: one row per subject and choice, "
            "each volunteer once.",
            CSV,
            consensus.write_pooled_csv,
        ),
        Download(
            "curated-labels.csv",
            "Labels by curators",
            "One row per subject that a curator labelled in place of the consensus: choices, reason, when.",
            CSV,
            curated.write_csv,
        ),
        Download(
            "votes.csv",
            "Counted votes for crowd-kit",
            "One row per counted vote: task, worker, label.",
            CSV,
            crowdkit.write_csv,
        ),
    )
}


def find_download(name: str) -> Download:
    """Return a download; raises DownloadUnknown."""
    try:
        return DOWNLOADS[name]
    except KeyError:
        raise DownloadUnknown("There is no such download.", name=name) from None


def filename_of(download: Download, *, project: Project, now: datetime) -> str:
    """Return a file name with project and time, so that one export never overwrites another."""
    stem, _, suffix = download.name.rpartition(".")
    return f"{project.slug}-{stem}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{suffix}"
