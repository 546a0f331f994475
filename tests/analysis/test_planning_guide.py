"""The guide of the planner explains every option and code, and its examples work."""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import Image

from quorum.analysis.command import main as aggregate
from quorum.analysis.planner.command import main, parser_of_commands
from quorum.analysis.planner.world import World

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "planning.md").read_text(encoding="utf-8")
PLANNER = ROOT / "platform" / "quorum" / "analysis" / "planner"
FILES = {"labels.csv": "image,labels", "classes.csv": "name,aliases", "skills.csv": "precision,recall"}


def block(kind: str, beginning: str) -> str:
    pattern = rf"^```{kind}\n({re.escape(beginning)}.*?)^```"
    return str(re.findall(pattern, GUIDE, re.DOTALL | re.MULTILINE)[0])


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, beginning in FILES.items():
        (tmp_path / name).write_text(block("csv", beginning), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(command: str) -> list[str]:
    program, *arguments = shlex.split(block("sh", f"quorum-simulate {command}").replace("\\\n", " "))
    assert program == "quorum-simulate"
    return arguments


def test_the_curve_of_the_guide_runs_as_written(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(written("curve")) == 0
    printed = capsys.readouterr().out
    assert len(re.findall(r"^(?:hypergeometric|skill) +(?:5|10|20) +0\.\d{3} +0\.\d{3}$", printed, re.M)) == 6
    assert re.search(r"^skill: F1 0.5/0.5 with \d+ votes$", printed, re.M)
    with Image.open(files / "curve.png") as picture:
        assert picture.size == (1500, 750)


def test_the_votes_of_the_guide_can_be_aggregated(files: Path) -> None:
    assert main(written("draw")) == 0
    names = [row.split(",")[0] for row in block("csv", "name,aliases").splitlines()[1:]]
    (files / "choices.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    options = "--choices choices.txt --max-choices 2 --method skill --reference truth.csv --out labels-out.csv"
    assert aggregate(["votes.csv", *options.split()]) == 0
    assert len((files / "labels-out.csv").read_text(encoding="utf-8").splitlines()) == 1 + 400 * 4


def test_every_option_is_in_the_guide_and_every_option_there_exists() -> None:
    subparsers = next(one for one in parser_of_commands()._actions if one.choices)
    assert isinstance(subparsers, argparse._SubParsersAction)
    known = {
        option
        for one in subparsers.choices.values()
        for action in one._actions
        for option in action.option_strings
    } - {"-h", "--help"}
    tables = GUIDE.partition("## Options")[2]
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", tables)) - {"--reference"} == known


def test_every_parameter_of_a_world_is_explained() -> None:
    explained = set(re.findall(r"\b[a-z_]+\b", GUIDE.partition("## A volunteer")[2].partition("## What it")[0]))
    assert {field.name for field in fields(World)} <= explained


def test_every_code_of_the_planner_is_in_the_table() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", GUIDE.partition("## Errors")[2], re.MULTILINE))
    sources = "".join(module.read_text(encoding="utf-8") for module in PLANNER.glob("*.py"))
    assert documented == set(re.findall(r'    code = "([a-z_]+)"', sources))


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        (["--classes", "labels.csv"], "label_sets_unreadable", "no column name"),
        (["--plot", "missing/curve.png"], "target_unwritable", "does not exist"),
        (["--plot", "curve.txt"], "target_unwritable", ".png or .svg"),
        (["--at", "10,31"], "campaign_invalid", "at most 30 votes per image, not 31"),
        (["--max-choices", "5"], "campaign_invalid", "Of 4 classes"),
    ],
)
def test_what_is_wrong_is_said_before_the_long_work(
    files: Path, changed: list[str], code: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*written("curve"), *changed]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error[{code}]: ")
    assert words in said


@pytest.mark.parametrize(
    "changed",
    [["--at", "-5"], ["--images", "0"], ["--holdout", "1.5"], ["--wanted", "0.5"], ["--method", "magic"]],
)
def test_options_out_of_range_are_refused_by_name(
    files: Path, changed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*written("curve"), *changed])
    assert f"argument {changed[0]}" in capsys.readouterr().err


def test_a_campaign_is_not_drawn_for_a_file_that_cannot_be_written(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*written("draw"), "--out", "missing/votes.csv"]) == 2
    assert capsys.readouterr().err.startswith("error[target_unwritable]: ")
