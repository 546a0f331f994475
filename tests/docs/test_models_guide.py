"""The commands of the guide to models are commands, and its recipes are all there are."""

import re
import shlex
from pathlib import Path

import pytest

from mlworker.command import make_parser
from mlworker.recipes.registry import RECIPES

pytestmark = pytest.mark.ml
GUIDE = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^python -m mlworker (.+)$", GUIDE, flags=re.MULTILINE)


def test_the_guide_shows_every_command():
    assert {command.split()[0] for command in COMMANDS} == {"extract", "masks", "train", "predict", "evaluate"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_is_understood(command):
    assert callable(make_parser().parse_args(shlex.split(command)).run)


def test_the_guide_describes_every_recipe():
    described = re.findall(r"^\| `([a-z-]+)` \|", GUIDE, flags=re.MULTILINE)
    assert described == [
        "loccat",
        "loccat-released",
        "ga-loccat",
        "loccat-plus",
        "attention",
        "attention-crowd",
    ]
    assert set(described) == set(RECIPES)
