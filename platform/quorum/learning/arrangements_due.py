"""Which queues are to be arranged again, and arranging them one after the other.

Compiles numeric code: for workers and commands, not for the web processes.
"""

from __future__ import annotations

import logging

from quorum.domain.errors import QuorumError
from quorum.learning.arranging import arrange_queue, last_in_force, open_queue
from quorum.learning.errors import ArrangementRunning
from quorum.learning.models import Arrangement, Job, Loop, ModelVersion, PredictionRun
from quorum.selection.errors import NoRoundOpen, OrderOvertaken
from quorum.selection.orders import Queue, votes_in

logger = logging.getLogger(__name__)


def arrange_queues() -> int:
    """Arrange the queues of all loops for which there is something new; return how many were.

    Also from several processes at once. A queue that cannot be arranged does not keep the others waiting: it
    goes on in its old order, and the reason is logged.
    """
    loops = Loop.objects.select_related("task").order_by("pk")
    return sum(_arranged(loop) for loop in loops if is_due(loop))


def is_due(loop: Loop) -> bool:
    """Say whether there is something new for a loop's queue: votes, a model or its word, or settings.

    A queue whose loop was switched off is due once, for a random order.
    """
    try:
        of = open_queue(loop.task)
    except NoRoundOpen:
        return False
    last = last_in_force(of)
    if not loop.is_on:
        return last is not None and last.method != Arrangement.Method.RANDOM
    return last is None or loop.changed_at > last.created_at or _has_news(loop, of, last)


def _has_news(loop: Loop, of: Queue, last: Arrangement) -> bool:
    if votes_in(of) - last.votes >= loop.arrange_after:
        return True
    plain = ModelVersion.objects.filter(task=loop.task, reads_crowd=False)
    said = PredictionRun.objects.filter(
        model__in=plain.filter(state=ModelVersion.State.LIVE),
        job__state=Job.State.DONE,
        job__ended_at__gt=last.created_at,
    )
    return said.exists() or plain.filter(promoted_at__gt=last.created_at).exists()


def _arranged(loop: Loop) -> bool:
    try:
        arrange_queue(task=loop.task, by=None)
    except (ArrangementRunning, OrderOvertaken, NoRoundOpen):
        return False
    except QuorumError as error:
        logger.warning("The queue of %s stays as it is: %s", loop, error)
        return False
    return True
