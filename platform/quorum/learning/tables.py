"""Freezing what networks learn from: the split, the files, the digest."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import models, transaction

from quorum.aggregation.models import VolunteerSkill
from quorum.audit import services as audit
from quorum.domain.identifiers import new_public_id
from quorum.learning.errors import HoldoutInfluenced, NothingToLearn
from quorum.learning.field_rows import HOLDOUT_SHARE, FieldRow, Indices, field_rows
from quorum.learning.folds import folds_by_sample
from quorum.learning.learnable import learnable_ids, measured_ids
from quorum.learning.models import TrainingTable
from quorum.projects.models import Choice, Task
from quorum.projects.rounds import choices_of

FIELDS, HOLDOUT, CLASSES = "fields.parquet", "holdout.parquet", "classes.csv"
VOLUNTEERS = "volunteers.parquet"
Targets = TrainingTable.Targets


@dataclass(frozen=True)
class Learning:
    """One subject that networks learn from or are judged on, with its label where it has one."""

    row: FieldRow
    label: Indices | None


@dataclass(frozen=True)
class Division:
    """Which subjects networks learn from, which they are judged on, and how many are neither.

    `judged_by` says whose labels those of the hold-out are. Of the ones kept away, `influenced` have a
    consensus that would judge, but a model chose them for some of their votes.
    """

    training: tuple[Learning, ...]
    holdout: tuple[Learning, ...]
    judged_by: TrainingTable.Targets
    kept_away: int
    influenced: int


def divide(rows: Sequence[FieldRow], targets: TrainingTable.Targets) -> Division:
    """Divide subjects so that none that judges a model, nor another of its sample, is learnt from.

    With labels of experts as targets, the hold-out is the one they were given; where they labelled none for
    that, and with consensus as the target, it is a fixed share of the subjects with an answer. Consensus
    judges only where no model chose any of the classifications: else models would be judged by figures that
    hold their own influence. Subjects of that share that a model has chosen, controls and the cutoff hold-out
    are neither.
    """
    free = [row for row in rows if not row.is_reserved]
    held = {row.subject_id: row.holdout_label for row in free if row.holdout_label is not None}
    judged_by, influenced = Targets.LABELS, set[int]()
    if not held:
        judged_by = targets
        answered = [(row, _target(row, targets)) for row in free if row.draw < HOLDOUT_SHARE]
        judging = {row.subject_id: label for row, label in answered if label is not None}
        if targets == Targets.CONSENSUS:
            influenced = {row.subject_id for row, label in answered if label is not None and not row.is_blind}
        held = {pk: label for pk, label in judging.items() if pk not in influenced}
    samples = {row.sample for row in free if row.subject_id in held or row.subject_id in influenced}
    training = tuple(Learning(row, _target(row, targets)) for row in free if row.sample not in samples)
    holdout = tuple(Learning(row, held[row.subject_id]) for row in free if row.subject_id in held)
    return Division(training, holdout, judged_by, len(rows) - len(training) - len(holdout), len(influenced))


def _target(row: FieldRow, targets: TrainingTable.Targets) -> Indices | None:
    return row.label if targets == Targets.LABELS else row.consensus


@transaction.atomic
def freeze_table(
    *,
    task: Task,
    targets: TrainingTable.Targets,
    by: models.Model | None,
    source: str = "",
    measured_only: bool = False,
) -> TrainingTable:
    """Write down what is known now and return its table; the one that is there already if nothing changed.

    Votes go in as a second thing to be taught. In the hold-out they stand beside labels of experts alone: no
    network may read what it is to answer. With `measured_only`, subjects without features stay out: in figures
    they would count as missed. Raises NothingToLearn without a label on either side, HoldoutInfluenced where
    models chose all that would judge them, and ReferenceAmbiguous.
    """
    rows, measured = field_rows(task=task, source=source), measured_ids(task.project)
    division = divide([row for row in rows if row.subject_id in measured or not measured_only], targets)
    labelled = _count_labels(division)
    public_id = new_public_id()
    folder = settings.ML_STORAGE / "tables" / str(public_id)
    digest = _write(folder, division, task, targets)
    known = TrainingTable.objects.filter(task=task, digest=digest).first()
    if known is not None:
        shutil.rmtree(folder)
        return known
    table = TrainingTable.objects.create(
        public_id=public_id,
        project_id=task.project_id,
        task=task,
        targets=targets,
        digest=digest,
        folder=str(folder.relative_to(settings.ML_STORAGE)),
        fields=len(division.training),
        labelled=labelled,
        holdout=len(division.holdout),
        kept_away=division.kept_away,
        judged_by=division.judged_by,
        influenced=division.influenced,
        learnable=len(learnable_ids(task=task, targets=targets, source=source)),
        created_by_id=by.pk if by is not None else None,
    )
    audit.record("training_table.frozen", table, actor=by, digest=digest, targets=targets.value)
    return table


def _count_labels(division: Division) -> int:
    """Return how many subjects have a label to learn from; raises where there is nothing to learn."""
    labelled = sum(one.label is not None for one in division.training)
    if division.influenced and not division.holdout:
        raise HoldoutInfluenced(
            "A model chose classifications of every subject that could judge; serve a blind share, or let "
            "experts label a hold-out.",
            influenced=division.influenced,
        )
    if not labelled or not division.holdout:
        raise NothingToLearn(
            "Networks need subjects with answers to learn from, and others to be judged on.",
            labelled=labelled,
            holdout=len(division.holdout),
        )
    return labelled


def _write(folder: Path, division: Division, task: Task, targets: TrainingTable.Targets) -> str:
    """Write the files of a table; return their digest, but for that of volunteers, whom no recipe reads."""
    codes = [choice.code for choice in choices_of(task)]
    folder.mkdir(parents=True)
    samples, labels = zip(*((one.row.sample, one.label) for one in division.training), strict=True)
    folds = folds_by_sample(samples, labels, classes=len(codes))
    write_fields(folder / FIELDS, division.training, codes, task.maximum_choices, folds)
    readable = task.maximum_choices if targets == Targets.LABELS else None
    write_fields(folder / HOLDOUT, division.holdout, codes, readable)
    _write_classes(folder / CLASSES, task)
    _write_volunteers(folder / VOLUNTEERS, task)
    return _digest_of(folder)


def write_fields(
    path: Path,
    rows: Sequence[Learning],
    codes: Sequence[str],
    votes: int | None,
    folds: Sequence[int] | None = None,
) -> None:
    """Write what the worker's `field_tables` reads.

    With `votes`, those of the volunteers, on a task that allows so many choices; with `folds`, which fold of a
    cross-validation asks each subject.
    """
    columns: dict[str, list[object]] = {
        name: [getattr(one.row, name) for one in rows]
        for name in ("field", "sample", "well", "antibody", "cell_line")
    }
    columns["labels"] = [";".join(codes[index] for index in one.label or ()) for one in rows]
    columns["labelled"] = [one.label is not None for one in rows]
    if folds is not None:
        columns["fold"] = list(folds)
    if votes is not None:
        columns["classifications"] = [one.row.n for one in rows]
        columns["maximum_choices"] = [votes] * len(rows)
        for index, code in enumerate(codes):
            columns[f"votes_{code}"] = [one.row.counts[index] for one in rows]
    pq.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), path)


def _write_classes(path: Path, task: Task) -> None:
    ids = [choice.id for choice in choices_of(task)]
    known = Choice.objects.select_related("parent").in_bulk(ids)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "parent"])
        for choice in (known[pk] for pk in ids):
            writer.writerow([choice.code, choice.name, choice.parent.code if choice.parent else ""])


def _write_volunteers(path: Path, task: Task) -> None:
    """Write how good the task's last consensus run takes each volunteer to be; empty without one."""
    skills = VolunteerSkill.objects.filter(run__task=task).order_by("-run__number")
    run = skills.values_list("run__number", "run__method").first() or (0, "")
    rows = list(
        skills.filter(run__number=run[0])
        .order_by("volunteer")
        .values_list("volunteer__pseudonym", "n", "quality")
    )
    columns = {
        "volunteer": pa.array([name for name, _, _ in rows], pa.string()),
        "answers": pa.array([n for _, n, _ in rows], pa.int32()),
        "quality": pa.array([quality for _, _, quality in rows], pa.float64()),
    }
    whence = {"run": str(run[0]), "method": run[1]}
    pq.write_table(pa.table(columns).replace_schema_metadata(whence), path)


def _digest_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (FIELDS, HOLDOUT, CLASSES):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()
