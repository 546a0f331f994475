"""Which of a volunteer's next images are controls, and which controls those are: pure, given `rng`."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from quorum.classifications.task_cards import TaskCard
from quorum.domain.trust import Skill, control_share, expected_information
from quorum.onboarding.stands import Stand
from quorum.onboarding.trust_cards import Control, TrustCard

# So many controls are weighed against each other for one ask; more would tell hardly anything more.
WEIGHED = 12


@dataclass(frozen=True, slots=True)
class Insertion:
    """The controls drawn for one ask, and those among them that take the place of a subject of the queue.

    `candidates` are looked up whether they are used or not, so that the time of an answer tells nothing.
    """

    candidates: Sequence[Control] = ()
    by_place: Mapping[int, Control] = field(default_factory=dict)


def plan_controls(
    stand: Stand, card: TrustCard, task: TaskCard, *, want: int, holding: Collection[int], rng: Random
) -> Insertion:
    """Return the controls for an ask of `want` subjects, each place by itself with the same chance.

    The gaps between controls are thus geometric, the one law without memory: no count of images since
    the last control tells when the next one comes. Controls that were handed out are marked as met.
    """
    fresh = _fresh_for(stand, card.controls_for(task), task, holding, rng)
    candidates = _drawn(stand, card, task, fresh, want=want, rng=rng)
    share = card.rule.control_share_most if stand.watched else control_share(stand.skill, card.rule)
    places = [place for place in range(want) if rng.random() < share]
    by_place = dict(zip(places, candidates, strict=False))
    for control in by_place.values():
        stand.meet(control.subject_id)
    return Insertion(candidates, by_place)


def _fresh_for(
    stand: Stand, controls: Sequence[Control], task: TaskCard, holding: Collection[int], rng: Random
) -> list[Control]:
    """Return controls that were never met; for a yes-or-no question those of one answer, drawn evenly.

    Where hardly any image has what is asked about, whoever always says no would be right on nearly all.
    """
    if not task.is_yes_no:
        return _fresh(stand, controls, holding, rng)
    sides: tuple[list[Control], list[Control]] = ([], [])
    for control in controls:
        sides[bool(task.asked(control.choice_ids))].append(control)
    first = rng.random() < 0.5
    return _fresh(stand, sides[first], holding, rng) or _fresh(stand, sides[not first], holding, rng)


def _fresh(stand: Stand, controls: Sequence[Control], holding: Collection[int], rng: Random) -> list[Control]:
    """Return a random few of the controls that the volunteer has never met."""
    met = {*stand.known_subject_ids, *holding}
    few = rng.sample(controls, min(WEIGHED, len(controls)))
    fresh = [control for control in few if control.subject_id not in met]
    if fresh or len(few) == len(controls):
        return fresh
    return [control for control in controls if control.subject_id not in met][:WEIGHED]


def _drawn(
    stand: Stand, card: TrustCard, task: TaskCard, fresh: Sequence[Control], *, want: int, rng: Random
) -> list[Control]:
    """Draw controls without replacement: likelier the more they tell of this volunteer, the less they are worn.

    Efraimidis and Spirakis 2006: the smallest of exponential times with rates equal to the weights.
    """
    wear = 1.0 + sum(control.exposures for control in fresh) / max(1, len(fresh))
    unknown = expected_information([Skill()], card.rule)
    # Of most choices nothing is known, and controls share theirs.
    told: dict[int, float] = {}

    def time_of(control: Control) -> float:
        information = 0.0
        for choice_id in task.asked(control.choice_ids):
            if choice_id not in told:
                skill = stand.choice_skill.get(choice_id)
                told[choice_id] = expected_information([skill], card.rule) if skill else unknown
            information += told[choice_id]
        weight = (information or unknown) / (1.0 + control.exposures / wear)
        return -math.log(1.0 - rng.random()) / max(weight, 1e-9)

    return sorted(fresh, key=time_of)[:want]
