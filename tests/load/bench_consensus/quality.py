"""How right: F1, its spread over seeds and its interval, and whether posteriors mean what they say."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from tqdm import tqdm

from quorum.analysis.planner.measure import Trial
from quorum.domain.aggregators.registry import AGGREGATORS
from quorum.domain.errors import UserFault
from tests.load.bench_consensus.campaigns import HARDER, LARGE, MEDIUM, Campaigns
from tests.load.bench_consensus.judging import Judgement, judge_labels, judge_method
from tests.load.bench_consensus.peers import CrowdKit
from tests.load.bench_consensus.report import AtLeast, Cell, Figure, Section, Table

SIZES = {"M": MEDIUM, "L": LARGE}
BARS = {"M": (0.515, 0.685), "L": (0.585, 0.735)}
"""Macro and micro F1 wanted of ours."""
BEFORE_OURS = {"hypergeometric", "corrected", "dawid_skene"}
"""Methods of the registry that others published; the rest are ours."""

CROWD_KIT = "crowd-kit"
"""What both methods of crowd-kit are asked for by."""

BySeed = Mapping[int, Sequence[Judgement]]
Measured = tuple[Section, Sequence[Judgement]]
"""A section, and the judgements of the first seed."""


def measure_quality(
    campaigns: Campaigns, crowd_kit: CrowdKit, seeds: Sequence[int], methods: Sequence[str]
) -> Measured:
    """Judge the methods over all seeds, and crowd-kit's on M of the first."""
    section = Section("Quality: the fitted world")
    own = [method for method in methods if method != CROWD_KIT]
    by_seed: dict[int, list[Judgement]] = {}
    for seed in seeds:
        is_first = seed == seeds[0]
        trial = campaigns.large(seed)
        by_seed[seed] = list(judge_all(trial, seed, own, with_intervals=is_first))
        if is_first and CROWD_KIT in methods:
            by_seed[seed] += judge_crowd_kit(trial, crowd_kit, seed)
    section.figures += list(_ours_against_bars(by_seed))
    section.tables += [_spread(by_seed, seeds), _calibration(by_seed[seeds[0]]), _intervals(by_seed[seeds[0]])]
    return section, by_seed[seeds[0]]


def measure_harder(campaigns: Campaigns, seed: int, methods: Sequence[str]) -> Measured:
    """Judge the methods in the world that nothing was fitted to."""
    found = list(judge_all(campaigns.large(seed, HARDER), seed, methods, with_intervals=True))
    section = Section("Quality: the harder world")
    section.tables += [_spread({seed: found}, [seed], has_bars=False), _calibration(found), _intervals(found)]
    return section, found


def judge_all(trial: Trial, seed: int, methods: Sequence[str], *, with_intervals: bool) -> Iterator[Judgement]:
    """Yield the judgement of each method at each size; say which method does not take such votes."""
    pairs = [(size, method) for size in SIZES for method in methods]
    for size, method in tqdm(pairs, f"seed {seed}", leave=False, disable=None):
        rng = np.random.default_rng(seed) if with_intervals else None
        try:
            yield judge_method(trial, method, SIZES[size], rng=rng)
        except UserFault as fault:
            print(f"{method} is left out at {size}: {fault.message} ({fault.code})", file=sys.stderr)


def judge_crowd_kit(trial: Trial, crowd_kit: CrowdKit, seed: int) -> Iterator[Judgement]:
    """Yield the judgements of crowd-kit's methods on M."""
    runs = {"crowd-kit MajorityVote": crowd_kit.majority, "crowd-kit DawidSkene": crowd_kit.dawid_skene}
    for name, run in runs.items():
        rng = np.random.default_rng(seed)
        yield judge_labels(trial, name, MEDIUM, run.accepted, run.posterior, seconds=run.seconds, rng=rng)


def _ours_against_bars(by_seed: BySeed) -> Iterator[Figure]:
    """Yield F1 of the best of ours at each size, by the mean over seeds, with the bars."""
    for size, bars in BARS.items():
        means = {
            method: (_of(found, "macro"), _of(found, "micro"))
            for method, found in _by_method(by_seed, SIZES[size]).items()
            if method in AGGREGATORS.keys() - BEFORE_OURS
        }
        best = max(means, key=lambda name: sum(np.mean(part) for part in means[name]), default=None)
        for place, (kind, bar) in enumerate(zip(("macro", "micro"), bars, strict=True)):
            name = f"{kind} F1 of ours at {size}, mean over seeds"
            if best is None:
                yield Figure(name, None, "", AtLeast(bar), note="no method of ours was judged")
            else:
                values = means[best][place]
                note = f"{best}; lowest of {len(values)} seeds {min(values):.4f}"
                yield Figure(name, float(np.mean(values)), "", AtLeast(bar), note=note)


def _by_method(by_seed: BySeed, votes: int) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = {}
    for judgements in by_seed.values():
        for one in judgements:
            if one.votes == votes:
                found.setdefault(one.method, []).append(one)
    return found


def _of(found: Iterable[Judgement], kind: str) -> list[float]:
    return [getattr(one, kind) for one in found]


def _spread(by_seed: BySeed, seeds: Sequence[int], *, has_bars: bool = True) -> Table:
    rows: list[list[Cell]] = []
    for size, votes in SIZES.items():
        for method, found in _by_method(by_seed, votes).items():
            parts = [_of(found, kind) for kind in ("macro", "micro")]
            figures = [f"{turn(part):.3f}" for part in parts for turn in (np.mean, min, max)]
            is_ours = method in AGGREGATORS.keys() - BEFORE_OURS
            verdict = _verdict(parts, BARS[size]) if has_bars and is_ours else ""
            rows.append([method, size, len(found), *figures, min(_of(found, "seconds")), verdict])
    kinds = [f"{kind} {turn}" for kind in ("macro", "micro") for turn in ("mean", "min", "max")]
    head = ["method", "size", "seeds", *kinds, "fastest s", "bars (mean)"]
    return Table(f"F1 outside the hold-out, seeds {', '.join(map(str, seeds))}", head, rows)


def _verdict(parts: Sequence[Sequence[float]], bars: Sequence[float]) -> str:
    is_met = all(float(np.mean(part)) >= bar for part, bar in zip(parts, bars, strict=True))
    return "met" if is_met else "MISSED"


def _calibration(found: Sequence[Judgement]) -> Table:
    rows: list[list[Cell]] = [
        [
            one.method,
            _size(one),
            f"{one.calibration.expected_error:.4f}",
            f"{one.calibration.brier:.4f}",
        ]
        for one in found
    ]
    head = ["method", "size", "expected calibration error", "Brier score"]
    return Table("Calibration, first seed (shares of votes claim no calibration)", head, rows)


def _intervals(found: Sequence[Judgement]) -> Table:
    rows: list[list[Cell]] = []
    for one in found:
        if one.intervals is not None:
            low, high = one.intervals.low, one.intervals.high
            macro = f"{one.macro:.3f} ({low.macro_f1:.3f} to {high.macro_f1:.3f})"
            micro = f"{one.micro:.3f} ({low.micro_f1:.3f} to {high.micro_f1:.3f})"
            rows.append([one.method, _size(one), macro, micro])
    head = ["method", "size", "macro F1", "micro F1"]
    return Table("F1 with 95 % bootstrap intervals over images, first seed", head, rows)


def _size(one: Judgement) -> str:
    return next(size for size, votes in SIZES.items() if votes == one.votes)
