"""What long commands show while they run."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

QUIET_S = 10.0


class StatusLine:
    """One line that is overwritten on a terminal; elsewhere plain lines, one in ten seconds at most."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._shown_at = float("-inf")
        self._latest = ""
        self._pending = False

    def show(self, text: str) -> None:
        """Replace the line by `text`."""
        self._latest, self._pending = text, True
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[2K{text[:width]}")
            self._stream.flush()
        elif time.monotonic() - self._shown_at >= QUIET_S:
            self._write()

    def finish(self) -> None:
        """Leave the last text standing."""
        if self._live and self._latest:
            self._stream.write("\n")
            self._stream.flush()
        elif self._pending:
            self._write()
        self._latest, self._pending = "", False

    def _write(self) -> None:
        self._stream.write(f"{self._latest}\n")
        self._stream.flush()
        self._shown_at, self._pending = time.monotonic(), False


@contextmanager
def step(stream: TextIO, name: str) -> Iterator[None]:
    """Announce a step, and say how long it took when it is over."""
    began = time.monotonic()
    stream.write(f"  {name} ...\n")
    stream.flush()
    yield
    stream.write(f"  {name}: done in {time.monotonic() - began:.1f} s\n")
    stream.flush()
