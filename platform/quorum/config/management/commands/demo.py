"""Show Quorum on this machine: sample data, web server, worker and a small simulated campaign."""

from __future__ import annotations

import sys
import threading
import time
from argparse import ArgumentParser
from collections import deque
from typing import Any

from django.core.management import CommandError, call_command

from quorum.classifications.models import Classification
from quorum.config import programs, serving
from quorum.config.demo import accounts
from quorum.config.management.commands import serve
from quorum.config.processes import Child, Supervisor
from quorum.config.terminal import StatusLine, step

# Enough for charts and a consensus on some of the 60 images; from about 730 on, nothing is left to label.
CAMPAIGN_ANSWERS = 600


class Command(serve.Command):
    """`manage.py demo`: what `make demo` runs; a second start keeps the data."""

    help = "Run Quorum with sample images, log-ins for every role and simulated volunteers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument("--no-campaign", action="store_true", help="play no simulated volunteers")

    def prepare(self) -> None:
        """Bring the database up to date and fill it with the sample data."""
        super().prepare()
        with step(sys.stdout, "sample data"):
            call_command("seed_demo", stdout=self.stdout)

    def show(self, supervisor: Supervisor, address: serving.Address, options: dict[str, Any]) -> None:
        """Tell the address and the log-ins, play the campaign, and stay until interrupted."""
        self.stdout.write(
            f"\nQuorum runs at {address.url} (Ctrl-C stops it). Log in as:\n\n{accounts.table()}\n"
        )
        self.stdout.flush()
        missing = CAMPAIGN_ANSWERS - Classification.objects.all()[:CAMPAIGN_ANSWERS].count()
        if not options["no_campaign"] and missing > 0:
            command = programs.campaign(project=accounts.PROJECT_SLUG, url=address.url, answers=missing)
            self._follow(supervisor, supervisor.start("campaign", command))
        supervisor.watch()

    def _follow(self, supervisor: Supervisor, campaign: Child) -> None:
        """Show the campaign's progress until it ends; a failed campaign leaves the demo running."""
        line = StatusLine(sys.stdout)
        last_words: deque[str] = deque(maxlen=10)
        reader = threading.Thread(target=_relay, args=(campaign, line, last_words), daemon=True)
        reader.start()
        while (status := campaign.exit_status()) is None:
            supervisor.check(but=campaign)
            time.sleep(0.2)
        reader.join()
        line.finish()
        supervisor.release(campaign)
        if status == 0:
            self._weigh_by_skill()
            self.stdout.write("The simulated campaign is over; Quorum runs on.")
        else:
            self.stdout.write("The simulated campaign failed; Quorum runs on. It last said:")
            self.stdout.write("\n".join(f"    {text}" for text in last_words))
        self.stdout.flush()

    def _weigh_by_skill(self) -> None:
        """Add a consensus run that weighs votes by skill, beside the live rule's decisions."""
        try:
            with step(sys.stdout, "consensus by skill"):
                call_command(
                    "recompute_consensus", accounts.PROJECT_SLUG, method="skill", reason="Demonstration"
                )
        except CommandError as error:
            self.stdout.write(f"    {error}")


def _relay(child: Child, line: StatusLine, last_words: deque[str]) -> None:
    for text in child.output:
        if text.strip():
            last_words.append(text.rstrip())
            line.show(f"Simulated volunteers: {text.strip()}")
