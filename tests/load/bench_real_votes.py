"""How well do the methods recover the truth from real people's votes, beside crowd-kit's?

Part one: ten published single-label sets with gold labels. Each method sees the votes alone; accuracy,
calibration and seconds go into Markdown tables. Part two: multi-label votes without gold, where the quality
that the skill method gives each volunteer is compared with the one that the authors of the set published.

Run as `make bench-real-votes`, with QUORUM_REAL_DATA naming the folder of the sets and crowd-kit installed
(`uv pip install --group bench`). What crowd-kit predicts is kept in the folder `--cache`, for GLAD and MACE
take minutes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from crowdkit.aggregation import GLAD, MACE, DawidSkene, MajorityVote
from numpy.typing import NDArray
from scipy.stats import spearmanr
from tqdm import tqdm

from quorum.domain.aggregators.interface import Question
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.votes import Votes, masks_of, votes_from_masks
from tests.real_data import VARIABLE

Floats = NDArray[np.float64]

RENAMED = "MACE renamed"
"""crowd-kit 1.4.2's MACE sorts what it counts by the names of workers and labels, and reads it in their order
of appearance. It is run on the file as it is, and with names that sort as they appear, so that both agree."""
CROWD_KIT = {"majority": MajorityVote, "Dawid-Skene": DawidSkene, "GLAD": GLAD, "MACE": MACE, RENAMED: MACE}
SURE = 1.0 - 1e-6
"""Probabilities are cut off here before their logarithm is taken, for crowd-kit's reach 0 and 1."""
BINS = 10
OURS = "skill"
ALLOWED = 1.5
"""So many points of accuracy may be missing to the best of crowd-kit's methods on one set."""


@dataclass(frozen=True)
class CrowdSet:
    """Votes of one label each, as arrays and as the file has them: a frame of task, worker and label.

    `tasks` and `labels` are the file's names of the subjects and classes; `truth` (subjects,) is a class
    index, or -1 where it is not known.
    """

    name: str
    frame: pd.DataFrame
    tasks: pd.Index
    labels: pd.Index
    votes: Votes
    truth: NDArray[np.int64]

    @property
    def renamed(self) -> tuple[pd.DataFrame, NDArray[np.int64], NDArray[np.int64]]:
        """Return the frame with names that sort in their order of appearance, and those of tasks and labels."""
        columns = {name: pd.factorize(self.frame[name]) for name in self.frame}
        codes = pd.DataFrame({name: code for name, (code, _) in columns.items()})
        return codes, columns["task"][1].get_indexer(self.tasks), columns["label"][1].get_indexer(self.labels)


@dataclass(frozen=True)
class Prediction:
    """Probabilities (subjects, classes), the class decided for (subjects,), and the seconds it took."""

    probabilities: Floats
    decided: NDArray[np.int64]
    seconds: float


Found = list[tuple[CrowdSet, dict[str, Prediction]]]
"""What each method, by name, predicted on each set."""


def read_sets(root: Path) -> Iterator[CrowdSet]:
    """Yield every set below a folder, by name: `label.csv` with item, worker, label; `truth.csv`."""
    for file in sorted(root.glob("**/label.csv"), key=lambda file: file.parent.name.lower()):
        yield read_set(file.parent)


def read_set(folder: Path) -> CrowdSet:
    """Read one set; subjects and volunteers are numbered in order of appearance, classes by name."""
    frame = pd.read_csv(folder / "label.csv")[["item", "worker", "label"]]
    frame.columns = pd.Index(["task", "worker", "label"])
    gold = pd.read_csv(folder / "truth.csv")
    subject, tasks = pd.factorize(frame["task"])
    volunteer, workers = pd.factorize(frame["worker"])
    labels = pd.Index(np.unique(np.concatenate([frame["label"], gold["truth"]])))
    truth = np.full(len(tasks), -1)
    place = tasks.get_indexer(gold["item"])
    truth[place[place >= 0]] = labels.get_indexer(gold["truth"])[place >= 0]
    votes = votes_from_masks(
        subject=subject,
        volunteer=volunteer,
        chosen=np.uint64(1) << labels.get_indexer(frame["label"]).astype(np.uint64),
        subjects=len(tasks),
        volunteers=len(workers),
        classes=len(labels),
    )
    return CrowdSet(folder.name, frame, tasks, labels, votes, truth)


