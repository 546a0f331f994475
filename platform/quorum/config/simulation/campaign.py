"""A campaign of simulated volunteers: many players, a few at a time, until the subjects are retired."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import requests
from requests.adapters import HTTPAdapter

from quorum.config.simulation.player import Player
from quorum.domain.volunteers import Question, Skill, answer
from quorum.selection import assignments

# How many images a volunteer labels before somebody else has a turn.
SITTING = 8


@dataclass(frozen=True)
class CampaignPlan:
    """What is played: where, by whom, and how fast.

    `truth` maps subject ids to the codes that are truly in them; `pace_s` is the mean time
    spent on an image, drawn from an exponential distribution (0: as fast as the server goes), and
    `told_s` the mean time that they tell instead of it, as people who think would (None: as it was).
    """

    url: str
    project: str
    truth: Mapping[int, Sequence[str]]
    question: Question
    skills: Sequence[Skill]
    terms_version: int
    clients: int
    pace_s: float
    told_s: float | None
    seed: int


@dataclass
class CampaignReport:
    """What was played so far: answers given, and whether every volunteer ran out of subjects."""

    answers: int = 0
    finished: bool = False


class Campaign:
    """Plays a plan with a few threads; one thread plays one volunteer at a time."""

    def __init__(self, plan: CampaignPlan, *, on_answer: Callable[[], object]) -> None:
        self._plan = plan
        self._on_answer = on_answer
        self._report = CampaignReport()
        self._most_answers: int | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._failures: list[Exception] = []
        self._seats: queue.SimpleQueue[tuple[int, Player | None]] = queue.SimpleQueue()
        # Players rest between sittings, so their connections are lent, not owned.
        self._adapter = HTTPAdapter(pool_maxsize=plan.clients)
        for place in range(len(plan.skills)):
            self._seats.put((place, None))

    def play(self, *, answers: int | None = None) -> CampaignReport:
        """Play until nothing is left, so many more answers are given, or `stop` is called.

        Called again, the same volunteers go on. Raises the first error that a player met.
        """
        self._stopped.clear()
        self._most_answers = None if answers is None else self._report.answers + answers
        threads = [threading.Thread(target=self._run, args=(place,)) for place in range(self._plan.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]
        self._report.finished = self._seats.empty()
        return self._report

    def stop(self) -> None:
        """Let every player finish the image in hand, then end."""
        self._stopped.set()

    def _run(self, client: int) -> None:
        rng = np.random.default_rng([self._plan.seed, client])
        try:
            while not self._stopped.is_set():
                try:
                    place, player = self._seats.get_nowait()
                except queue.Empty:
                    return
                player = player or self._newcomer()
                if self._sit(player, self._plan.skills[place], rng):
                    self._seats.put((place, player))
        except Exception as error:  # The error belongs to the caller of `play`, not to this thread.
            self._failures.append(error)
            self._stopped.set()

    def _newcomer(self) -> Player:
        session = requests.Session()
        session.mount("http://", self._adapter)
        player = Player(url=self._plan.url, project=self._plan.project, session=session)
        player.join(terms_version=self._plan.terms_version)
        player.learn(self._known_answer)
        return player

    def _known_answer(self, ticket: str) -> Sequence[str]:
        """Return the truth: players know the training by heart, whatever they are worth in labelling."""
        return self._plan.truth[assignments.unseal(ticket).subject_id]

    def _sit(self, player: Player, skill: Skill, rng: np.random.Generator) -> bool:
        """Play one sitting; return whether the player may come back for more."""
        for _ in range(SITTING):
            if player.returned:
                player.learn(self._known_answer)
            assignment = player.next_assignment()
            if assignment is None:
                return False
            subject = assignments.unseal(assignment["ticket"]).subject_id
            thinking_s = float(rng.exponential(self._plan.pace_s)) if self._plan.pace_s else 0.0
            self._stopped.wait(thinking_s)
            if self._stopped.is_set() or not self._take_turn():
                return True
            choices = answer(
                truth=self._plan.truth.get(subject, ()), skill=skill, question=self._plan.question, rng=rng
            )
            told_s = thinking_s if self._plan.told_s is None else float(rng.gamma(4, self._plan.told_s / 4))
            player.submit(choices=choices, duration_ms=int(1000 * told_s))
        player.rest()
        return True

    def _take_turn(self) -> bool:
        with self._lock:
            if self._most_answers is not None and self._report.answers >= self._most_answers:
                self._stopped.set()
                return False
            self._report.answers += 1
            self._on_answer()
            return True
