"""How much can cheaters move, with and without the defences?

Plays drawn campaigns of honest volunteers and cheaters through the platform's own rules and prints the table of
docs/integrity.md. Run as `make bench-cheating` with QUORUM_REAL_DATA naming the folder of the real label sets
and skills. Limits of the detectors were chosen on seeds 1 to 3; the seeds from 11 on are for reporting.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.load.bench_cheating.crowd import ACCOUNTS, CHEATS, Trade
from tests.load.bench_cheating.report import save_picture, write_tables
from tests.load.bench_cheating.season import DEVICES, EVERYTHING, LADDER, NOTHING, REST, Defences
from tests.load.bench_cheating.trial import Cell, RealDataMissing, read_material, run

ARMS = {"nothing": NOTHING, "controls": LADDER, "everything": EVERYTHING}
# What the rule of devices does by itself, and what the rest does without it.
ARMS_OF_ACCOUNTS = {"nothing": NOTHING, "devices": DEVICES, "all but devices": REST, "everything": EVERYTHING}
FITTED, HARDER = "project_discovery", "harder"


def main() -> None:
    """Play all campaigns that the book lacks, then print the tables and draw the picture."""
    options = _options()
    try:
        material = read_material()
    except RealDataMissing as error:
        sys.exit(str(error))
    book = options.out / "campaigns.jsonl"
    options.out.mkdir(parents=True, exist_ok=True)
    known = (
        {line["key"]: line for line in map(json.loads, book.read_text().splitlines())} if book.exists() else {}
    )
    for cell in _cells(options):
        for arm, defences in _arms(cell).items():
            key = f"{cell.world} {cell.cheat} {cell.cheaters} {cell.honest} {cell.images} {cell.seed} {arm}"
            if key not in known:
                known[key] = {"key": key, "arm": arm, **asdict(cell), **run(material, cell, defences)}
                with book.open("a") as file:
                    file.write(json.dumps(known[key]) + "\n")
                print(key, file=sys.stderr)
    lines = list(known.values())
    write_tables(options.out / "tables.md", lines)
    print((options.out / "tables.md").read_text())
    save_picture(options.out / "cheating.png", lines)


def _arms(cell: Cell) -> dict[str, Defences]:
    return ARMS_OF_ACCOUNTS if cell.cheat is Trade.ACCOUNTS else ARMS


def _cells(options: argparse.Namespace) -> Iterator[Cell]:
    middle = options.cheaters[len(options.cheaters) // 2]
    for seed in options.seeds:
        yield Cell(FITTED, Trade.CONSTANT, 0, options.honest, options.images, seed)
        for cheaters in options.cheaters:
            for cheat in CHEATS:
                yield Cell(FITTED, cheat, _whole(cheat, cheaters), options.honest, options.images, seed)
        for cheat in CHEATS:
            yield Cell(HARDER, cheat, _whole(cheat, middle), options.honest, options.images, seed)


def _whole(cheat: Trade, cheaters: int) -> int:
    """Return so many accounts, or a few less, that every person with several has all of theirs."""
    return cheaters - cheaters % ACCOUNTS if cheat is Trade.ACCOUNTS else cheaters


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    parser.add_argument("--honest", type=int, default=150)
    parser.add_argument("--cheaters", type=int, nargs="+", default=[8, 16, 40])
    parser.add_argument("--images", type=int, default=1500)
    parser.add_argument("--out", type=Path, default=Path("var/bench_cheating"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