def predict_with_crowd_kit(data: CrowdSet, name: str, cache: Path) -> Prediction:
    """Return what crowd-kit's method predicts with its own defaults, from the cache if it is there."""
    kept = cache / f"{data.name}-{name}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            return Prediction(arrays["probabilities"], arrays["decided"], float(arrays["seconds"]))
    method = CROWD_KIT[name]()
    frame, tasks, labels = data.renamed if name == RENAMED else (data.frame, data.tasks, data.labels)
    begun = time.perf_counter()
    method.fit(frame)
    seconds = time.perf_counter() - begun
    probabilities = method.probas_.reindex(index=tasks, columns=labels, fill_value=0.0).to_numpy(float)
    decided = pd.Index(labels).get_indexer(method.labels_.reindex(tasks))
    cache.mkdir(parents=True, exist_ok=True)
    np.savez(kept, probabilities=probabilities, decided=decided, seconds=seconds)
    return Prediction(probabilities, decided, seconds)


def accuracy(data: CrowdSet, prediction: Prediction) -> float:
    """Return the share of subjects with a known truth that were decided rightly, in percent."""
    known = data.truth >= 0
    return 100.0 * float((prediction.decided[known] == data.truth[known]).mean())


def log_loss(data: CrowdSet, prediction: Prediction) -> float:
    """Return the mean of -log P(truth), in nats; probabilities are cut off at 1e-6."""
    known = np.flatnonzero(data.truth >= 0)
    given = prediction.probabilities[known, data.truth[known]]
    return float(-np.log(given.clip(1.0 - SURE, SURE)).mean())


def brier(data: CrowdSet, prediction: Prediction) -> float:
    """Return the squared distance from the truth, summed over classes and averaged over subjects, 0 .. 2."""
    known = np.flatnonzero(data.truth >= 0)
    wanted = np.eye(data.votes.classes)[data.truth[known]]
    return float(((prediction.probabilities[known] - wanted) ** 2).sum(axis=1).mean())


def calibration_error(data: CrowdSet, prediction: Prediction) -> float:
    """Return the expected calibration error of the highest probability, in ten equal bins."""
    known = data.truth >= 0
    confidence = prediction.probabilities[known].max(axis=1)
    is_right = prediction.probabilities[known].argmax(axis=1) == data.truth[known]
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gap = np.bincount(place, is_right - confidence, minlength=BINS)
    return float(np.abs(gap).sum() / known.sum())


MEASURES = {
    "Accuracy (%)": (accuracy, "{:.2f}"),
    "Log loss (nats)": (log_loss, "{:.3f}"),
    "Brier score": (brier, "{:.3f}"),
    "Expected calibration error": (calibration_error, "{:.3f}"),
    "Seconds": (lambda _, prediction: prediction.seconds, "{:.3f}"),
}


def predict_with_ours(data: CrowdSet, name: str) -> Prediction:
    """Return what our method predicts with its default settings, from the votes alone."""
    begun = time.perf_counter()
    fitted = make_aggregator(name, Question(data.votes.classes, 1)).fit(data.votes)
    decisions = fitted.decide(data.votes)
    seconds = time.perf_counter() - begun
    return Prediction(fitted.predict_proba(data.votes), decisions.accepted.argmax(axis=1), seconds)


