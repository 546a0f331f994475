"""Celery's messages as files, for a machine without Redis: each appears whole or not at all."""

from __future__ import annotations

import uuid
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's own file channel writes a message in place, and a reader that comes too early dies of it."""

    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]
        """Write a message beside the queue and move it in; raises ChannelError when the folder refuses it."""
        # Sorted names are the order of delivery; a draft's leading dot keeps it out of every queue.
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        draft = folder / f".{name}"
        try:
            draft.write_bytes(str_to_bytes(dumps(payload)))
            draft.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add the message {name} to {folder}.") from error


class Transport(filesystem.Transport):
    """The transport that Celery is told of beside the address filesystem://."""

    Channel = Channel
