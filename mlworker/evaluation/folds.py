"""Which fields are learnt from and which are asked: folds that keep groups of fields together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Fields, Names, Rows
from quorum.domain.errors import UserFault
from quorum.domain.stratification import share_out


class FoldsInvalid(UserFault):
    """Folds that do not exist for these fields; `code` tells why."""

    code = "folds_invalid"


class Grouping(StrEnum):
    """What never lies on both sides of a split.

    `SAMPLE` is antibody x cell line (Sullivan et al. 2018, Methods), `WELL` the place on a plate (their
    released code, which lets an antibody into several folds), `ANTIBODY` the strictest.
    """

    SAMPLE = "sample"
    WELL = "well"
    ANTIBODY = "antibody"

    def of(self, fields: Fields) -> Names:
        """Return the name of each field's group, (fields,)."""
        names: dict[Grouping, Names] = {
            Grouping.SAMPLE: fields.sample,
            Grouping.WELL: fields.well,
            Grouping.ANTIBODY: fields.antibody,
        }
        return names[self]


@dataclass(frozen=True)
class FoldOptions:
    """How to split: groups kept whole, the number of folds, and the validation share of each training part."""

    by: Grouping = Grouping.SAMPLE
    folds: int = 5
    validation_share: float = 0.1

    def __post_init__(self) -> None:
        if self.folds < 2 or not 0 < self.validation_share < 1:
            raise FoldsInvalid("At least 2 folds, and a validation share between 0 and 1.")


@dataclass(frozen=True)
class Fold:
    """Rising rows of fields, no group in two of the three: fitted on, watched while fitting, asked."""

    training: Rows
    validation: Rows
    test: Rows


@dataclass(frozen=True)
class Folds:
    """Folds whose test parts hold each of `fields` fields exactly once."""

    options: FoldOptions
    fields: int
    parts: tuple[Fold, ...]

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def of_field(self) -> NDArray[np.int64]:
        """Return the fold that asks each field, (fields,)."""
        number = np.empty(self.fields, np.int64)
        for place, fold in enumerate(self.parts):
            number[fold.test] = place
        return number

    def learning_from(self, fields: Fields, allowed: NDArray[np.bool_], rng: np.random.Generator) -> Folds:
        """Return folds that learn from the `allowed` (fields,) alone and ask the same fields as before.

        What is left of each fold's training and validation fields is split between the two anew. Raises
        FoldsInvalid where fewer than two groups are left.
        """
        parts = []
        for number, fold in enumerate(self.parts):
            kept = np.union1d(fold.training, fold.validation)
            training, validation = _learning_part(fields, kept[allowed[kept]], self.options, number, rng)
            parts.append(Fold(training, validation, fold.test))
        return Folds(self.options, self.fields, tuple(parts))


@dataclass(frozen=True)
class FoldCounts:
    """What each fold holds: groups and fields asked (folds,), and positives by part (folds, classes)."""

    groups: NDArray[np.int64]
    fields: NDArray[np.int64]
    training: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]


def make_folds(fields: Fields, options: FoldOptions, rng: np.random.Generator) -> Folds:
    """Split fields into folds by group, stratified by class; so is each training part into 90/10.

    Fields without trusted labels are shared out as well, for recipes that learn from volunteers' votes.
    Raises FoldsInvalid with the code `groups_unknown` for a field without a group, `too_few_groups` where
    a fold or what it is to be learnt from would be empty.
    """
    rows = np.arange(len(fields))
    if (options.by.of(fields) == "").any():
        raise FoldsInvalid(f"A field has no {options.by}.", code="groups_unknown", grouping=str(options.by))
    shares = np.full(options.folds, 1 / options.folds)
    return _folds_of(fields, _shared(fields, rows, options.by, shares, rng), options, rng)


def recorded_folds(fields: Fields, options: FoldOptions, rng: np.random.Generator) -> Folds:
    """Return the folds that the table of fields names, each training part split as by `make_folds`.

    Raises FoldsInvalid with the code `folds_unfit` where these are others than 0 .. `options.folds` - 1, or
    divide a group.
    """
    number, names = fields.fold, options.by.of(fields)
    if number is None or set(np.unique(number).tolist()) != set(range(options.folds)):
        raise FoldsInvalid(f"The table does not name {options.folds} folds.", code="folds_unfit")
    if len({*zip(names.tolist(), number.tolist(), strict=True)}) > len(np.unique(names)):
        raise FoldsInvalid(f"The folds of the table divide a {options.by}.", code="folds_unfit")
    return _folds_of(fields, number, options, rng)


def _folds_of(fields: Fields, number: Rows, options: FoldOptions, rng: np.random.Generator) -> Folds:
    """Return the folds that ask the fields of each number."""
    rows = np.arange(len(fields))
    parts = []
    for place in range(options.folds):
        training, validation = _learning_part(fields, rows[number != place], options, place, rng)
        parts.append(Fold(training, validation, rows[number == place]))
    return Folds(options, len(fields), tuple(parts))


def _learning_part(
    fields: Fields, rows: Rows, options: FoldOptions, number: int, rng: np.random.Generator
) -> tuple[Rows, Rows]:
    """Return the rows that a fold fits on and those that it watches."""
    share = options.validation_share
    try:
        part = _shared(fields, rows, options.by, np.array([1 - share, share]), rng)
    except FoldsInvalid as fault:
        raise FoldsInvalid(
            f"Fold {number} has too few groups to learn from: {fault.message}",
            code=fault.code,
            fold=number,
            **fault.details,
        ) from fault
    return rows[part == 0], rows[part == 1]


def _shared(
    fields: Fields, rows: Rows, by: Grouping, shares: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return the part of each row, (rows,)."""
    names, group = np.unique(by.of(fields)[rows], return_inverse=True)
    if len(names) < len(shares):
        raise FoldsInvalid(
            f"{len(names)} groups by {by} cannot fill {len(shares)} parts.",
            code="too_few_groups",
            groups=len(names),
            parts=len(shares),
        )
    # Labelled fields are a stratum of their own: a part without any could neither teach nor be scored.
    facts = np.column_stack([fields.labels[rows], fields.labelled[rows], np.ones(len(rows), bool)])
    strata = np.zeros((len(names), facts.shape[1]), np.int64)
    np.add.at(strata, group, facts)
    return share_out(strata, shares, rng)[group]


def count_folds(fields: Fields, folds: Folds) -> FoldCounts:
    """Return what each fold holds."""
    names = folds.options.by.of(fields)

    def positives(rows: list[Rows]) -> NDArray[np.int64]:
        return np.array([fields.labels[part].sum(axis=0) for part in rows], np.int64)

    return FoldCounts(
        groups=np.array([len(np.unique(names[fold.test])) for fold in folds.parts], np.int64),
        fields=np.array([len(fold.test) for fold in folds.parts], np.int64),
        training=positives([fold.training for fold in folds.parts]),
        validation=positives([fold.validation for fold in folds.parts]),
        test=positives([fold.test for fold in folds.parts]),
    )
