"""Messages in files: whole, or not there."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

from kombu import Connection

MESSAGES = 1500
# Kombu remembers per process which queues it has bound, whatever their folder: one of its own for this test.
QUEUE = "letters"


def connect(folder: Path) -> Connection:
    return Connection(
        "filesystem://",
        transport="quorum.messaging.file_transport:Transport",
        transport_options={
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder / "control"),
        },
    )


def put_messages(folder: Path) -> None:
    with connect(folder) as connection, connection.SimpleQueue(QUEUE) as queue:
        for number in range(MESSAGES):
            queue.put({"number": number})


def test_a_reader_that_polls_while_messages_are_written_gets_each_of_them_whole(tmp_path: Path) -> None:
    writer = Thread(target=put_messages, args=[tmp_path])
    received = []
    with connect(tmp_path) as connection, connection.SimpleQueue(QUEUE) as queue:
        writer.start()
        while len(received) < MESSAGES:
            message = queue.get(timeout=10)
            received.append(message.payload["number"])
            message.ack()
    writer.join()
    assert sorted(received) == list(range(MESSAGES))
