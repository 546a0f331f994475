"""`quorum-simulate`: draw campaigns, tell how many votes reach which F1, fit a world to known scores."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tqdm import tqdm

from quorum.analysis.planner.campaign import CampaignInvalid, draw_campaign, read_skills
from quorum.analysis.planner.export import CAMPAIGN, WORLD, check_target, write_truth, write_votes
from quorum.analysis.planner.fit import Setting, fit_world, misses, read_targets, reproduce
from quorum.analysis.planner.measure import Score, Trial, draw_holdout, votes_needed
from quorum.analysis.planner.truth import Truth, read_class_tree, read_label_sets, truth_of
from quorum.analysis.planner.world import World, read_world, write_world
from quorum.domain.aggregators.registry import AGGREGATORS
from quorum.domain.errors import OurFault, QuorumError
from quorum.domain.votes import Votes

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

WORLDS = Path(__file__).parent / "worlds"
WRONG_INPUT, MISSED = 2, 1
PICTURE = (".png", ".svg")


class PlotUnavailable(OurFault):
    """Pictures need matplotlib, which is not installed."""

    code = "plot_unavailable"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the three commands; return 0, 1 where targets are missed, or 2 on wrong input."""
    options = parser_of_commands().parse_args(arguments)
    try:
        return int(options.run(options))
    except QuorumError as error:
        print(f"error[{error.code}]: {error.message}", file=sys.stderr)
        return WRONG_INPUT


def run_draw(options: argparse.Namespace) -> int:
    """Draw a campaign and write its votes, and the truth, as files that `quorum-aggregate` reads."""
    check_target(options.out, CAMPAIGN)
    if options.truth_out:
        check_target(options.truth_out, CAMPAIGN)
    truth = _truth(options)
    votes = _votes(options, truth, options.votes)
    write_votes(options.out, votes, truth.names)
    if options.truth_out:
        write_truth(options.truth_out, truth)
    print(f"{len(votes)} classifications of {votes.subjects} images in {options.out}")
    return 0


def run_curve(options: argparse.Namespace) -> int:
    """Print the F1 of each method after so many votes, and how many votes a wanted F1 needs."""
    if options.plot:
        _check_plot(options.plot)
    truth = _truth(options)
    votes = _votes(options, truth, max(options.at))
    reference = draw_holdout(truth, options.holdout, np.random.default_rng(options.seed))
    methods = list(dict.fromkeys(options.method))
    steps = len(options.at) * len(methods)
    lines = Trial(votes, truth, reference, options.max_choices).curve(methods, options.at)
    scores = list(tqdm(lines, total=steps, unit="method", file=sys.stderr, disable=None))
    _print_scores(scores)
    if options.wanted:
        for method, needed in votes_needed(scores, *options.wanted).items():
            found = f"{needed} votes" if needed else "not within these votes"
            print(f"{method}: F1 {options.wanted[0]:g}/{options.wanted[1]:g} with {found}")
    if options.plot:
        from quorum.analysis.planner.plot import save_curve

        save_curve(options.plot, scores, options.wanted)
        print(f"picture: {options.plot}")
    return 0


def run_fit(options: argparse.Namespace) -> int:
    """Fit a world to targets, or only check one; say what is reached and what is missed."""
    if options.out:
        check_target(options.out, WORLD)
    setting = Setting(
        truth=_truth(options),
        skills=read_skills(options.skills),
        volunteers=options.volunteers,
        maximum_choices=options.max_choices,
        holdout=options.holdout,
        seed=options.seed,
    )
    targets, world = read_targets(options.targets), _world(options.world)
    if not options.check:
        world = fit_world(world, setting, targets, rounds=options.rounds, report=_report)
    scores = reproduce(world, setting, targets)
    _print_scores(scores)
    missed = misses(scores, targets)
    for target, one in missed:
        print(
            f"missed: {target.method} at {target.votes}: wanted {target.macro:g}/{target.micro:g}, "
            f"got {one.macro:.3f}/{one.micro:.3f}"
        )
    if options.out:
        reached = [asdict(one) for one in scores]
        write_world(options.out, world, images=options.images, volunteers=options.volunteers, reached=reached)
    return MISSED if missed else 0


def _report(world: World, cost: float) -> None:
    print(f"cost {cost:.2f}: {world}", file=sys.stderr)


def _print_scores(scores: Sequence[Score]) -> None:
    print(f"{'method':<16}{'votes':>6}{'macro F1':>10}{'micro F1':>10}")
    for one in scores:
        print(f"{one.method:<16}{one.votes:>6}{one.macro:>10.3f}{one.micro:>10.3f}")


