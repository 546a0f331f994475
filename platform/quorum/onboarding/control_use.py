"""How known answers are doing: how often they were shown, how they were answered, whether they are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from quorum.domain.suspicion import chance_of_so_fast, chance_of_so_many, is_suspected
from quorum.onboarding.models import ControlAnswer, KnownAnswer
from quorum.projects.models import Choice, Project
from quorum.subjects.models import Subject

# Suspicion looks at so many of the latest answers of a control, and of the project.
LATEST = 200
LATEST_OF_PROJECT = 50_000
FEWEST_OF_VOLUNTEER = 3


@dataclass(frozen=True)
class Use:
    """The answers that a control has had.

    `share_right` is of exactly right answers, `expected` the mean accuracy of those who answered.
    `suspicion` is "known" for a control answered better than its volunteers can, "fast" for one that they
    answer faster than others, "" for one that looks as it should.
    """

    exposures: int = 0
    share_right: float | None = None
    expected: float | None = None
    suspicion: str = ""


@dataclass(frozen=True)
class ListedAnswer:
    """A known answer with its choices and its use."""

    row: KnownAnswer
    choices: Sequence[Choice]
    use: Use


@dataclass
class _Answers:
    rights: list[bool] = field(default_factory=list)
    expected: list[float] = field(default_factory=list)
    faster: list[bool] = field(default_factory=list)


def known_answers_of(project: Project) -> list[ListedAnswer]:
    """Return all known answers of a project with their use, suspected ones first, then the newest."""
    rows = list(KnownAnswer.objects.filter(project=project).select_related("subject", "stage").order_by("-pk"))
    choices = Choice.objects.in_bulk({choice_id for row in rows for choice_id in row.choice_ids})
    uses = control_uses(project)
    listed = [
        ListedAnswer(row, [choices[one] for one in row.choice_ids], uses.get(row.pk, Use())) for row in rows
    ]
    return sorted(listed, key=lambda each: not each.use.suspicion)


def known_answer_of(subject: Subject) -> ListedAnswer | None:
    """Return what is known of one subject, without its use; None for nothing."""
    row = KnownAnswer.objects.filter(subject=subject).first()
    if row is None:
        return None
    choices = Choice.objects.in_bulk(row.choice_ids)
    return ListedAnswer(row, [choices[choice_id] for choice_id in row.choice_ids], Use())


def control_uses(project: Project) -> dict[int, Use]:
    """Return known answer id → its use, over the latest answers; without those never answered."""
    latest = (
        ControlAnswer.objects.filter(project=project, known_answer__isnull=False, score__isnull=False)
        .order_by("-pk")
        .values_list("known_answer_id", "volunteer_id", "score", "expected", "duration_ms")
    )
    rows = list(latest[:LATEST_OF_PROJECT])
    medians = _medians(rows)
    answers: dict[int, _Answers] = defaultdict(_Answers)
    for known_answer_id, volunteer_id, score, expected, duration in rows:
        found = answers[known_answer_id or 0]
        found.rights.append(score == 1.0)
        found.expected.append(expected)
        if duration is not None and volunteer_id in medians and duration != medians[volunteer_id]:
            found.faster.append(duration < medians[volunteer_id])
    return {known_answer_id: _use(found, len(answers)) for known_answer_id, found in answers.items()}


def _medians(rows: Iterable[tuple[object, int, object, object, int | None]]) -> Mapping[int, float]:
    """Return the median time of each volunteer with enough timed answers to controls."""
    times: dict[int, list[int]] = defaultdict(list)
    for _, volunteer_id, _, _, duration in rows:
        if duration is not None:
            times[volunteer_id].append(duration)
    return {one: median(each) for one, each in times.items() if len(each) >= FEWEST_OF_VOLUNTEER}


def _use(found: _Answers, controls: int) -> Use:
    rights, expected, faster = found.rights[:LATEST], found.expected[:LATEST], found.faster[:LATEST]
    known = chance_of_so_many(sum(rights), expected)
    fast = chance_of_so_fast(sum(faster), len(faster))
    suspicion = ""
    if is_suspected(known, answers=len(rights), controls=controls):
        suspicion = "known"
    elif is_suspected(fast, answers=len(faster), controls=controls):
        suspicion = "fast"
    return Use(
        exposures=len(found.rights),
        share_right=sum(rights) / len(rights),
        expected=sum(expected) / len(expected),
        suspicion=suspicion,
    )
