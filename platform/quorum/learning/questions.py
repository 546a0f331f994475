"""Whom yes-or-no questions are put to: subjects of which the main question leaves the class open."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from random import Random

from django.db import connection

from quorum.domain.acquisition.mixture import EXPLORATION
from quorum.learning.models import Arrangement, Loop
from quorum.projects.models import Round, Task, TaskChoice
from quorum.projects.rounds import yes_no_tasks
from quorum.selection.errors import NoRoundOpen, OrderOvertaken
from quorum.selection.models import QueueOrder
from quorum.selection.orders import Places, Queue, begin_order, put_in_force, waiting_ids, write_order
from quorum.selection.strategies import RANDOM

STRATEGY = "open-class"
# Subjects that came in since nobody has joined anything of: they are asked like those drawn blind.
_TO_BE_ASKED = """
select tally.subject_id, said.probabilities[%(place)s], coalesce(said.blind, true), said.model_id
  from classifications_subjectroundtask tally
  left join learning_joinedposterior said on said.task_id = %(main)s and said.subject_id = tally.subject_id
 where tally.round_id = %(round)s and tally.task_id = %(question)s and tally.retired_at is null
   and (said.subject_id is null or said.blind or said.open_classes @> array[%(index)s]::smallint[])
"""


@dataclass(frozen=True)
class _Asked:
    """A subject to be asked about; `probability` that the class is there is None where nothing is known."""

    subject_id: int
    probability: float | None
    is_blind: bool
    model_id: int | None


def arrange_questions(*, rng: Random | None = None) -> int:
    """Put the queues of yes-or-no questions in order after those of their main questions; return how many.

    A queue is left alone while nothing is new, and where the question has a loop of its own.
    """
    drawn = rng or Random(secrets.randbits(64))
    rounds = Round.objects.filter(state=Round.State.OPEN).order_by("pk")
    return sum(_arrange(round_, task, drawn) for round_ in rounds for task in yes_no_tasks(round_))


def _arrange(round_: Round, task: Task, rng: Random) -> bool:
    choice_id = TaskChoice.objects.get(task=task).choice_id
    main = _main_arrangement(round_, choice_id, besides=task)
    order = QueueOrder.objects.filter(round=round_, task=task).first()
    if main is None or Loop.objects.filter(task=task, is_on=True).exists():
        return False
    if order is not None and main.in_force_at is not None and order.changed_at > main.in_force_at:
        return False
    of = Queue(round_.project_id, round_.pk, task.pk)
    try:
        return _put_in_order(of, main, choice_id, rng, was_arranged=bool(order and order.front))
    except (NoRoundOpen, OrderOvertaken):
        return False


def _main_arrangement(round_: Round, choice_id: int, *, besides: Task) -> Arrangement | None:
    """Return the newest arrangement in force of a task that offers the choice among others."""
    offering = TaskChoice.objects.filter(
        task__workflow_version_id=round_.workflow_version_id, choice_id=choice_id
    ).exclude(task=besides)
    found = Arrangement.objects.filter(
        round=round_,
        task__in=offering.values("task"),
        task__kind=Task.Kind.CHOOSE_MANY,
        in_force_at__isnull=False,
    )
    return found.order_by("-pk").first()


def _put_in_order(of: Queue, main: Arrangement, choice_id: int, rng: Random, *, was_arranged: bool) -> bool:
    """Ask about the subjects with the class open, or about all at random where nothing was joined."""
    is_joined = main.method == Arrangement.Method.JOINED
    if not is_joined and not was_arranged:
        return False
    generation = begin_order(of)
    if is_joined:
        link = TaskChoice.objects.select_related("choice").get(task=main.task_id, choice=choice_id)
        places = _places(_to_be_asked(of, main, link.index), link.choice.code, rng)
        front = min(main.front, max(len(places), 1))
    else:
        places, front = _at_random(waiting_ids(of), rng), None
    write_order(of, generation, places)
    put_in_force(of, generation, front=front, places=len(places))
    return True


def _to_be_asked(of: Queue, main: Arrangement, index: int) -> list[_Asked]:
    named = {
        "round": of.round_id, "question": of.task_id, "main": main.task_id, "index": index, "place": index + 1
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TO_BE_ASKED, named)
        return [_Asked(*row) for row in cursor.fetchall()]


def _places(asked: list[_Asked], code: str, rng: Random) -> Places:
    """Return open subjects with the most probable ones first, and blind ones evenly among them."""
    is_open = sorted((one for one in asked if not one.is_blind), key=lambda one: -(one.probability or 0.0))
    keyed = [((place + rng.random()) / len(is_open), one) for place, one in enumerate(is_open)]
    keyed += [(rng.random(), one) for one in asked if one.is_blind]
    inorder = [one for _, one in sorted(keyed, key=lambda pair: pair[0])]
    why = f"Votes and network leave {code} open."
    return Places(
        subject_ids=[one.subject_id for one in inorder],
        strategies=[EXPLORATION if one.is_blind else STRATEGY for one in inorder],
        models=[None if one.is_blind else one.model_id for one in inorder],
        blind=[one.is_blind or one.model_id is None for one in inorder],
        why=["Drawn blind: no network has a say." if one.is_blind else why for one in inorder],
    )


def _at_random(subject_ids: list[int], rng: Random) -> Places:
    many = len(subject_ids)
    shuffled = rng.sample(subject_ids, many)
    return Places(shuffled, [RANDOM.name] * many, [None] * many, [True] * many, [""] * many)