def table_of(measure: Callable[[CrowdSet, Prediction], float], form: str, found: Found) -> str:
    """Return one measure as a Markdown table: a row per set and one of means, a column per method."""
    names = list(found[0][1])
    values = [[measure(data, predictions[name]) for name in names] for data, predictions in found]
    rows = [
        [data.name, *(form.format(value) for value in row)]
        for (data, _), row in zip(found, values, strict=True)
    ]
    rows.append(["mean", *(form.format(value) for value in np.mean(values, axis=0))])
    return markdown(["set", *names], rows)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, its figures on the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def verdict(found: Found) -> str:
    """Return our mean accuracy beside the best single method's, and our distance to the best on each set."""
    mean = {name: np.mean([accuracy(data, by[name]) for data, by in found]) for name in found[0][1]}
    best = max(CROWD_KIT, key=mean.__getitem__)
    lines = [f"Mean accuracy: ours {mean[OURS]:.2f}; crowd-kit's best single method, {best}, {mean[best]:.2f}."]
    for data, by in found:
        winner = max(CROWD_KIT, key=lambda name, data=data, by=by: accuracy(data, by[name]))
        lead = accuracy(data, by[OURS]) - accuracy(data, by[winner])
        lines.append(
            f"{data.name}: {lead:+.2f} points against {winner}{'' if lead >= -ALLOWED else ' (MISSED)'}"
        )
    return "\n".join(lines)


@dataclass(frozen=True)
class RelationVotes:
    """Votes of several labels each, and the authors' quality of each volunteer (volunteers,)."""

    votes: Votes
    most_chosen: int
    published_quality: Floats


def read_relations(folder: Path) -> RelationVotes:
    """Read `votes.csv`, with `|` between labels and some votes empty, and the authors' scores."""
    votes = pd.read_csv(folder / "votes.csv", keep_default_na=False)
    published = pd.read_csv(folder / "worker_quality_reference.csv", index_col="worker_id")["crowdtruth_wqs"]
    subject, items = pd.factorize(votes["item_id"])
    volunteer, workers = pd.factorize(votes["worker_id"])
    choices = [labels.split("|") if labels else [] for labels in votes["labels"]]
    place = {name: index for index, name in enumerate(sorted(set().union(*choices)))}
    chosen = masks_of([[place[name] for name in names] for names in choices], len(place))
    arrays = votes_from_masks(
        subject=subject,
        volunteer=volunteer,
        chosen=chosen,
        subjects=len(items),
        volunteers=len(workers),
        classes=len(place),
    )
    return RelationVotes(arrays, max(map(len, choices)), published.reindex(workers).to_numpy(float))


def quality_agreement(data: RelationVotes, quality: Floats) -> str:
    """Return Spearman's correlation of volunteers' quality with the published one, by votes given."""
    given = np.bincount(data.votes.volunteer, minlength=data.votes.volunteers)
    rows = []
    for fewest in (1, 10, 30, 100):
        counted = given >= fewest
        correlation = spearmanr(quality[counted], data.published_quality[counted]).statistic
        rows.append([str(fewest), str(int(counted.sum())), f"{correlation:.3f}"])
    return markdown(["votes given, at least", "volunteers", "Spearman"], rows)


def print_accuracy(root: Path, cache: Path) -> None:
    """Print the tables of the single-label sets."""
    found: Found = []
    for data in tqdm(list(read_sets(root)), desc="sets"):
        predictions = {name: predict_with_crowd_kit(data, name, cache) for name in CROWD_KIT}
        found.append((data, {**predictions, OURS: predict_with_ours(data, OURS)}))
    for title, (measure, form) in MEASURES.items():
        print(f"\n{title}\n\n{table_of(measure, form, found)}")
    print(f"\n{verdict(found)}")


def print_quality(folder: Path) -> None:
    """Print how well our volunteers' quality agrees with the published one."""
    data = read_relations(folder)
    begun = time.perf_counter()
    fitted = make_aggregator(OURS, Question(data.votes.classes, data.most_chosen)).fit(data.votes)
    seconds = time.perf_counter() - begun
    print(f"\nVolunteers' quality against the published one ({len(data.votes):,} votes, {seconds:.2f} s)\n")
    print(quality_agreement(data, fitted.volunteer_quality))


def main() -> None:
    """Run both parts; numba compiles on a small set first, so that no time includes it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), "quorum-bench-real-votes"))
    cache = parser.parse_args().cache
    if not os.environ.get(VARIABLE):
        parser.error(f"{VARIABLE} must name the folder of the sets.")
    root = Path(os.environ[VARIABLE])
    singles = root / "crowd_suite_single_label"
    predict_with_ours(next(read_sets(singles)), OURS)
    print_accuracy(singles, cache)
    print_quality(root / "crowd_opendomain_relex")


if __name__ == "__main__":
    main()
