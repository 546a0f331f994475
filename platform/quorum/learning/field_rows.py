"""What is known of every subject of a task: groups, votes, trusted labels, and which hold-out it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from quorum.aggregation.errors import ReferenceAmbiguous
from quorum.aggregation.expert_labels import ANY_OF_SEVERAL, NOT_ASKED, meanings_in
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.curation.models import CuratedLabel
from quorum.projects.models import Round, Task
from quorum.projects.rounds import choices_of
from quorum.subjects.models import ReferenceLabel, Subject

HOLDOUT_SHARE = 0.15
"""Share of the subjects with a consensus that judge models where experts have labelled none for that."""
Split = ReferenceLabel.Split
Indices = tuple[int, ...]


@dataclass(frozen=True)
class FieldRow:
    """One subject. Labels are choice indices of the task, rising; None where nobody has said.

    `counts` are the votes per choice index in all rounds of the task, `n` the counted classifications;
    `consensus` is that of its latest round that reached one. `is_blind` says that no model chose the subject
    for any of these classifications.
    """

    subject_id: int
    field: str
    sample: str
    well: str
    antibody: str
    cell_line: str
    n: int
    counts: Indices
    consensus: Indices | None
    label: Indices | None
    holdout_label: Indices | None
    is_reserved: bool
    is_blind: bool

    @property
    def draw(self) -> float:
        """Return a number in [0, 1) that hangs on the subject alone."""
        return int.from_bytes(hashlib.sha256(self.field.encode()).digest()[:8], "big") / 2**64


@dataclass(frozen=True)
class Tally:
    """A subject's votes over all rounds of a task."""

    n: int
    counts: Indices
    consensus: Indices | None

    def after(self, earlier: Tally) -> Tally:
        """Return both rounds together; the later one's consensus stands."""
        counts = tuple(one + other for one, other in zip(earlier.counts, self.counts, strict=True))
        consensus = earlier.consensus if self.consensus is None else self.consensus
        return Tally(earlier.n + self.n, counts, consensus)


@dataclass(frozen=True)
class Trusted:
    """What experts and curators say, by subject: to learn from, to judge models by; and who is reserved."""

    label: Mapping[int, Indices]
    holdout_label: Mapping[int, Indices]
    reserved: frozenset[int]


def field_rows(*, task: Task, source: str = "") -> list[FieldRow]:
    """Return a row for every active subject of the task's project, in the order of their ids.

    A curator's label stands before an expert's. `source` names whose expert labels count; raises
    ReferenceAmbiguous where there are several and none is named.
    """
    tallies, trusted, chosen = _tallies(task), _trusted(task, source), chosen_by_models(task)
    nobody = Tally(0, (0,) * len(choices_of(task)), None)
    subjects = (
        Subject.objects.filter(project_id=task.project_id, state=Subject.State.ACTIVE)
        .select_related("sample")
        .order_by("pk")
    )
    return [
        _row(subject, tallies.get(subject.pk, nobody), trusted, is_blind=subject.pk not in chosen)
        for subject in subjects.iterator()
    ]


def chosen_by_models(task: Task) -> set[int]:
    """Return the keys of the subjects that a model chose for at least one of their counted classifications."""
    # The rounds let PostgreSQL leave out the partitions of other projects.
    rounds = Round.objects.filter(workflow_version=task.workflow_version_id).values_list("pk", flat=True)
    chosen = Classification.objects.filter(
        round_id__in=list(rounds), task_id=task.pk, counted=True, blind=False
    )
    return set(chosen.order_by().values_list("subject_id", flat=True).distinct())


def _row(subject: Subject, tally: Tally, trusted: Trusted, *, is_blind: bool) -> FieldRow:
    name, sample = str(subject.public_id), subject.sample
    antibody = sample.antibody if sample else ""
    cell_line = sample.cell_line if sample else ""
    well = f"{sample.plate} {sample.well}".strip() if sample else ""
    return FieldRow(
        subject_id=subject.pk,
        field=name,
        sample=f"{antibody} {cell_line}".strip() or name,
        well=well or name,
        antibody=antibody or name,
        cell_line=cell_line,
        n=tally.n,
        counts=tally.counts,
        consensus=tally.consensus,
        label=trusted.label.get(subject.pk),
        holdout_label=trusted.holdout_label.get(subject.pk),
        is_reserved=subject.pk in trusted.reserved,
        is_blind=is_blind,
    )


def _tallies(task: Task) -> dict[int, Tally]:
    found: dict[int, Tally] = {}
    rows = SubjectRoundTask.objects.filter(task=task).order_by("round__number", "pk")
    for subject_id, n, counts, state, accepted in rows.values_list(
        "subject_id", "n", "counts", "state", "accepted"
    ).iterator():
        consensus = tuple(sorted(accepted)) if state == SubjectRoundTask.State.REACHED else None
        tally = Tally(n, tuple(counts), consensus)
        found[subject_id] = tally.after(found[subject_id]) if subject_id in found else tally
    return found


def _trusted(task: Task, source: str) -> Trusted:
    choice_ids = [choice.id for choice in choices_of(task)]
    experts = ReferenceLabel.objects.filter(project_id=task.project_id)
    if source:
        experts = experts.filter(source=source)
    stored = list(experts.order_by("subject_id"))
    sources = {one.source for one in stored}
    if len(sources) > 1:
        raise ReferenceAmbiguous(
            f"Several sources labelled subjects; name one of {', '.join(sorted(sources))}.",
            sources=sorted(sources),
        )
    curated = CuratedLabel.objects.filter(task=task, replaced_at=None)
    by_curators = dict(curated.values_list("subject_id", "choice_ids"))
    index_of = meanings_in(task, choice_ids, set(chain.from_iterable(one.choice_ids for one in stored)))
    label: dict[int, Indices] = {}
    holdout: dict[int, Indices] = {}
    reserved: set[int] = set()
    for one in stored:
        meant = {index_of[choice] for choice in one.choice_ids}
        indices = None if ANY_OF_SEVERAL in meant else tuple(sorted(meant - {NOT_ASKED}))
        if one.split in {Split.CONTROL, Split.CUTOFF_HOLDOUT}:
            reserved.add(one.subject_id)
        elif indices is not None:
            (holdout if one.split == Split.MODEL_HOLDOUT else label)[one.subject_id] = indices
    index = {choice_id: place for place, choice_id in enumerate(choice_ids)}
    for subject_id, chosen in by_curators.items():
        indices = tuple(sorted(index[choice] for choice in chosen))
        (holdout if subject_id in holdout else label)[subject_id] = indices
    return Trusted(label, holdout, frozenset(reserved))