def _truth(options: argparse.Namespace) -> Truth:
    label_sets = read_label_sets(options.labels, options.labels_column)
    everything = truth_of(label_sets, read_class_tree(options.classes))
    return everything.sample(options.images, np.random.default_rng(options.seed))


def _check_plot(path: Path) -> None:
    check_target(path, PICTURE)
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise PlotUnavailable('A picture needs matplotlib: pip install "quorum[analysis]".') from error


def _votes(options: argparse.Namespace, truth: Truth, votes_per_image: int) -> Votes:
    classes = truth.labels.shape[1]
    if options.max_choices > classes:
        raise CampaignInvalid(f"Of {classes} classes {options.max_choices} cannot be allowed at once.")
    if votes_per_image > options.volunteers // 2:
        raise CampaignInvalid(
            f"{options.volunteers} volunteers give at most {options.volunteers // 2} votes per image, "
            f"not {votes_per_image}: nobody sees an image twice, and activity differs."
        )
    world, skills = _world(options.world), read_skills(options.skills)
    if sys.stderr.isatty():
        print(f"Drawing {len(truth.labels) * votes_per_image:,} classifications …", file=sys.stderr)
    return draw_campaign(
        world=world,
        truth=truth,
        skills=skills,
        volunteers=options.volunteers,
        votes_per_image=votes_per_image,
        maximum_choices=options.max_choices,
        seed=options.seed,
    )


def _world(name: str) -> World:
    shipped = WORLDS / f"{name}.json"
    return read_world(shipped if shipped.exists() else Path(name))


def _count(text: str) -> int:
    if not text.strip().isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _seed(text: str) -> int:
    return 0 if text.strip() == "0" else _count(text)


def _numbers(text: str) -> list[int]:
    return sorted({_count(part) for part in text.split(",")})


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share between 0 and 1")
    return share


def _pair(text: str) -> tuple[float, float]:
    macro, slash, micro = text.partition("/")
    if not slash:
        raise argparse.ArgumentTypeError(f"{text!r} is not MACRO/MICRO, such as 0.5/0.65")
    return _share(macro), _share(micro)


def parser_of_commands() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="quorum-simulate", description=__doc__)
    commands = parser.add_subparsers(required=True)
    draw = _command(commands, "draw", run_draw, "write the votes of a drawn campaign")
    draw.add_argument("--votes", type=_count, default=15, help="classifications per image")
    draw.add_argument("--out", type=Path, required=True, help="votes, .csv or .parquet")
    draw.add_argument("--truth-out", type=Path, help="the true labels, .csv or .parquet")
    plan = _command(commands, "curve", run_curve, "F1 after so many votes, per method")
    plan.add_argument(
        "--at", type=_numbers, default=[5, 10, 15, 20, 30, 40, 60, 78], help="votes per image: 5,10,15"
    )
    plan.add_argument(
        "--method", action="append", choices=sorted(AGGREGATORS), required=True, help="again for more"
    )
    plan.add_argument("--wanted", type=_pair, metavar="MACRO/MICRO", help="F1 to be reached")
    plan.add_argument("--plot", type=Path, metavar="FILE", help="draw F1 against votes, .png or .svg")
    fit = _command(commands, "fit", run_fit, "fit a world's parameters to known scores")
    fit.add_argument(
        "--targets", type=Path, default=WORLDS / "targets.json", help="scores to be reached, .json"
    )
    fit.add_argument("--rounds", type=_count, default=12, help="trials of the search, times the parameters")
    fit.add_argument("--check", action="store_true", help="only compare, fit nothing")
    fit.add_argument("--out", type=Path, help="the fitted world, .json")
    return parser


def _command(commands: Commands, name: str, run: object, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    command.add_argument("--labels", type=Path, required=True, help="CSV with a column of label sets")
    command.add_argument("--labels-column", default="locations", help="its name (%(default)s)")
    command.add_argument("--classes", type=Path, default=WORLDS / "classes.csv", help="name,aliases,meta,top")
    command.add_argument("--skills", type=Path, required=True, help="CSV of players' precision,recall")
    command.add_argument("--world", default="project_discovery", help="a shipped world's name, or a file")
    command.add_argument("--images", type=_count, default=65596, help="how many (%(default)s)")
    command.add_argument("--volunteers", type=_count, default=20000, help="crowd (%(default)s)")
    command.add_argument("--max-choices", type=_count, default=5, help="most of a vote (%(default)s)")
    command.add_argument("--holdout", type=_share, default=0.1, help="share of images with known labels")
    command.add_argument("--seed", type=_seed, default=1, help="of everything drawn (%(default)s)")
    return command


if __name__ == "__main__":
    sys.exit(main())
