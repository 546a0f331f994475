"""Strategies: in which order a queue is walked."""

from __future__ import annotations

from random import Random
from typing import Protocol


class Strategy(Protocol):
    """Decides where entries stand in the queue and where each pick starts to walk.

    Positions and starts lie in [0, 1); a walk goes up from its start and wraps around once.
    """

    @property
    def name(self) -> str:
        """Return the name kept with every classification that it brought; at most 24 ASCII letters."""

    @property
    def position_sql(self) -> str:
        """Return the SQL expression of a new entry's position, among all entries made with it."""

    def start(self, rng: Random) -> float:
        """Return where one pick starts."""


class RandomOrder:
    """Every waiting subject is as likely as any other, for every volunteer anew."""

    name = "random"
    # One random place in each of as many even strata as there are entries, in random order: with all
    # places drawn freely, a subject close behind another would hardly ever be met first.
    position_sql = "(row_number() over (order by random()) - random()) / count(*) over ()"

    def start(self, rng: Random) -> float:
        """Return a uniformly random place."""
        return rng.random()


RANDOM: Strategy = RandomOrder()
