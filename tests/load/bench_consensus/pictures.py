"""Two pictures: F1 against votes, and posteriors against what is true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from quorum.analysis.planner.measure import Score
from quorum.plotting.style import LINE, MUTED, heading, quiet_style, save
from tests.load.bench_consensus.campaigns import LARGE
from tests.load.bench_consensus.curve import PUBLISHED
from tests.load.bench_consensus.judging import Judgement

# Okabe and Ito 2008, jfly.uni-koeln.de/color, with a mark each, so that lines are told apart in grey as well.
LOOKS = (
    ("#E69F00", "o"),
    ("#0072B2", "s"),
    ("#009E73", "^"),
    ("#882255", "D"),
    ("#56B4E9", "v"),
    ("#D55E00", "P"),
)


def save_curve(folder: Path | None, name: str, scores: Sequence[Score]) -> None:
    """Draw macro and micro F1 of each method against votes per image, if there is a folder for it."""
    if folder is None:
        return
    last = next(one for one in scores if one.method == PUBLISHED and one.votes == LARGE)
    with quiet_style():
        figure = Figure(figsize=(10.0, 5.0), layout="constrained")
        panels = figure.subplots(1, 2, sharey=True)
        for axes, kind in zip(panels, ("macro", "micro"), strict=True):
            line = getattr(last, kind)
            axes.axhline(line, color=LINE, linewidth=1.5)
            for place, method in enumerate(dict.fromkeys(one.method for one in scores)):
                colour, mark = LOOKS[place % len(LOOKS)]
                own = [one for one in scores if one.method == method]
                values = [getattr(one, kind) for one in own]
                axes.plot(
                    [one.votes for one in own], values, color=colour, marker=mark, markersize=5, label=method
                )
            axes.set_xscale("log")
            ticks = sorted({one.votes for one in scores})
            axes.set_xticks(ticks, [str(tick) for tick in ticks])
            axes.set_xticks([], minor=True)
            axes.set_xlabel("Votes per image")
            axes.grid(True)
            heading(
                axes, f"{kind.capitalize()} F1", f"line: published method at {max(ticks)} votes, {line:.3f}"
            )
        panels[0].legend(loc="lower right")
        save(figure, folder, name)


def save_reliability(folder: Path | None, name: str, found: Sequence[Judgement]) -> None:
    """Draw the share of true classes against the posterior, one panel each, if there is a folder."""
    if folder is None:
        return
    with quiet_style():
        columns = min(3, len(found))
        rows = -(-len(found) // columns)
        figure = Figure(figsize=(3.4 * columns, 3.6 * rows), layout="constrained")
        panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
        for axes, one in zip(panels, found, strict=False):
            bins = one.calibration
            axes.plot([0, 1], [0, 1], color=LINE, linewidth=1.5)
            axes.vlines(bins.predicted, bins.low, bins.high, color=LOOKS[1][0], linewidth=1.5)
            axes.plot(bins.predicted, bins.observed, "o", color=LOOKS[1][0], markersize=5)
            error = f"{one.votes} votes · error {bins.expected_error:.3f} · Brier {bins.brier:.3f}"
            heading(axes, one.method, error)
            axes.set_xlim(-0.02, 1.02)
            axes.set_ylim(-0.02, 1.02)
            axes.grid(True)
        for axes in panels[len(found) :]:
            axes.set_visible(False)
        figure.supxlabel("Posterior probability", color=MUTED)
        figure.supylabel("Share that is true (95 % interval)", color=MUTED)
        save(figure, folder, name)
