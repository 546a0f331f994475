"""Devices within the intake's transaction: what they have answered, and what they answer now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quorum.classifications import devices
from quorum.classifications.devices import DeviceRow
from quorum.classifications.models import Classification
from quorum.intake.fold import Entry, Ledger
from quorum.intake.standing import Connection, Cursor
from quorum.intake.submission import Vote


@dataclass(frozen=True, slots=True)
class DeviceLook:
    """What was asked about devices; the answers come with those of the other statements."""

    answered: Cursor | None
    controls: Cursor | None

    def enter(self, ledger: Ledger) -> None:
        """Put what the database says into the ledger."""
        ledger.on_device = {(row[0], row[1], row[2], row[3]) for row in self.answered or ()}
        for device, round_id, subject_id in self.controls or ():
            ledger.controls_on_device.setdefault((device, round_id), set()).add(subject_id)


def look_at_devices(connection: Connection, votes: Sequence[Vote], *, with_controls: bool) -> DeviceLook:
    """Ask what the devices of a batch have answered before; the tallies must be locked.

    Which controls they met is asked only where a project has any, and then for all alike.
    """
    asked = [
        (one.device, one.round_id, one.task_id, one.subject_id)
        for one in (vote.assignment for vote in votes)
        if one.device is not None
    ]
    if not asked:
        return DeviceLook(None, None)
    parameters = devices.find_parameters(asked)
    return DeviceLook(
        connection.execute(devices.FIND_ANSWERED, parameters),
        connection.execute(devices.FIND_CONTROLS, parameters) if with_controls else None,
    )


def device_rows(stored: Sequence[Entry]) -> list[DeviceRow]:
    """Return what is kept of the devices of new classifications."""
    return [
        DeviceRow(
            device=device,
            round_id=assignment.round_id,
            task_id=assignment.task_id,
            subject_id=assignment.subject_id,
            project_id=assignment.project_id,
            volunteer_id=entry.volunteer_id,
            is_control=assignment.purpose == Classification.Purpose.CONTROL,
            received_at=entry.vote.received_at,
        )
        for entry in stored
        if (device := (assignment := entry.vote.assignment).device) is not None
    ]
