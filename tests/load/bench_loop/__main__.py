"""How many votes does the closed loop need? Prints tables, and draws the curves into a folder.

Run as `make bench-loop`, with QUORUM_REAL_DATA naming the folder of real label sets and skills; without it
they are invented, and no figure can be compared with docs/loop.md. A missed bar is printed as such,
and is no failure.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from quorum.domain.calibration import reliability
from tests.load.bench_consensus.campaigns import LARGE, Campaigns
from tests.load.bench_consensus.report import markdown
from tests.load.bench_loop import activelab
from tests.load.bench_loop.choosing import at_random, by_mixture, by_strategy
from tests.load.bench_loop.needed import Mean, mean_of, ratio_of, votes_to_reach
from tests.load.bench_loop.network import scores_reached
from tests.load.bench_loop.rounds import Ground, Loop, Point, serve_evenly
from tests.load.bench_loop.setting import SETTINGS, draw_ground, read_collection

PARTS = ("curves", "sensitivity", "stopping", "activelab")
AT = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
LONGER_AT = (*AT, 9.0, 10.0)
EVENLY = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15)
PUBLISHED_AT = (5, 10, 15, 20, 30, 45, 60, LARGE)
PUBLISHED, OURS, EVEN_JOINED = "corrected", "ours", "joined, random"
OF_PUBLISHED, OF_AGGREGATOR = 6.0, 2.0
TOLERATED = (0.3, 0.2, 0.1, 0.05)
MOST_ROUNDS = 41.0
FEW_IMAGES, FEW_HOLDOUT = 500, 0.3
FEW_AT = (1.0, 1.5, 2.0, 3.0)

Curves = dict[str, list[list[Point]]]


def loops() -> list[Loop]:
    """Return the ways of choosing that are compared, on the same posterior."""
    return [
        Loop(OURS, by_mixture()),
        Loop("error reduction alone", by_strategy("error-reduction")),
        Loop("uncertainty", by_strategy("posterior-entropy")),
        Loop("BALD", by_strategy("bald")),
        Loop(EVEN_JOINED, at_random),
    ]


def main() -> None:
    """Run the parts asked for, seed by seed."""
    options = _options()
    collection, is_real = read_collection(options.images)
    kind = "real" if is_real else "INVENTED"
    print(f"images: {options.images}  seeds: {options.seeds}  label sets and skills: {kind}")
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
    if "curves" in options.only:
        _show_curves(collection, options.seeds, options.out)
    if "sensitivity" in options.only:
        _show_sensitivity(collection, options.seeds, options.setting)
    if "stopping" in options.only:
        _show_stopping(collection, options.seeds)
    if "activelab" in options.only:
        _show_activelab(options.seeds)


def _baselines(ground: Ground) -> dict[str, list[Point]]:
    return {
        "skill, random": list(serve_evenly(ground, "skill", EVENLY)),
        "stacked, random": list(serve_evenly(ground, "stacked", EVENLY)),
        f"{PUBLISHED}, random": list(serve_evenly(ground, PUBLISHED, PUBLISHED_AT)),
    }


def _curves(
    collection: Campaigns, setting: str, seeds: Sequence[int], ways: Sequence[Loop], at: Sequence[float] = AT
) -> Curves:
    curves: Curves = {}
    for seed in seeds:
        ground = draw_ground(SETTINGS[setting], collection, seed)
        found = {way.name: [point for point, _ in way.run(ground, at, seed)] for way in ways}
        for name, points in (found | _baselines(ground)).items():
            curves.setdefault(name, []).append(points)
        print(f"  {setting}, seed {seed} done", file=sys.stderr, flush=True)
    return curves


def _wanted(curves: Curves) -> list[Point]:
    return [points[-1] for points in curves[f"{PUBLISHED}, random"]]


def _reached(curves: Curves, name: str) -> list[float]:
    return [votes_to_reach(own, one).both for own, one in zip(curves[name], _wanted(curves), strict=True)]


def _show_curves(collection: Campaigns, seeds: Sequence[int], out: Path | None) -> None:
    ground = draw_ground(SETTINGS["published"], collection, seeds[0])
    if ground.network is not None:
        print("\nThe network alone (macro P, R, F1, micro F1):", scores_reached(ground.network))
    curves = _curves(collection, "published", seeds, loops())
    wanted = _wanted(curves)
    aim = [mean_of([getattr(one, kind) for one in wanted]) for kind in ("macro", "micro")]
    print(f"\nTo be reached, {PUBLISHED} at {LARGE} votes: {aim[0]} / {aim[1]}\n")
    print(
        markdown(
            ["method", "votes per image", "macro", "micro", "78 / these", "stacked / these"], _rows(curves)
        )
    )
    print()
    at = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0)
    print(markdown(["macro/micro F1 at", *map(str, at)], _table(curves, at)))
    if out is not None:
        from tests.load.bench_loop.picture import save_curves

        plain = {name: [[asdict(p) for p in own] for own in seeds] for name, seeds in curves.items()}
        (out / "loop.json").write_text(json.dumps(plain, indent=1) + "\n")
        save_curves(out, "loop", list(curves.items()), wanted)
        print(f"\npicture: {out / 'loop.png'}")


def _rows(curves: Curves) -> list[list[str]]:
    """Return votes until both F1 are reached, and the ratios to 78 votes and to `stacked`, seed by seed."""
    wanted, stacked = _wanted(curves), _reached(curves, "stacked, random")
    rows = []
    for name, seeds in curves.items():
        found = [votes_to_reach(own, one) for own, one in zip(seeds, wanted, strict=True)]
        both = [one.both for one in found]
        rows.append(
            [
                name,
                str(mean_of(both)),
                str(mean_of([one.macro for one in found])),
                str(mean_of([one.micro for one in found])),
                _ratio([_over(LARGE, one) for one in both], OF_PUBLISHED if name == OURS else None),
                _ratio(
                    [_over(a, b) for a, b in zip(stacked, both, strict=True)],
                    OF_AGGREGATOR if name == OURS else None,
                ),
            ]
        )
    return rows


def _over(votes: float, fewer: float) -> float:
    return votes / fewer if fewer > 0 else np.inf


def _ratio(values: Sequence[float], bar: float | None) -> str:
    if all(one == np.inf for one in values):
        return "met without any vote"
    ratio = ratio_of(values)
    if ratio is None:
        return "-" if bar is None else "MISSED"
    return str(ratio) + ("" if bar is None else f": {ratio.verdict(bar)}")


def _table(curves: Curves, at: Sequence[float]) -> list[list[str]]:
    rows = []
    for name, seeds in curves.items():
        cells = []
        for votes in at:
            here = [point for own in seeds for point in own if abs(point.votes - votes) < 0.01]
            cells.append(_pair(here) if len(here) == len(seeds) else "")
        rows.append([name, *cells])
    return rows


def _show_sensitivity(collection: Campaigns, seeds: Sequence[int], names: Sequence[str]) -> None:
    print("\nOther networks and worlds, votes per image until both F1 are reached\n")
    head = [
        "setting",
        "aim",
        "network alone",
        "ours",
        "joined, random",
        "stacked, random",
        "78 / ours",
        "stacked / ours",
    ]
    rows = []
    for name in names:
        ways = [one for one in loops() if one.name in {OURS, EVEN_JOINED}]
        curves = _curves(collection, name, seeds, ways, LONGER_AT)
        wanted = _wanted(curves)
        ours, stacked = _reached(curves, OURS), _reached(curves, "stacked, random")
        rows.append(
            [
                name,
                _pair(wanted),
                _pair([own[0] for own in curves[EVEN_JOINED]]),
                str(mean_of(ours)),
                str(mean_of(_reached(curves, EVEN_JOINED))),
                str(mean_of(stacked)),
                _ratio([_over(LARGE, one) for one in ours], OF_PUBLISHED),
                _ratio([_over(a, b) for a, b in zip(stacked, ours, strict=True)], OF_AGGREGATOR),
            ]
        )
        print(f"  {' | '.join(rows[-1])}", file=sys.stderr, flush=True)
    print(markdown(head, rows))


def _pair(points: Sequence[Point]) -> str:
    macro, micro = mean_of([one.macro for one in points]), mean_of([one.micro for one in points])
    return f"{macro.value:.3f}/{micro.value:.3f}"


def _show_stopping(collection: Campaigns, seeds: Sequence[int]) -> None:
    """Let the loop run until each image has had enough."""
    print("\nRun until no image waits: at most so many errors are expected to go by three more votes\n")
    rows = []
    for tolerated in TOLERATED:
        found: list[tuple[float, ...]] = []
        for seed in seeds:
            ground = draw_ground(SETTINGS["published"], collection, seed)
            # After the first votes whoever waits is served once in each round: no order is left to choose.
            at = [0.0, 0.25, 0.5, 0.75, *np.arange(1.0, MOST_ROUNDS)]
            *_, (point, standing) = Loop(OURS, at_random, tolerated).run(ground, at, seed)
            untouched = float((standing.n == 0).mean())
            judged = np.ix_(~ground.reference.known, ~ground.reference.novel)
            gap = reliability(standing.posterior[judged], ground.truth.labels[judged]).expected_error
            found.append((point.votes, untouched, point.macro, point.micro, gap))
        means: list[Mean] = [mean_of(values) for values in zip(*found, strict=True)]
        rows.append([str(tolerated), *map(str, means)])
    print(
        markdown(
            ["tolerated", "votes per image", "images without a vote", "macro", "micro", "calibration error"],
            rows,
        )
    )


def _show_activelab(seeds: Sequence[int]) -> None:
    if not activelab.is_installed():
        print("\nActiveLab is left out: cleanlab is not installed (uv pip install cleanlab).")
        return
    collection, _ = read_collection(FEW_IMAGES)
    # All begin with a round over all images: ActiveLab needs an answer to each class.
    ways = [
        Loop(OURS, by_mixture(), begin=1),
        Loop("ActiveLab", activelab.by_activelab, begin=1),
        Loop(EVEN_JOINED, at_random, begin=1),
    ]
    curves: Curves = {}
    for seed in seeds:
        ground = draw_ground(SETTINGS["published"], collection, seed, FEW_HOLDOUT)
        for way in ways:
            curves.setdefault(way.name, []).append([point for point, _ in way.run(ground, FEW_AT, seed)])
    print(f"\n{FEW_IMAGES} images, {len(seeds)} seeds, macro/micro F1 by votes per image\n")
    print(markdown(["method", *map(str, FEW_AT)], _table(curves, FEW_AT)))


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_loop", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--images", type=int, default=8_000, help="(%(default)s)")
    parser.add_argument("--seeds", type=_numbers, default=[1, 2, 3, 4, 5], help="1,2,3")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; may be given again")
    parser.add_argument("--setting", action="append", choices=[*SETTINGS], help="of `sensitivity`")
    parser.add_argument("--out", type=Path, help="folder for the picture and the points")
    options = parser.parse_args()
    options.only = options.only or PARTS
    options.setting = options.setting or list(SETTINGS)
    return options


if __name__ == "__main__":
    main()
