"""Accounts that answer on one device, listed for people to look at.

Families, classes and libraries share devices, so nothing follows from it by itself; beside another suspicion
it says a good deal.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import connection

from quorum.accounts.selectors import pseudonyms
from quorum.domain.integrity.finding import Finding, Kind, Measure
from quorum.integrity.services import open_suspicion
from quorum.integrity.window import Window

# An account with fewer answers on the device has hardly been there.
FEWEST_ANSWERS = 10
MOST_NAMED = 12
_SHARED = """
select device, volunteer_id, count(*)
  from classifications_deviceanswer
 where received_at >= %(since)s and device in (
       select device from classifications_deviceanswer
        where project_id = %(project)s and volunteer_id = any(%(fresh)s) and received_at >= %(since)s)
 group by device, volunteer_id having count(*) >= %(fewest)s
"""


def list_shared_devices(*, project_id: int, window: Window, since: datetime) -> int:
    """List the volunteers with new answers who share a device with others since then; return how many."""
    fresh = [int(window.volunteer_ids[place]) for place in window.fresh]
    names: dict[str, int | list[int] | datetime] = {
        "project": project_id,
        "fresh": fresh,
        "since": since,
        "fewest": FEWEST_ANSWERS,
    }
    on_device: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, names)
        for device, volunteer_id, answers in cursor.fetchall():
            on_device[device][volunteer_id] = answers
    shared = [one for one in on_device.values() if len(one) > 1]
    listed = 0
    for place, volunteer_id in zip(window.fresh.tolist(), fresh, strict=True):
        beside: dict[int, int] = defaultdict(int)
        for device in shared:
            if volunteer_id in device:
                for one, answers in device.items():
                    beside[one] += answers
        if beside:
            _list(project_id, place, volunteer_id, beside)
            listed += 1
    return listed


def _list(project_id: int, place: int, volunteer_id: int, beside: dict[int, int]) -> None:
    own, others = beside[volunteer_id], sum(beside.values()) - beside[volunteer_id]
    figures = {"accounts": len(beside), "own_answers": own, "answers_of_others": others}
    finding = Finding(
        Kind.DEVICES, place, statistic=len(beside), p=1.0, answers=own, decided_at=own, shown=figures
    )
    open_suspicion(
        project_id=project_id,
        volunteer_id=volunteer_id,
        finding=finding,
        measure=Measure.NONE,
        evidence={"words": _words(figures), "figures": figures, "devices": _named(volunteer_id, beside)},
    )


def _words(figures: dict[str, int]) -> str:
    return (
        f"{figures['accounts']} accounts gave {figures['own_answers'] + figures['answers_of_others']} answers "
        f"on one device or more that they share, {figures['own_answers']} of them this one. No image came "
        "twice. Families and classes share devices too."
    )


def _named(volunteer_id: int, beside: dict[int, int]) -> dict[str, Any]:
    busiest = sorted(beside, key=lambda one: (one != volunteer_id, -beside[one]))[:MOST_NAMED]
    names = pseudonyms(set(busiest))
    return {"volunteers": [names.get(one, "") for one in busiest], "answers": [beside[one] for one in busiest]}
