"""All detectors over one window of answers, and what follows from what they find."""

from __future__ import annotations

import math
from collections.abc import Iterable

from quorum.domain.integrity.answers import Answers
from quorum.domain.integrity.constant import find_constant
from quorum.domain.integrity.copying import Pairs, compare_pairs, find_copying
from quorum.domain.integrity.finding import Finding, Kind, Measure
from quorum.domain.integrity.guessing import find_guessing
from quorum.domain.integrity.speed import find_fast, find_regular, floors

# Of honest volunteers so many may be watched, or held, by mistake, for each kind and their whole stay.
ALPHA_WATCHED = 1e-2
ALPHA_HELD = 1e-4
FEWEST_ANSWERS = 30
# Quick hands are no offence, nor are shared devices: neither holds anybody back alone.
NEVER_HELD = frozenset({Kind.FAST, Kind.DEVICES})


def screen(answers: Answers, volunteers: Iterable[int], *, pairs: Pairs | None = None) -> list[Finding]:
    """Return the findings on these volunteers that are worth a measure.

    `answers` are those of everybody on the same subjects; volunteers with few answers are left alone.
    """
    floor = floors(answers)
    pairs = compare_pairs(answers) if pairs is None else pairs
    findings = []
    for volunteer in volunteers:
        if len(answers.of(volunteer)) < FEWEST_ANSWERS:
            continue
        findings += [
            find_constant(answers, volunteer),
            find_guessing(answers, volunteer),
            find_regular(answers, volunteer),
            find_fast(answers, volunteer, floor),
            find_copying(pairs, volunteer),
        ]
    return [finding for finding in findings if finding.p <= ALPHA_WATCHED]


def alpha_of_look(look: int) -> float:
    """Return the share of alpha for the n-th look, n from 1, at statistics without a stake: 6 / (pi n)**2.

    The shares of all looks add up to one, so that looking for years costs no more than alpha (alpha
    spending: Lan & DeMets 1983, Biometrika 70:659).
    """
    return 6.0 / (math.pi * look) ** 2


def measure_of(finding: Finding, *, look: int = 1) -> Measure:
    """Return what is done about a finding; `look` counts how often pairs were compared before deciding."""
    share = alpha_of_look(look) if finding.kind is Kind.COPYING else 1.0
    if finding.p <= ALPHA_HELD * share and finding.kind not in NEVER_HELD:
        return Measure.HELD
    return Measure.WATCHED if finding.p <= ALPHA_WATCHED * share else Measure.NONE
