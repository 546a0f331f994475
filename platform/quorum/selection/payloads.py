"""What a client receives for an assignment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from quorum.classifications.task_cards import task_card
from quorum.selection.assignments import Assignment, seal
from quorum.selection.cards import SubjectCard
from quorum.selection.images import image_token
from quorum.subjects.tiles import TILE_PX


def assignment_payload(assignment: Assignment, card: SubjectCard) -> dict[str, Any]:
    """Return the JSON object of an assignment: a ticket, the task, the subject without its name, image URLs."""
    token = image_token(assignment)
    return {
        "ticket": seal(assignment),
        "expires_at": utc_text(assignment.expires_at),
        "task": task_card(assignment.task_id).public_id,
        "subject": {
            "alias": token,
            "width": card.width,
            "height": card.height,
            "full_width": card.full_width,
            "full_height": card.full_height,
            "tile_size": TILE_PX,
            "pixel_size_um": card.pixel_size_um,
            "credit": card.credit,
            "licence": card.licence,
            "source": card.source,
        },
        "images": [{"channel": key, "url": f"/i/{token}/{key}.webp"} for key in card.channels],
    }


def utc_text(moment: datetime) -> str:
    """Return a time as ISO 8601 in UTC, with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
