"""How fast and how right is the consensus, beside crowd-kit, scipy and Polars?

Draws campaigns with the planner at M = 65,596 images x 15 votes and L = x 78, and prints every figure beside
its limit. Run as `make bench-consensus`, with QUORUM_REAL_DATA naming the folder of the real label sets and
skills, and crowd-kit and Polars installed (`uv pip install --group bench`). A missed limit is printed as such,
and is no failure.
"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from quorum.domain.aggregators.registry import AGGREGATORS
from tests.load.bench_consensus.campaigns import FITTED, HARDER, IMAGES, RealDataMissing, read_campaigns

PARTS = ("speed", "memory", "quality", "harder", "curve", "harder-curve")
NEEDED = ("crowdkit", "polars", "pandas", "matplotlib")


def main() -> None:
    """Measure the parts asked for, print them as they come, and write them down."""
    options = _options()
    _check_installed()
    try:
        campaigns = read_campaigns(options.images, options.volunteers)
    except RealDataMissing as error:
        sys.exit(str(error))
    from tests.load.bench_consensus import curve, memory, pictures, quality, report, speed
    from tests.load.bench_consensus.peers import CrowdKit

    seed, parts, book = options.seeds[0], options.only or PARTS, report.Book(options.out, vars(options))
    methods = options.method or [*AGGREGATORS, quality.CROWD_KIT]
    own = [name for name in methods if name in AGGREGATORS]
    crowd_kit = CrowdKit(lambda: campaigns.medium(seed).votes)
    if "speed" in parts:
        book.add(speed.measure_speed(campaigns, crowd_kit, seed=seed, has_large=options.crowdkit_large))
    if "memory" in parts:
        book.add(memory.measure_memory(campaigns, seed))
    if "curve" in parts:
        section, scores = curve.measure_curve(campaigns, seed, FITTED, own)
        book.add(section)
        pictures.save_curve(book.folder, "votes", scores)
    if "quality" in parts:
        section, judgements = quality.measure_quality(campaigns, crowd_kit, options.seeds, methods)
        book.add(section)
        pictures.save_reliability(book.folder, "reliability", judgements)
    if "harder" in parts:
        section, judgements = quality.measure_harder(campaigns, seed, own)
        book.add(section)
        pictures.save_reliability(book.folder, "reliability-harder", judgements)
    if "harder-curve" in parts:
        section, scores = curve.measure_curve(campaigns, seed, HARDER, own)
        book.add(section)
        pictures.save_curve(book.folder, "votes-harder", scores)


def _check_installed() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        advice = "uv pip install -e '.[analysis]' --group bench"
        sys.exit(f"Not installed: {', '.join(missing)}. Run: {advice}")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_consensus", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--images", type=int, default=IMAGES, help="fewer for a quick look (%(default)s)")
    parser.add_argument("--volunteers", type=int, help="20,000, or in proportion to the images")
    parser.add_argument("--seeds", type=_numbers, default=[1, 2, 3, 4, 5], help="1,2,3; the first one is timed")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; may be given again")
    parser.add_argument("--method", action="append", choices=[*AGGREGATORS, "crowd-kit"], help="judge this one")
    parser.add_argument(
        "--crowdkit-large", action="store_true", help="also crowd-kit's DawidSkene on L (eight minutes)"
    )
    parser.add_argument("--out", type=Path, help="folder for figures.json and the pictures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
