"""Which broker carries the messages: Redis where there is one, files otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POLLING_INTERVAL_S = 0.05
FOLDERS = ("data_folder_in", "data_folder_out", "control_folder")


@dataclass(frozen=True)
class Broker:
    """What Celery is told: the broker's address, the transport where it is our own, and its options."""

    url: str
    transport: str | None
    options: dict[str, Any]


def broker_at(*, redis_url: str, folder: Path) -> Broker:
    """Return the broker at `redis_url`, or the one of files in `folder` when that is empty."""
    if redis_url:
        return Broker(redis_url, None, {})
    messages = str(folder / "messages")
    return Broker(
        "filesystem://",
        "quorum.messaging.file_transport:Transport",
        {
            "data_folder_in": messages,
            "data_folder_out": messages,
            "control_folder": str(folder / "control"),
            "polling_interval": POLLING_INTERVAL_S,
        },
    )


def make_folders(options: Mapping[str, Any]) -> None:
    """Make the folders that a broker of files needs, by its options; nothing for any other broker."""
    for name in FOLDERS:
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)
