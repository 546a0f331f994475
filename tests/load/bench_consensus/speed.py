"""How fast: the published method, crowd-kit and scipy beside it, and the skill method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quorum.analysis.planner.measure import Trial
from quorum.domain.aggregators.interface import Question, Reference
from quorum.domain.aggregators.registry import make_aggregator
from quorum.domain.hypergeometric import p_table, p_values
from quorum.domain.votes import tally
from tests.load.bench_consensus.campaigns import MAXIMUM_CHOICES, MEDIUM, Campaigns
from tests.load.bench_consensus.clock import Timing, time_calls
from tests.load.bench_consensus.judging import judge_labels
from tests.load.bench_consensus.peers import (
    CrowdKit,
    CrowdKitRun,
    DawidSkene,
    MajorityVote,
    fit_per_class,
    scipy_p_values,
    scipy_table,
)
from tests.load.bench_consensus.pipeline import consensus_of, time_steps
from tests.load.bench_consensus.report import AtLeast, AtMost, Cell, Figure, Section, Table, seconds
from tests.load.bench_consensus.update import measure_update

READINGS, OVER_READING_S = 2.0, 0.2
MAJORITY_RATIO, SKILL_RATIO = 100.0, 30.0
SKILL = "skill"
TIMES = 7


@dataclass(frozen=True)
class Ground:
    """What the timings are taken on: both sizes of one campaign, and crowd-kit on the smaller."""

    medium: Trial
    large: Trial
    crowd_kit: CrowdKit

    @property
    def question(self) -> Question:
        """Return what the volunteers were asked."""
        return Question(self.large.votes.classes, MAXIMUM_CHOICES)


def measure_speed(campaigns: Campaigns, crowd_kit: CrowdKit, *, seed: int, has_large: bool) -> Section:
    """Measure all that has a limit in time, besides what `memory` measures."""
    ground = Ground(campaigns.medium(seed), campaigns.large(seed), crowd_kit)
    section = Section("Speed")
    section.figures += _published(ground)
    section.figures += _beside_majority(ground)
    section.figures += _beside_dawid_skene(ground)
    section.figures += _beside_scipy(ground)
    section.figures += measure_update(campaigns, seed)
    section.tables += [_steps(ground), _crowd_kit(ground, has_large)]
    return section


def _published(ground: Ground) -> Iterator[Figure]:
    """Yield the published method on L, and reading its arrays once, which sets the limit."""
    votes = ground.large.votes
    # Sums of whole words: of 32-bit numbers they would take longer than the memory does.
    arrays = [_words(array) for array in (votes.subject, votes.volunteer, votes.chosen)]
    _, reading = time_calls(lambda: [array.sum() for array in arrays], TIMES)
    yield seconds("L: reading the three arrays once (sums)", reading)
    _, timing = _time_consensus(ground.large, ground.question)
    limit = AtMost(READINGS * reading.best + OVER_READING_S)
    yield seconds("L: counts, p-values, cutoffs, decisions", timing, limit)
    _, timing = time_calls(lambda: _labels(ground.large, "corrected", ground.large.reference), TIMES // 2)
    yield seconds("L: the same through the registry, `fit` and `decide`", timing)


def _words(array: np.ndarray) -> np.ndarray:
    raw = array.reshape(-1).view(np.uint8)
    return raw[: len(raw) // 8 * 8].view(np.uint64)


def _time_consensus(trial: Trial, question: Question) -> tuple[object, Timing]:
    return time_calls(lambda: consensus_of(trial.votes, question, trial.reference.frequencies), TIMES)


def _labels(trial: Trial, method: str, reference: Reference | None) -> np.ndarray:
    question = Question(trial.votes.classes, trial.maximum_choices)
    fitted = make_aggregator(method, question).fit(trial.votes, reference)
    return fitted.decide(trial.votes).accepted


def _beside_majority(ground: Ground) -> Iterator[Figure]:
    """Yield the published method on M against crowd-kit's majority vote."""
    peer = ground.crowd_kit.majority.seconds
    _, ours = _time_consensus(ground.medium, ground.question)
    yield seconds("M: counts, p-values, cutoffs, decisions", ours)
    yield Figure("M: crowd-kit MajorityVote, a question per class", peer, "s")
    yield Figure("M: crowd-kit MajorityVote / ours", peer / ours.best, "x", AtLeast(MAJORITY_RATIO))
    once = ground.crowd_kit.majority_of_labels
    yield Figure("M: crowd-kit MajorityVote once, only the most chosen label", once, "s")
    yield Figure("M: the same / ours", once / ours.best, "x", note="answers less than ours")


