"""Figures as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import fields as fields_of

import msgspec

from mlworker.evaluation.figures import ClassFigures, Estimate, Figures, OverallFigures
from quorum.domain.errors import UserFault

_ESTIMATES = ("precision", "recall", "f1", "average_precision")
_ENDS = ("", "_low", "_high", "_folds")
_COLUMNS = (
    "code",
    "positives",
    "named",
    *(f"{name}{end}" for name in _ESTIMATES for end in _ENDS),
    "expected_calibration_error",
    "brier",
    "cutoffs",
)
_NEVER = "never"
_UNKNOWN = "-"


class FiguresInvalid(UserFault):
    """A file that holds no figures of this version."""

    code = "figures_invalid"


def to_json(figures: Figures) -> bytes:
    """Return figures as indented JSON, what is unknown as null."""
    return msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n"


def from_json(text: bytes) -> Figures:
    """Return what `to_json` wrote; raises FiguresInvalid."""
    try:
        return msgspec.json.decode(text, type=Figures)
    except msgspec.DecodeError as error:
        raise FiguresInvalid(f"These are no figures: {error}") from error


def to_csv(figures: Figures) -> str:
    """Return one line per class; estimates as their mean, ends and number of folds, empty where unknown."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in figures.per_class:
        estimates = [value for name in _ESTIMATES for value in _parts(getattr(one, name))]
        cutoffs = " ".join(_NEVER if cutoff is None else repr(cutoff) for cutoff in one.cutoffs)
        calibration = [repr(one.expected_calibration_error), repr(one.brier)]
        writer.writerow([one.code, one.positives, one.named, *estimates, *calibration, cutoffs])
    return text.getvalue()


def from_csv(text: str) -> tuple[ClassFigures, ...]:
    """Return what `to_csv` wrote; raises FiguresInvalid."""
    try:
        return tuple(_class_of(row) for row in csv.DictReader(io.StringIO(text)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FiguresInvalid("This is no table of figures per class.") from error


def _parts(estimate: Estimate | None) -> list[str]:
    if estimate is None:
        return ["", "", "", ""]
    ends = ["" if end is None else repr(end) for end in (estimate.low, estimate.high)]
    return [repr(estimate.mean), *ends, str(estimate.folds)]


def _class_of(row: dict[str, str]) -> ClassFigures:
    def estimate(name: str) -> Estimate | None:
        mean, low, high, folds = (row[f"{name}{end}"] for end in _ENDS)
        if not mean:
            return None
        return Estimate(float(mean), float(low) if low else None, float(high) if high else None, int(folds))

    return ClassFigures(
        code=row["code"],
        positives=int(row["positives"]),
        named=int(row["named"]),
        precision=estimate("precision"),
        recall=estimate("recall"),
        f1=estimate("f1"),
        average_precision=estimate("average_precision"),
        expected_calibration_error=float(row["expected_calibration_error"]),
        brier=float(row["brier"]),
        cutoffs=tuple(None if word == _NEVER else float(word) for word in row["cutoffs"].split()),
    )


def class_table(figures: Figures, names: dict[str, str] | None = None) -> str:
    """Return a Markdown table with a line per class; `names` maps codes to names."""
    heads = ["Class", "Fields", "Precision", "Recall", "F1", "Average precision"]
    lines = [
        [
            (names or {}).get(one.code, one.code),
            f"{one.positives:,}",
            *(_words(getattr(one, name), with_ends=name == "f1") for name in _ESTIMATES),
        ]
        for one in figures.per_class
    ]
    return _markdown(heads, lines)


def overall_table(compared: Sequence[tuple[str, Figures]]) -> str:
    """Return a Markdown table with a line for each named evaluation."""
    shown = [field.name for field in fields_of(OverallFigures)]
    heads = ["", *(name.replace("_", " ").capitalize().replace("f1", "F1") for name in shown), "ECE"]
    lines = [
        [
            name,
            *(_words(getattr(figures.overall, field)) for field in shown),
            f"{figures.calibration.expected_error:.3f}",
        ]
        for name, figures in compared
    ]
    return _markdown(heads, lines)


def difference_table(compared: Sequence[tuple[str, Figures]]) -> str:
    """Return a Markdown table of how much higher each evaluation scores than those before it, fold by fold.

    All must be of the same folds. Raises FiguresInvalid otherwise.
    """
    if len({(figures.grouping, figures.scored_folds, figures.fields) for _, figures in compared}) > 1:
        raise FiguresInvalid("Only evaluations on the same folds can be compared fold by fold.")
    shown = ("macro_f1", "micro_f1", "mean_average_precision")
    heads = ["", "Macro F1", "Micro F1", "Mean average precision"]
    lines = [
        [
            f"{name} less {other}",
            *(_difference(getattr(one.overall, field), getattr(two.overall, field)) for field in shown),
        ]
        for place, (name, one) in enumerate(compared)
        for other, two in compared[:place]
    ]
    return _markdown(heads, lines)


def _difference(one: Estimate, other: Estimate) -> str:
    found = one.less(other)
    return _UNKNOWN if found is None else "{:.3f} ({:.3f} to {:.3f})".format(*found)


def comparison_table(compared: Sequence[tuple[str, Figures]], names: dict[str, str] | None = None) -> str:
    """Return a Markdown table of F1 with a line per class of the first evaluation, a column for each one."""
    heads = ["Class", "Fields", *(name for name, _ in compared)]
    found = [{one.code: one for one in figures.per_class} for _, figures in compared]
    lines = []
    for one in compared[0][1].per_class if compared else ():
        scores = [_words(by_code[one.code].f1) if one.code in by_code else _UNKNOWN for by_code in found]
        lines.append([(names or {}).get(one.code, one.code), f"{one.positives:,}", *scores])
    return _markdown(heads, lines)


def _words(estimate: Estimate | None, *, with_ends: bool = True) -> str:
    if estimate is None:
        return _UNKNOWN
    if estimate.low is None or estimate.high is None or not with_ends:
        return f"{estimate.mean:.3f}"
    return f"{estimate.mean:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def _markdown(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(heads) - 1)]
    rows = [[cell.replace("|", "\\|") for cell in line] for line in (heads, rule, *lines)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
