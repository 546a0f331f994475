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
from quorum.config.demo.guide import missing_choices
from quorum.config.management.commands import serve
from quorum.config.processes import Child, Supervisor
from quorum.config.terminal import StatusLine, step
from quorum.projects.models import Project

# Enough for charts and a consensus on some of the 60 images; from about 730 on, nothing is left to label.
CAMPAIGN_ANSWERS = 600


class Command(serve.Command):
    """`manage.py demo`: what `make demo` runs; a second start keeps the data."""

    help = "Run Quorum with sample images, log-ins for every role and simulated volunteers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument("--no-campaign", action="store_true", help="play no simulated volunteers")
        parser.add_argument(
            "--no-ladder", action="store_false", dest="ladder", help="let everybody label without training"
        )

    def prepare(self, options: dict[str, Any]) -> None:
        """Bring the database up to date and fill it with the sample data."""
        super().prepare(options)
        with step(sys.stdout, "sample data"):
            call_command("seed_demo", ladder=options["ladder"], stdout=self.stdout)

    def show(self, supervisor: Supervisor, address: serving.Address, options: dict[str, Any]) -> None:
        """Tell the address and the log-ins, play the campaign, and stay until interrupted."""
        self.stdout.write(
            f"\nQuorum runs at {address.url} (Ctrl-C stops it). Log in as:\n\n{accounts.table()}\n"
        )
        self.stdout.flush()
        if missing_choices(Project.objects.get(slug=accounts.PROJECT_SLUG)):
            self._draw_guide(supervisor)
        missing = CAMPAIGN_ANSWERS - Classification.objects.all()[:CAMPAIGN_ANSWERS].count()
        if not options["no_campaign"] and missing > 0:
            command = programs.campaign(project=accounts.PROJECT_SLUG, url=address.url, answers=missing)
            if self._follow(supervisor, supervisor.start("campaign", command), "Simulated volunteers"):
                self._weigh_by_skill()
                with step(sys.stdout, "discussions"):
                    call_command("seed_talk", stdout=self.stdout)
                self.stdout.write("The simulated campaign is over; Quorum runs on.")
                self.stdout.flush()
        supervisor.watch()

    def _draw_guide(self, supervisor: Supervisor) -> None:
        """Draw the field guide's pictures while the site can be used already; without them it has words."""
        drawing = supervisor.start("guide", programs.guide(project=accounts.PROJECT_SLUG))
        if self._follow(supervisor, drawing, "Field guide"):
            self.stdout.write("The field guide has its pictures.")

    def _follow(self, supervisor: Supervisor, child: Child, title: str) -> bool:
        """Show a child's progress until it ends, and say whether it succeeded; failed, the demo runs on."""
        line = StatusLine(sys.stdout)
        last_words: deque[str] = deque(maxlen=10)
        reader = threading.Thread(target=_relay, args=(child, line, title, last_words), daemon=True)
        reader.start()
        while (status := child.exit_status()) is None:
            supervisor.check(but=child)
            time.sleep(0.2)
        reader.join()
        line.finish()
        supervisor.release(child)
        if status != 0:
            self.stdout.write(f"{title}: failed; Quorum runs on. It last said:")
            self.stdout.write("\n".join(f"    {text}" for text in last_words))
        self.stdout.flush()
        return status == 0

    def _weigh_by_skill(self) -> None:
        """Add a consensus run that weighs votes by skill, beside the live rule's decisions."""
        try:
            with step(sys.stdout, "consensus by skill"):
                call_command(
                    "recompute_consensus", accounts.PROJECT_SLUG, method="skill", reason="Demonstration"
                )
        except CommandError as error:
            self.stdout.write(f"    {error}")


def _relay(child: Child, line: StatusLine, title: str, last_words: deque[str]) -> None:
    for text in child.output:
        if text.strip():
            last_words.append(text.rstrip())
            line.show(f"{title}: {text.strip()}")
