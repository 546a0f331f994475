"""Play a whole campaign twice on a site of its own: served at random, and by the closed loop."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import CommandError
from tqdm import tqdm

from quorum.config import serving
from quorum.config.demo.project import make_people
from quorum.config.experiment.arms import Arm, campaign_on, make_arm
from quorum.config.experiment.collection import CollectionPlan, draw_collection
from quorum.config.experiment.loop_arm import close_loop, loop_points
from quorum.config.experiment.picture import draw_curves
from quorum.config.experiment.points import Point, votes_until, write_points
from quorum.config.experiment.random_arm import PUBLISHED, random_points
from quorum.config.management.commands import serve
from quorum.config.processes import Supervisor
from quorum.config.simulation.planning import even_skills, read_skills
from quorum.config.terminal import StatusLine
from quorum.domain.volunteers import Skill
from quorum.projects.models import Project

RANDOM_SHARES = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Of the votes that random serving gets: where its answers are looked at."""
LOOP_STAGES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 13.0)
"""Votes per image at which the loop's answers are looked at."""


class Command(serve.Command):
    """`manage.py run_campaign --out FOLDER`: real services and networks, drawn images, played volunteers."""

    help = "Measure, through the real services, how many votes the closed loop needs next to random serving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        super().add_arguments(parser)
        parser.add_argument("--out", type=Path, required=True, help="folder for images, curves and picture")
        parser.add_argument("--labelled", type=int, default=150, help="images that experts have labelled")
        parser.add_argument("--waiting", type=int, default=150, help="images that nobody has labelled")
        parser.add_argument("--classes", type=int, default=10)
        parser.add_argument("--size", type=int, default=512, help="pixels of a side")
        parser.add_argument("--votes", type=int, default=78, help="votes per image in random serving")
        parser.add_argument("--volunteers", type=int, default=240)
        parser.add_argument(
            "--skills", type=Path, help="CSV file with the columns precision,recall to draw from"
        )
        parser.add_argument("--recipe", default="attention", help="of the network that chooses")
        parser.add_argument("--patience", type=float, default=1800.0, help="seconds until a network has spoken")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the site with the experiment on it."""
        if options["votes"] > options["volunteers"]:
            raise CommandError("No image can have more votes than there are volunteers.")
        # Everybody comes from this machine.
        os.environ["QUORUM_GUESTS_PER_ADDRESS"] = "1000000"
        super().handle(*args, **options)

    def show(self, supervisor: Supervisor, address: serving.Address, options: dict[str, Any]) -> None:
        """Make both arms, play them, and say what was found."""
        plan = CollectionPlan(
            labelled=options["labelled"],
            waiting=options["waiting"],
            classes=options["classes"],
            size=options["size"],
            seed=options["seed"],
        )
        with tqdm(desc="images", unit=" fields", total=plan.labelled + plan.waiting) as bar:
            collection = draw_collection(options["out"] / plan.name, plan, on_drawn=bar.update)
        owner = make_people()["operator"]
        slugs = {arm: f"experiment-{arm}-{plan.seed}" for arm in ("random", "loop")}
        if Project.objects.filter(slug__in=slugs.values()).exists():
            raise CommandError("This experiment has been played on this site; choose another seed.")
        line = StatusLine(sys.stdout)
        playing = partial(_Playing, url=address.url, skills=_skills(options), seed=plan.seed)
        loop = make_arm(slug=slugs["loop"], title="Loop", collection=collection, votes=None, owner=owner)
        close_loop(
            loop,
            recipe=options["recipe"],
            patience_s=options["patience"],
            check=supervisor.check,
            tell=lambda text: line.show(f"Loop: {text}"),
        )
        line.finish()
        points = self._told(loop_points(loop, LOOP_STAGES, play=playing(loop)))
        random = make_arm(
            slug=slugs["random"], title="Random", collection=collection, votes=options["votes"], owner=owner
        )
        stages = [share * options["votes"] for share in RANDOM_SHARES]
        points += self._told(random_points(random, stages, play=playing(random)))
        self._conclude(points, options["out"])

    def _told(self, points: Iterable[Point]) -> list[Point]:
        told: list[Point] = []
        for point in points:
            told.append(point)
            self.stdout.write(
                f"{point.arm} {point.method}: {point.votes:.1f} votes per image, "
                f"macro F1 {point.macro_f1:.3f}, micro F1 {point.micro_f1:.3f}"
            )
        return told

    def _conclude(self, points: Sequence[Point], folder: Path) -> None:
        write_points(folder / "curves.csv", points)
        draw_curves(folder, points)
        target = max((one for one in points if one.method == PUBLISHED), key=lambda one: one.votes)
        for method in dict.fromkeys(one.method for one in points):
            needed = votes_until([one for one in points if one.method == method], target)
            self.stdout.write(
                f"{method}: {'not reached' if needed is None else f'{needed:.1f} votes per image'} until "
                f"macro F1 {target.macro_f1:.3f} and micro F1 {target.micro_f1:.3f}"
            )


def _skills(options: dict[str, Any]) -> Sequence[Skill]:
    rng = np.random.default_rng(options["seed"])
    if options["skills"]:
        return read_skills(options["skills"], options["volunteers"], rng)
    return even_skills(options["volunteers"], precision=0.5, recall=0.45, spread=0.15, rng=rng)


class _Playing:
    """Brings an arm to so many votes per image, always by the same volunteers."""

    def __init__(self, arm: Arm, *, url: str, skills: Sequence[Skill], seed: int) -> None:
        self._arm = arm
        self._given = 0
        self._bar = tqdm(unit=" answers", desc=arm.project.title, mininterval=2.0)
        self._campaign = campaign_on(arm, url=url, skills=skills, seed=seed, on_answer=self._bar.update)

    def __call__(self, votes: float) -> float:
        """Play until there are so many votes per image; return how many there are."""
        missing = round(votes * self._arm.images) - self._given
        if missing > 0:
            self._given = self._campaign.play(answers=missing).answers
        return self._given / self._arm.images
