"""Test runs on this machine: several may go on at once, and some were killed."""

from __future__ import annotations

import os


def lives(process: int) -> bool:
    """Return whether a process of this id runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
