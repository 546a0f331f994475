"""The tables and the picture of the study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from quorum.plotting.style import PNG_DPI, heading, quiet_style

Line = Mapping[str, Any]
ARMS = ("nothing", "devices", "controls", "all but devices", "everything")
# Without cheaters nobody shares a device, so the rule for devices changes nothing.
WITHOUT_DEVICES = {"devices": "nothing", "all but devices": "everything"}
METHODS = ("hypergeometric", "corrected", "skill")
HONEST = ("ordinary", "quick", "cautious")
COLOURS = {
    "nothing": "#D55E00",
    "devices": "#009E73",
    "controls": "#E69F00",
    "all but devices": "#CC79A7",
    "everything": "#0072B2",
}


def write_tables(path: Path, lines: Sequence[Line]) -> None:
    """Write the tables as Markdown."""
    parts = [_moved(lines), _detected(lines), _honest(lines)]
    path.write_text("\n\n".join("\n".join(part) for part in parts) + "\n")


def _moved(lines: Sequence[Line]) -> Iterable[str]:
    yield (
        "| world | cheaters | defences | published F1 | corrected | skill | their votes | their pay "
        "| once confirmed |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for world, cheat, cheaters in _groups(lines):
        for arm in ARMS:
            own = [one for one in lines if _group(one) == (world, cheat, cheaters) and one["arm"] == arm]
            if own:
                who = f"{cheaters} {cheat}" if cheaters else "none"
                yield "| " + " | ".join([
                    world, who, arm,
                    *(f"{_mean(own, method, 0)} / {_mean(own, method, 1)}" for method in METHODS),
                    _interval([one["share_of_votes"] for one in own], percent=True),
                    _interval([one["share_of_pay"] for one in own], percent=True),
                    _interval([one["share_of_pay_kept"] for one in own], percent=True),
                ]) + " |"  # fmt: skip


def _detected(lines: Sequence[Line]) -> Iterable[str]:
    yield "| world | cheaters | held | for | after answers, median (90 %) | watched too | to training |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for world, cheat, cheaters in _groups(lines):
        own = [
            one["trades"][cheat]
            for one in lines
            if _group(one) == (world, cheat, cheaters) and one["arm"] == "everything" and cheaters
        ]
        if not own:
            continue
        people = sum(one["people"] for one in own)
        held = sum(one["held"] for one in own)
        delays = [at for one in own for at in one["held_at"]]
        kinds = [kind for one in own for kind in one["held_for"]]
        named = ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds)))
        delay = f"{np.median(delays):.0f} ({np.quantile(delays, 0.9):.0f})" if delays else "-"
        yield (
            f"| {world} | {cheaters} {cheat} | {wilson(held, people)} | {named or '-'} | {delay} "
            f"| {sum(one['watched'] for one in own)} | {sum(one['returned'] for one in own)} of {people} |"
        )


def _honest(lines: Sequence[Line]) -> Iterable[str]:
    yield "| honest | in campaigns | held by mistake | watched | beyond the allowance | returned to training |"
    yield "| --- | --- | --- | --- | --- | --- |"
    played = [one for one in lines if one["arm"] == "everything"]
    for label, trades in (("all", HONEST), *((one, (one,)) for one in HONEST)):
        own = [line["trades"][trade] for line in played for trade in trades if trade in line["trades"]]
        people = sum(one["people"] for one in own)
        beyond, answers = sum(one["too_fast"] for one in own), sum(one["answers"] for one in own)
        yield (
            f"| {label} | {people} | {wilson(sum(one['held'] for one in own), people)} "
            f"| {wilson(sum(one['watched'] for one in own), people)} "
            f"| {100 * beyond / max(1, answers):.2f} % of {answers} "
            f"| {100 * sum(one['returned'] for one in own) / max(1, people):.1f} % |"
        )


def wilson(count: int, of: int) -> str:
    """Return a share in per cent with its Wilson interval of 95 % (Wilson 1927)."""
    z, share = 1.96, count / max(1, of)
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{count} of {of}: {100 * share:.1f} % ({100 * low:.1f}-{100 * high:.1f})"


def save_picture(path: Path, lines: Sequence[Line]) -> None:
    """Draw F1 and pay against the number of cheaters, a panel per kind, a line per set of defences."""
    fitted = [one for one in lines if one["world"] == "project_discovery"]
    kinds = ("constant", "random", "ring", "bot", "accounts")
    with quiet_style():
        figure = Figure(figsize=(14.0, 6.4), layout="constrained")
        panels = figure.subplots(2, len(kinds), sharex=True, sharey="row")
        for column, kind in enumerate(kinds):
            for arm in ARMS:
                cheated = [one for one in fitted if one["arm"] == arm and one["cheat"] == kind]
                if not any(one["cheaters"] for one in cheated):
                    continue
                clean = WITHOUT_DEVICES.get(arm, arm)
                own = [one for one in cheated if one["cheaters"]]
                own += [one for one in fitted if one["arm"] == clean and not one["cheaters"]]
                counts = sorted({one["cheaters"] for one in own})
                for row, value in enumerate((_micro, _pay)):
                    means = [
                        np.mean([value(one) for one in own if one["cheaters"] == count]) for count in counts
                    ]
                    panels[row, column].plot(
                        counts, means, marker="o", markersize=4, color=COLOURS[arm], label=arm
                    )
            heading(panels[0, column], kind.capitalize(), "micro F1 of the published rule")
            heading(panels[1, column], "", "share of all pay that they earn, %")
            panels[1, column].set_xlabel("Cheaters beside 150 honest")
        for column in (0, len(kinds) - 1):
            panels[0, column].legend(loc="lower left", title="Defences")
        figure.savefig(path, format="png", dpi=PNG_DPI, facecolor="white")


def _micro(one: Line) -> float:
    return float(one["scores"]["hypergeometric"][1])


def _pay(one: Line) -> float:
    return 100.0 * float(one["share_of_pay"])


def _groups(lines: Sequence[Line]) -> list[tuple[str, str, int]]:
    return sorted(
        {_group(one) for one in lines}, key=lambda group: (group[0] != "project_discovery", group[2], group[1])
    )


def _group(one: Line) -> tuple[str, str, int]:
    return one["world"], one["cheat"], one["cheaters"]


def _mean(lines: Sequence[Line], method: str, place: int) -> str:
    return _interval([one["scores"][method][place] for one in lines])


def _interval(values: Sequence[float], *, percent: bool = False) -> str:
    """Return the mean over the seeds, and half the distance between the lowest and the highest."""
    scale = 100.0 if percent else 1.0
    mean, half = scale * float(np.mean(values)), scale * float(np.ptp(values)) / 2.0
    return f"{mean:.1f} ± {half:.1f} %" if percent else f"{mean:.3f} ± {half:.3f}"
