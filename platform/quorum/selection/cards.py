"""Subject cards: what a volunteer's client is told of a subject, kept per process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from quorum.selection.queue import Cursor

CAPACITY = 20_000
# Credits can be edited; a card is read again after so many seconds.
LIFETIME_S = 300.0


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """Pixels of display images and originals, micrometres per display pixel, credits, keys of the channels."""

    subject_id: int
    width: int
    height: int
    full_width: int
    full_height: int
    pixel_size_um: float | None
    credit: str
    licence: str
    source: str
    channels: Sequence[str]


_READ = """
select s.id, coalesce(planes.width, s.width), coalesce(planes.height, s.height), s.width, s.height,
       s.pixel_size_um * s.width / coalesce(planes.width, s.width),
       coalesce(nullif(s.credit, ''), project.credit), coalesce(nullif(s.licence, ''), project.licence),
       coalesce(nullif(s.source, ''), project.source), coalesce(planes.keys, '{}')
  from subjects_subject s
  join projects_project project on project.id = s.project_id
 cross join lateral (
    select max(c.display_width) as width, max(c.display_height) as height,
           array_agg(k.key order by k.position) as keys
      from subjects_channel c join projects_projectchannel k on k.id = c.project_channel_id
     where c.subject_id = s.id) as planes
 where s.id = any (%s::bigint[])
"""

_cards: OrderedDict[int, tuple[float, SubjectCard]] = OrderedDict()
_lock = Lock()


def subject_cards(cursor: Cursor, subject_ids: Iterable[int]) -> dict[int, SubjectCard]:
    """Return the cards of subjects that exist, reading those that this process does not know yet."""
    wanted = set(subject_ids)
    now = time.monotonic()
    found: dict[int, SubjectCard] = {}
    with _lock:
        for subject_id in wanted:
            kept = _cards.get(subject_id)
            if kept and now - kept[0] < LIFETIME_S:
                _cards.move_to_end(subject_id)
                found[subject_id] = kept[1]
    missing = [subject_id for subject_id in wanted if subject_id not in found]
    if missing:
        cursor.execute(_READ, (missing,))
        fresh = {row[0]: SubjectCard(*row) for row in cursor.fetchall()}
        _keep(fresh, now)
        found |= fresh
    return found


def _keep(fresh: dict[int, SubjectCard], now: float) -> None:
    with _lock:
        for subject_id, card in fresh.items():
            _cards[subject_id] = (now, card)
            _cards.move_to_end(subject_id)
        while len(_cards) > CAPACITY:
            _cards.popitem(last=False)
