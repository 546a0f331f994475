"""`quorum-aggregate`: labels from a file of votes, without a database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from quorum.analysis.aggregate import Aggregation, Method
from quorum.analysis.aggregate_file import AggregationRequest, aggregate_file
from quorum.domain.aggregators.registry import AGGREGATORS
from quorum.domain.errors import QuorumError
from quorum.domain.holdout import SHARE
from quorum.domain.hypergeometric import Variant
from quorum.domain.votes import Repeats

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 2 after one line `error[code]: message` about bad input."""
    request = request_of(parser().parse_args(arguments))
    try:
        aggregation = aggregate_file(request)
    except QuorumError as error:
        print(f"error[{error.code}]: {error.message}", file=sys.stderr)
        return BAD_INPUT
    print(_summary(aggregation, request))
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="quorum-aggregate",
        description="Turn a file of votes into labels: one row per task and label. See docs/aggregating.md.",
    )
    made.add_argument(
        "votes", type=Path, metavar="VOTES", help="CSV or Parquet: task,worker,label or task,worker,labels"
    )
    made.add_argument(
        "--choices", required=True, type=_choices, metavar="FILE|N", help="the choices, or their number"
    )
    made.add_argument(
        "--max-choices", required=True, type=int, metavar="M", help="most labels of one submission"
    )
    made.add_argument("--method", required=True, metavar="NAME", help=", ".join(AGGREGATORS))
    made.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="results, CSV or Parquet by its ending"
    )
    made.add_argument("--reference", type=Path, metavar="GOLD", help="expert labels: task,label or task,labels")
    made.add_argument("--holdout", type=float, default=SHARE, help="share of them to learn from (%(default)s)")
    made.add_argument(
        "--frequencies", type=Path, metavar="FILE", help="expected shares of tasks: label,frequency"
    )
    made.add_argument(
        "--repeats",
        type=Repeats,
        choices=list(Repeats),
        default=Repeats.LATEST,
        help="which submission of a worker stands on a task (%(default)s)",
    )
    made.add_argument(
        "--variant",
        type=Variant,
        choices=list(Variant),
        default=Variant.TEXT,
        help="how p-values are worked out (%(default)s)",
    )
    made.add_argument(
        "--set", type=_pair, action="append", default=[], metavar="NAME=VALUE", help="a setting of the method"
    )
    made.add_argument("--seed", type=int, default=0, help="of everything drawn by chance (%(default)s)")
    made.add_argument("--report", type=Path, metavar="FOLDER", help="write metrics and pictures there")
    made.add_argument(
        "--columns", type=_pairs, default={}, metavar="OURS=THEIRS,…", help="what VOTES calls its columns"
    )
    made.add_argument(
        "--reference-columns", type=_pairs, default={}, metavar="OURS=THEIRS,…", help="the same for GOLD"
    )
    return made


def request_of(options: argparse.Namespace) -> AggregationRequest:
    """Return what the options ask for."""
    return AggregationRequest(
        votes=options.votes,
        choices=options.choices,
        maximum_choices=options.max_choices,
        method=Method(options.method, options.variant, dict(options.set)),
        out=options.out,
        reference=options.reference,
        frequencies=options.frequencies,
        holdout=options.holdout,
        repeats=options.repeats,
        seed=options.seed,
        report=options.report,
        columns=options.columns,
        reference_columns=options.reference_columns,
    )


def _choices(text: str) -> Path | int:
    return int(text) if text.isdecimal() else Path(text)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value.strip()


def _pairs(text: str) -> dict[str, str]:
    return dict(_pair(part) for part in text.split(","))


def _summary(aggregation: Aggregation, request: AggregationRequest) -> str:
    votes, accepted = aggregation.votes, aggregation.results.decisions.accepted
    parts = [
        f"{votes.subjects:,} tasks, {votes.volunteers:,} workers, {len(votes):,} submissions",
        f"{accepted.sum():,} labels accepted, {(~accepted.any(axis=1)).sum():,} tasks without any",
    ]
    if aggregation.repeats_left_out:
        parts.append(f"{aggregation.repeats_left_out:,} repeats left out")
    if aggregation.gold is not None and aggregation.reference is not None:
        parts.append(
            f"{aggregation.reference.known.sum():,} tasks with expert labels held out, "
            f"{aggregation.evaluated.sum():,} left to evaluate on"
        )
    if request.report is not None:
        parts.append(f"report: {request.report / 'index.html'}")
    return f"{request.out}: " + "; ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
