"""Colours told apart by colour-blind readers, quiet axes, and a ground of its own.

The ground is opaque, so that a picture reads the same on a light page and on a dark one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito 2008, jfly.uni-koeln.de/color: told apart with any kind of colour blindness.
FIRST = "#0072B2"
SECOND = "#D55E00"
SERIES = (FIRST, SECOND, "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
BEFORE = "#E69F00"
AFTER = FIRST
REFERENCE = "#1A1A1A"
# Darker with every step, so that they are told apart in grey as well.
DISTANCES = {2: "#E69F00", 4: "#009E73", 6: "#882255"}
INK = "#1A1A1A"
MUTED = "#5E5E5E"
LINE = "#C8C8C8"
FAINT = "#ECECEC"
GROUND = "#FFFFFF"
# Even in lightness, and seen alike by colour-blind readers (Nuñez et al. 2018, PLOS ONE 13:e0199239).
SCORE_MAP = "cividis"
PNG_DPI = 150

_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    # Names of classes are text, not formulae, dollar signs and all.
    "text.parse_math": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "svg.fonttype": "path",
    # Element names of SVG files come from this, not from chance: equal reports are equal files.
    "svg.hashsalt": "quorum",
}


@contextmanager
def quiet_style() -> Iterator[None]:
    """Draw with the settings of reports, and leave those of the process alone."""
    with mpl.rc_context(_SETTINGS):
        yield


def save(figure: Figure, folder: Path, name: str) -> None:
    """Write a picture as PNG and SVG."""
    figure.savefig(folder / f"{name}.png", dpi=PNG_DPI, facecolor=GROUND, bbox_inches="tight", pad_inches=0.2)
    # The layout is found once: finding it takes as long as drawing.
    figure.set_layout_engine("none")
    figure.savefig(
        folder / f"{name}.svg", facecolor=GROUND, bbox_inches="tight", pad_inches=0.2, metadata={"Date": None}
    )


def short(name: str, width: int = 30) -> str:
    """Return a name that fits on a line; long ones end in an ellipsis."""
    return name if len(name) <= width else f"{name[: width - 1].rstrip()}…"


def broken(name: str, width: int = 18) -> str:
    """Return a name over at most two lines."""
    lines = wrap(name, width, max_lines=2, placeholder=" …", break_long_words=True)
    return "\n".join(lines)


def percent(value: float) -> str:
    """Return a share in percent, with a decimal place where it is small."""
    return f"{100 * value:.0f} %" if value >= 0.1 or value == 0 else f"{100 * value:.1f} %"


def heading(axes: Axes, title: str, subtitle: str = "") -> None:
    """Write what a panel shows above its left corner, with a muted second line."""
    axes.set_title(title, fontweight="bold", pad=24 if subtitle else 10)
    if subtitle:
        axes.annotate(
            subtitle,
            (0, 1),
            (0, 8),
            xycoords="axes fraction",
            textcoords="offset points",
            color=MUTED,
            fontsize=9,
        )


def shares_axis(axes: Axes) -> None:
    """Let both axes run from 0 to 1 with few marks."""
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
    axes.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
