"""Devices that answered: following volunteers, and forgetting in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from quorum.classifications.models import DeviceAnswer
from quorum.projects.models import Round

KEPT_AFTER_ROUND = timedelta(days=30)

DeviceKey = tuple[int, int, int, int]
"""Device, round, task and subject."""

# After the tallies are locked, so that answers from the same device in other processes are seen.
FIND_ANSWERED = """
select d.device, d.round_id, d.task_id, d.subject_id
  from json_to_recordset(%s::json) as ask(device bigint, round_id bigint, task_id bigint, subject_id bigint)
  join classifications_deviceanswer d
    on d.device = ask.device and d.round_id = ask.round_id
   and d.task_id = ask.task_id and d.subject_id = ask.subject_id
"""
# All controls that devices met in rounds: another account must not be handed one again.
FIND_CONTROLS = """
select distinct d.device, d.round_id, d.subject_id
  from json_to_recordset(%s::json) as ask(device bigint, round_id bigint)
  join classifications_deviceanswer d
    on d.device = ask.device and d.round_id = ask.round_id and d.is_control
"""
# Part of the intake's statement WRITE.
INSERT = """
insert into classifications_deviceanswer
       (device, round_id, task_id, subject_id, project_id, volunteer_id, is_control, received_at)
select device, round_id, task_id, subject_id, project_id, volunteer_id, is_control, received_at
  from json_to_recordset(%s::json) as d(
       device bigint, round_id bigint, task_id bigint, subject_id bigint, project_id bigint,
       volunteer_id bigint, is_control boolean, received_at timestamptz)
on conflict do nothing
"""


class DeviceRow(msgspec.Struct, frozen=True):
    """A row of `DeviceAnswer`, by the names of its columns."""

    device: int
    round_id: int
    task_id: int
    subject_id: int
    project_id: int
    volunteer_id: int
    is_control: bool
    received_at: datetime


def find_parameters(asked: Sequence[DeviceKey]) -> tuple[str]:
    """Return the parameters of FIND_ANSWERED, and of FIND_CONTROLS, which reads fewer of their columns."""
    names = ("device", "round_id", "task_id", "subject_id")
    return (msgspec.json.encode([dict(zip(names, key, strict=True)) for key in asked]).decode(),)


def move_devices(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Let a guest's device answers follow the person; receives guest_merging."""
    DeviceAnswer.objects.filter(volunteer_id=from_volunteer_id).update(volunteer_id=to_volunteer_id)


def forget_devices_of(*, volunteer_id: int, **_: Any) -> None:
    """Drop the marks of the devices of somebody who deletes their account; receives account_deleting."""
    DeviceAnswer.objects.filter(volunteer_id=volunteer_id).delete()


def forget_old_devices(*, now: datetime) -> int:
    """Drop the marks of rounds that were closed long enough ago; return how many."""
    over = Round.objects.filter(closed_at__lt=now - KEPT_AFTER_ROUND).values("pk")
    return DeviceAnswer.objects.filter(round_id__in=over).delete()[0]
