"""What work is worth: effort, times a factor of the accuracy on control images.

Nothing here knows what other volunteers answered, or what the consensus is. A bonus for agreeing with
the eventual consensus was exploited at once, by answering the same for every image (Sullivan et al.
2018, doi:10.1038/nbt.4225).
"""

from __future__ import annotations

MILLI = 1000
# Nobody sees an image, decides and submits in less; half a second is a key held down.
SHORTEST_MS = 500
# From here on an image is worth its full points: longer is not better, so waiting does not pay.
FULL_EFFORT_MS = 2500
# What a client that tells no time is taken to have spent.
UNTOLD_MS = 1500
LOWEST_FACTOR = 40
FULL_FACTOR = 100
LOW_ACCURACY = 0.3
FULL_ACCURACY = 0.7


def effort_of(duration_ms: int | None) -> int:
    """Return the effort behind one answer in thousandths of an image, 0 to 1000.

    `duration_ms` is the time spent on the image as the client tells it, None for not told. Capped at
    one image: no time that a client may claim is worth more.
    """
    spent = UNTOLD_MS if duration_ms is None else duration_ms
    if spent < SHORTEST_MS:
        return 0
    return min(MILLI, MILLI * spent // FULL_EFFORT_MS)


def accuracy_factor(low: float | None) -> int:
    """Return the factor of pay in per cent, from the lower bound of the accuracy on controls.

    `low` is the lower end of the credible interval, 0 to 1; None while no control was answered.
    Between 40 % (unknown, or at most 0.3) and 100 % (from 0.7 on), a straight line between. The lower
    bound rises with every control that is answered well, so being measured never costs an honest
    volunteer anything against not being measured.
    """
    if low is None:
        return LOWEST_FACTOR
    share = (low - LOW_ACCURACY) / (FULL_ACCURACY - LOW_ACCURACY)
    return round(LOWEST_FACTOR + (FULL_FACTOR - LOWEST_FACTOR) * min(1.0, max(0.0, share)))


def passes_paid(answers: int, passes: int, share_percent: int) -> int:
    """Return how many of a day's passes are paid: at most `share_percent` per 100 answers given that day."""
    return min(passes, answers * share_percent // 100)


def earned_milli(effort_milli: int, points_per_image: int, factor_percent: int) -> int:
    """Return what effort (thousandths of an image) earns, in thousandths of a point."""
    return effort_milli * points_per_image * factor_percent // 100