def _beside_dawid_skene(ground: Ground) -> Iterator[Figure]:
    """Yield the skill method on M against crowd-kit's Dawid-Skene, with the F1 of both."""
    peer = ground.crowd_kit.dawid_skene
    yield Figure("M: crowd-kit DawidSkene, a question per class", peer.seconds, "s", note=_f1_of(ground, peer))
    _, same = time_calls(lambda: _labels(ground.medium, "dawid_skene", None), 1)
    yield seconds("M: our `dawid_skene`, the same posteriors", same)
    yield Figure("M: crowd-kit DawidSkene / our `dawid_skene`", peer.seconds / same.best, "x")
    for words, reference in (("with the hold-out", ground.medium.reference), ("from votes alone", None)):
        accepted, ours = time_calls(lambda reference=reference: _labels(ground.medium, SKILL, reference), 3)
        found = judge_labels(ground.medium, SKILL, MEDIUM, accepted, accepted.astype(float), seconds=ours.best)
        note = f"F1 {found.macro:.3f}/{found.micro:.3f}"
        yield seconds(f"M: `{SKILL}`, {words}", ours, note=note)
        ratio = peer.seconds / ours.best
        yield Figure(f"M: crowd-kit DawidSkene / `{SKILL}`, {words}", ratio, "x", AtLeast(SKILL_RATIO))


def _f1_of(ground: Ground, run: CrowdKitRun) -> str:
    found = judge_labels(ground.medium, "", MEDIUM, run.accepted, run.posterior, seconds=run.seconds)
    return f"F1 {found.macro:.3f}/{found.micro:.3f}"


def _beside_scipy(ground: Ground) -> Iterator[Figure]:
    """Yield the p-values of L three ways, from the same counts."""
    counted, question = tally(ground.large.votes), ground.question
    n_max = int(counted.n.max())
    ours, timing = time_calls(lambda: p_values(counted, question), TIMES)
    yield seconds("L: our p-values from the counts", timing)
    theirs, timing = time_calls(lambda: scipy_p_values(counted, question), 0)
    error = float(np.max(np.abs(ours - theirs) / np.maximum(theirs, np.finfo(float).tiny)))
    yield seconds("L: scipy `hypergeom.sf`, vectorised", timing, note=f"ours differs by {error:.1e} at most")
    table, timing = time_calls(lambda: scipy_table(question, n_max), 0)
    yield seconds(f"table p[n][k] to n = {n_max} by scipy", timing)
    _, timing = time_calls(lambda: table[counted.n[:, None], counted.counts], TIMES)
    yield seconds("L: numpy look-up in that table", timing)
    _, timing = time_calls(
        lambda: p_table(classes=question.classes, maximum_choices=question.maximum_choices, n_max=n_max), TIMES
    )
    yield seconds(f"table p[n][k] to n = {n_max} by ours", timing)


def _steps(ground: Ground) -> Table:
    rows: list[list[Cell]] = []
    for size, trial in (("M", ground.medium), ("L", ground.large)):
        steps = time_steps(trial.votes, ground.question, trial.reference.frequencies, TIMES)
        rows.append([size, len(trial.votes), *(timing.best for timing in steps.values())])
    return Table("Seconds of each step, best of several", ["size", "classifications", *steps], rows)


def _crowd_kit(ground: Ground, has_large: bool) -> Table:
    runs = {
        ("MajorityVote", "M"): ground.crowd_kit.majority,
        ("DawidSkene", "M"): ground.crowd_kit.dawid_skene,
        ("MajorityVote", "L"): fit_per_class(ground.large.votes, MajorityVote),
    }
    if has_large:
        runs["DawidSkene", "L"] = fit_per_class(ground.large.votes, DawidSkene)
    rows: list[list[Cell]] = [
        [method, size, run.seconds, run.framing, _f1_of(ground, run)] for (method, size), run in runs.items()
    ]
    head = ["crowd-kit, a question per class", "size", "seconds of fit", "and of making frames", "macro/micro"]
    return Table("crowd-kit", head, rows)
