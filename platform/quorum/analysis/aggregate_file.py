"""From a file of votes to a file of labels and a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quorum.analysis.aggregate import Aggregation, Method, SettingInvalid, aggregate
from quorum.analysis.choice_files import Choices, choices_for_number, read_choices
from quorum.analysis.reference_files import read_frequencies, read_gold
from quorum.analysis.result_files import check_target, write_results
from quorum.analysis.vote_files import VoteTable, read_vote_table, submissions_of
from quorum.domain.errors import OurFault
from quorum.domain.holdout import SHARE
from quorum.domain.votes import Repeats


class ReportUnavailable(OurFault):
    """Reports need matplotlib, which is not installed."""

    code = "report_unavailable"


@dataclass(frozen=True)
class AggregationRequest:
    """What `quorum-aggregate` was asked: files, the question, and the method.

    `choices` is a file or the number of choices; `columns` and `reference_columns` say what the files
    call the columns.
    """

    votes: Path
    choices: Path | int
    maximum_choices: int
    method: Method
    out: Path
    reference: Path | None = None
    frequencies: Path | None = None
    holdout: float = SHARE
    repeats: Repeats = Repeats.LATEST
    seed: int = 0
    report: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    reference_columns: Mapping[str, str] = field(default_factory=dict)


def aggregate_file(request: AggregationRequest) -> Aggregation:
    """Read the votes, decide, and write results and report; raises the errors of `UserFault`."""
    check_target(request.out)
    if request.report is not None:
        _check_report(request.report)
    rows = read_vote_table(request.votes, request.columns)
    choices = _choices(request, rows)
    submissions = submissions_of(rows, choices, request.maximum_choices)
    del rows
    gold = (
        read_gold(
            request.reference,
            tasks=submissions.tasks,
            choices=choices,
            is_exclusive=request.maximum_choices == 1,
            renamed=request.reference_columns,
        )
        if request.reference is not None
        else None
    )
    aggregation = aggregate(
        submissions=submissions,
        choices=choices,
        maximum_choices=request.maximum_choices,
        method=request.method,
        gold=gold,
        frequencies=read_frequencies(request.frequencies, choices) if request.frequencies is not None else None,
        holdout=request.holdout,
        repeats=request.repeats,
        seed=request.seed,
    )
    write_results(request.out, aggregation.results)
    if request.report is not None:
        from quorum.analysis.report.folder import write_report

        write_report(request.report, aggregation, seed=request.seed)
    return aggregation


def _choices(request: AggregationRequest, rows: VoteTable) -> Choices:
    if isinstance(request.choices, int):
        return choices_for_number(request.choices, rows.labels)
    return read_choices(request.choices)


def _check_report(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise SettingInvalid(f"{folder} is a file; the report needs a folder.")
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise ReportUnavailable('A report needs matplotlib: pip install "quorum[analysis]".') from error
