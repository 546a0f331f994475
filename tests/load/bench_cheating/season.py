"""A campaign of days, session by session, by the platform's own rules of trust, speed, pay and screening."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quorum.domain import pay
from quorum.domain.integrity import allowance
from quorum.domain.integrity.answers import Answers
from quorum.domain.integrity.finding import Kind, Measure
from quorum.domain.integrity.screening import measure_of, screen
from quorum.domain.trust import Skill, TrustRule, Verdict, accuracy_of, control_share, judge, learn
from quorum.domain.votes import Votes, votes_from_masks
from tests.load.bench_cheating.crowd import Crowd

VOTES = 15
DAYS, SLOTS = 10, 4
AT_ONCE = 10
PASSES_TRAINING = 0.7
TRAINING_S = 140.0
RULE = TrustRule(threshold=0.25, recovery_threshold=0.35, prior_mean=0.5)


@dataclass(frozen=True)
class Defences:
    """Which defences are up; without controls there is no trust either, and pay is for effort alone."""

    controls: bool
    allowance: bool = False
    screening: bool = False
    devices: bool = False


NOTHING = Defences(controls=False)
LADDER = Defences(controls=True)
DEVICES = Defences(controls=False, devices=True)
REST = Defences(controls=True, allowance=True, screening=True)
EVERYTHING = Defences(controls=True, allowance=True, screening=True, devices=True)


@dataclass
class Person:
    """What the platform knows of one volunteer."""

    skill: Skill = field(default_factory=Skill)
    trusted: bool = True
    controls_since: int = 0
    bucket: allowance.Allowance | None = None
    low: float = field(default_factory=lambda: accuracy_of(Skill(), RULE).low)
    earned: int = 0
    answered: int = 0
    too_fast: int = 0
    returned: int = 0
    looks: int = 0
    held: bool = False
    held_for: Kind | None = None
    held_at: int = 0
    watched: set[Kind] = field(default_factory=set)


class Season:
    """All answers of a campaign, as columns, and the images that still need votes."""

    def __init__(self, crowd: Crowd, controls: NDArray[np.int64], defences: Defences, rng: np.random.Generator):
        self.crowd, self.controls, self.defences, self.rng = crowd, controls, defences, rng
        images = len(crowd.labels)
        self.people = [Person() for _ in range(len(crowd))]
        self.seen = np.zeros((len(crowd), images), bool)
        self.counts = np.zeros(images, np.int64)
        self.is_open = np.ones(images, bool)
        self.is_open[controls] = False
        self.known = frozenset(controls.tolist())
        self.rows: list[tuple[int, int, np.uint64, float, float, bool]] = []

    def play(self) -> None:
        """Let everybody play one session a day until the days or the images are over."""
        for day in range(DAYS):
            slot_of = self.rng.integers(SLOTS, size=len(self.crowd))
            for slot in range(SLOTS):
                if not self.is_open.any():
                    return
                begin = (day * SLOTS + slot) * 6.0 * 3600.0
                active = np.flatnonzero(slot_of == slot)
                self._play_slot(active, begin)
                if self.defences.screening:
                    self._screen(active)

    def _play_slot(self, active: NDArray[np.int64], begin: float) -> None:
        clocks = np.full(len(active), begin)
        ends = begin + 60.0 * self.crowd.minutes[active]
        while len(going := np.flatnonzero(clocks < ends)) and self.is_open.any():
            # Whoever is behind by the clock goes next, so that nobody answers in the future of another.
            behind = going[clocks[going] <= clocks[going].min() + 10.0]
            for place in behind:
                clocks[place] = self._answer_some(int(active[place]), clocks[place])

    def _answer_some(self, volunteer: int, clock: float) -> float:
        person = self.people[volunteer]
        if self.defences.controls and not person.trusted:
            person.trusted = bool(self.rng.random() < PASSES_TRAINING)
            if person.trusted:
                person.skill, person.controls_since = Skill(), 0
            return clock + TRAINING_S
        images = self._assign(volunteer, person)
        if not len(images):
            return np.inf
        said, took = self.crowd.answer(volunteer, images), self.crowd.seconds(volunteer, len(images))
        for image, mask, seconds in zip(images.tolist(), said, took.tolist(), strict=True):
            clock += seconds
            self._take(volunteer, person, image, mask, seconds, clock)
        return clock

    def _assign(self, volunteer: int, person: Person) -> NDArray[np.int64]:
        fresh = np.flatnonzero(self.is_open & ~self.seen[volunteer])
        picked = self.rng.choice(fresh, min(AT_ONCE, len(fresh)), replace=False)
        if self.defences.controls and len(picked):
            left = self.controls[~self.seen[volunteer][self.controls]]
            due = int(self.rng.binomial(len(picked), control_share(person.skill, RULE)))
            picked[: min(due, len(left))] = self.rng.permutation(left)[:due]
            picked = self.rng.permutation(picked)
        self.seen[self._who_has_seen(volunteer), picked[:, None]] = True
        return picked

    def _who_has_seen(self, volunteer: int) -> NDArray[np.int64]:
        """Return all who are not asked any more about what this volunteer is shown."""
        if self.defences.devices:
            return np.flatnonzero(self.crowd.device == self.crowd.device[volunteer])
        return np.array([volunteer])

    def _take(
        self, volunteer: int, person: Person, image: int, mask: np.uint64, seconds: float, clock: float
    ) -> None:
        person.answered += 1
        low = person.low if self.defences.controls else 0.0
        within = True
        if self.defences.allowance:
            rate = allowance.per_minute(low, RULE.threshold)
            bucket = person.bucket or allowance.full(rate, clock)
            person.bucket, within = allowance.spend(bucket, rate=rate, at=clock)
            person.too_fast += not within
        counts = within and person.trusted and not person.held
        factor = pay.accuracy_factor(low) if self.defences.controls else pay.FULL_FACTOR
        if counts:
            person.earned += pay.earned_milli(pay.effort_of(int(1000 * seconds)), 10, factor)
        score = np.nan
        if image in self.known:
            score = self._take_control(person, image, mask)
            counts = False
        elif counts:
            self.counts[image] += 1
            self.is_open[image] = self.is_open[image] and self.counts[image] < VOTES
        self.rows.append((image, volunteer, mask, seconds, score, counts))

    def _take_control(self, person: Person, image: int, mask: np.uint64) -> float:
        truth = int(sum(1 << int(place) for place in np.flatnonzero(self.crowd.labels[image])))
        score = (int(mask) & truth).bit_count() / (int(mask) | truth).bit_count()
        person.skill = learn(person.skill, score, RULE)
        person.controls_since += 1
        person.low = accuracy_of(person.skill, RULE).low
        if judge(person.skill, trusted=True, controls=person.controls_since, rule=RULE) is Verdict.RETURNS:
            person.trusted = False
            person.returned += 1
        return score

    def answers(self) -> Answers:
        """Return all answers so far, in order of arrival."""
        image, volunteer, mask, seconds, score, _ = (np.array(one) for one in zip(*self.rows, strict=True))
        bits = np.arange(self.crowd.labels.shape[1], dtype=np.uint64)
        chosen = (mask[:, None] >> bits & np.uint64(1)).astype(bool)
        return Answers(image, volunteer, chosen, seconds, score)

    def _screen(self, active: NDArray[np.int64]) -> None:
        if not self.rows:
            return
        answers = self.answers()
        looked = [int(one) for one in active if not self.people[one].held and one < answers.volunteers]
        for one in looked:
            self.people[one].looks += 1
        for finding in screen(answers, looked):
            person = self.people[finding.volunteer]
            measure = measure_of(finding, look=person.looks)
            if measure is Measure.WATCHED:
                person.watched.add(finding.kind)
            if measure is Measure.HELD and not person.held:
                person.held, person.held_for, person.held_at = True, finding.kind, person.answered
                self._uncount(finding.volunteer)

    def _uncount(self, volunteer: int) -> None:
        """Take the counted votes back; an image that was decided stays decided."""
        for place, (image, who, mask, seconds, score, counts) in enumerate(self.rows):
            if who == volunteer and counts:
                self.counts[image] -= 1
                self.rows[place] = (image, who, mask, seconds, score, False)

    def votes(self) -> Votes:
        """Return the votes that count."""
        kept = [row for row in self.rows if row[5]]
        image, volunteer, mask = (np.array([row[at] for row in kept]) for at in range(3))
        return votes_from_masks(
            subject=image, volunteer=volunteer, chosen=mask.astype(np.uint64), subjects=len(self.crowd.labels),
            volunteers=len(self.crowd), classes=self.crowd.labels.shape[1],
        )  # fmt: skip
