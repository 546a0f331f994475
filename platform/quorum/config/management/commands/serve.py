"""Run Quorum on this machine: database up to date, web server, workers."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from quorum.config import serving
from quorum.config.ports import check_free
from quorum.config.processes import Supervisor, ignore_interrupts, interrupt_on_termination
from quorum.config.terminal import step
from quorum.domain.errors import QuorumError


class Command(BaseCommand):
    """`manage.py serve`: what `make run` runs; Ctrl-C stops everything."""

    help = "Migrate, then run the web server and the workers until Ctrl-C."
    # They would import the whole API into a process that serves nothing; the worker runs them.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until interrupted; a dead child is an error that shows the end of its log."""
        address = serving.Address(options["host"], options["port"])
        # Children serve the address that was asked for, and whatever name points to this machine.
        os.environ.setdefault("QUORUM_HOSTS", f"localhost,127.0.0.1,[::1],{address.host}")
        interrupt_on_termination()
        try:
            check_free(address.host, address.port)
            self.prepare(options)
            with Supervisor() as supervisor:
                try:
                    with step(sys.stdout, "web server"):
                        serving.start(supervisor, address, var=Path(settings.VAR))
                    self.show(supervisor, address, options)
                finally:
                    ignore_interrupts()
                    self.stdout.write("Stopping ...")
        except KeyboardInterrupt:
            self.stdout.write("Stopped. The data stay in place.")
        except QuorumError as error:
            raise CommandError(error.message) from error

    def prepare(self, options: dict[str, Any]) -> None:
        """Bring the database up to date."""
        with step(sys.stdout, "database"):
            call_command("migrate", verbosity=0, interactive=False)

    def show(self, supervisor: Supervisor, address: serving.Address, options: dict[str, Any]) -> None:
        """Tell the address and stay until interrupted."""
        self.stdout.write(f"\nQuorum runs at {address.url} (Ctrl-C stops it).")
        self.stdout.flush()
        supervisor.watch()
