"""Whether this process is about to stop: the web server waits for answers that would go on for long."""

from __future__ import annotations

import signal
import socket
import threading

STOPPING = threading.Event()
_TELL_TO_STOP = frozenset({signal.SIGTERM, signal.SIGINT})


def listen_for_the_end() -> None:
    """Set STOPPING at SIGTERM or SIGINT, whoever handles these; ValueError outside of the main thread.

    The web server sets handlers of its own after the application is loaded, so the interpreter is asked to
    write the number of each signal down (`signal.set_wakeup_fd`).
    """
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)

    def listen() -> None:
        # Both ends stay open: the interpreter writes for as long as it lives.
        with heard, told:
            while number := heard.recv(1):
                if number[0] in _TELL_TO_STOP:
                    STOPPING.set()

    threading.Thread(target=listen, name="end", daemon=True).start()
