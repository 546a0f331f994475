"""The guide of the command explains every code and option, and its examples work."""

from __future__ import annotations

import csv
import json
import re
import shlex
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from quorum.analysis.command import main, parser

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "aggregating.md").read_text(encoding="utf-8")
ANALYSIS = ROOT / "platform" / "quorum" / "analysis"


def block(kind: str, beginning: str) -> str:
    return re.findall(rf"^```{kind}\n({re.escape(beginning)}.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)[0]


def test_the_example_runs_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"votes.csv": "task,worker,label\n", "choices.csv": "code,name", "gold.csv": "task,label\n"}
    for name, beginning in files.items():
        (tmp_path / name).write_text(block("csv", beginning), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    command, *arguments = shlex.split(block("sh", "quorum-aggregate").replace("\\\n", " "))
    assert command == "quorum-aggregate"
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("labels.csv: 4 tasks, 3 workers, 12 submissions; ")
    with Path("labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = GUIDE.partition("## Results")[2].partition("## Report")[0]
    documented = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)))
    assert documented == list(rows[0])
    assert len(rows) == 4 * 4
    assert json.loads(Path("report/metrics.json").read_text(encoding="utf-8"))["reference"]["held_out"] == 2
    assert Path("report/index.html").exists()


def test_the_installed_script_is_this_command() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert EntryPoint("", project["scripts"]["quorum-aggregate"], "").load() is main


def test_the_python_of_the_guide_runs() -> None:
    pytest.importorskip("pandas")
    exec(compile(block("python", "import pandas"), "docs/aggregating.md", "exec"), {})


def test_every_option_is_in_the_guide_and_every_option_there_exists() -> None:
    known = {option for action in parser()._actions for option in action.option_strings} - {"-h"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE)) == known


def test_every_code_of_the_command_is_in_the_table() -> None:
    table = GUIDE.partition("## Errors")[2].partition("## From Python")[0]
    documented = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE))))
    sources = "".join(module.read_text(encoding="utf-8") for module in ANALYSIS.glob("*.py"))
    raised = set(re.findall(r'code="([a-z_]+)"', sources))
    assert raised
    assert raised <= documented
    # A code of the table is raised here, declared here, or comes from the domain.
    domain = "".join(path.read_text(encoding="utf-8") for path in (ANALYSIS.parent / "domain").rglob("*.py"))
    declared = set(re.findall(r'    code = "([a-z_]+)"', sources + domain))
    columns = {f"{name}_missing" for name in ("task", "worker", "submission", "time")}
    assert documented <= raised | declared | columns
