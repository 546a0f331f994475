from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet
from scipy.stats import hypergeom

from quorum.analysis.command import main
from quorum.domain.aggregators.registry import AGGREGATORS
from tests.analysis.drawn_votes import draw_votes

COLUMNS = ["task", "label", "votes", "n", "share", "p", "posterior", "decision", "cutoff"]


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def run(
    folder: Path, *more: str, maximum: int = 2, method: str = "hypergeometric", out: str = "out.csv"
) -> int:
    return main(
        [
            str(folder / "votes.csv"),
            *("--choices", str(folder / "choices.txt")),
            *("--max-choices", str(maximum)),
            *("--method", method),
            *("--out", str(folder / out)),
            *more,
        ]
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_task_and_label_has_a_row_with_the_published_p_value(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=[f"c{place}" for place in range(7)], maximum=2, tasks=30)
    assert run(tmp_path) == 0
    found = rows(tmp_path / "out.csv")
    assert list(found[0]) == COLUMNS
    assert len(found) == 30 * 7
    for row in found:
        k, n = int(row["votes"]), int(row["n"])
        assert n == 12
        assert float(row["share"]) == pytest.approx(k / n)
        assert float(row["p"]) == pytest.approx(hypergeom.sf(k - 1, 7 * n, n, 2 * n), rel=1e-9)
        assert row["decision"] == ("true" if float(row["p"]) < float(row["cutoff"]) else "false")


def test_csv_and_parquet_hold_the_same(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=["x", "y", "z"], maximum=1, tasks=20)
    assert run(tmp_path, maximum=1) == 0
    assert run(tmp_path, maximum=1, out="out.parquet") == 0
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    for row, same in zip(rows(tmp_path / "out.csv"), table, strict=True):
        assert (row["task"], row["label"], int(row["votes"])) == (same["task"], same["label"], same["votes"])
        assert float(row["p"]) == pytest.approx(same["p"])
        # An exclusive question has no cutoff.
        assert (row["cutoff"], same["cutoff"]) == ("", None)


@pytest.mark.parametrize(("classes", "maximum"), [(2, 1), (29, 1), (29, 5), (100, 1), (100, 6)])
@pytest.mark.parametrize("method", sorted(AGGREGATORS))
def test_every_method_takes_any_number_of_labels(
    tmp_path: Path, method: str, classes: int, maximum: int
) -> None:
    draw_votes(tmp_path, codes=[f"c{place}" for place in range(classes)], maximum=maximum, tasks=300)
    gold = ("--reference", str(tmp_path / "gold.csv"), "--holdout", "0.5")
    assert run(tmp_path, *gold, maximum=maximum, method=method) == 0
    found = rows(tmp_path / "out.csv")
    assert len(found) == 300 * classes
    posterior = np.array([float(row["posterior"]) for row in found])
    assert ((posterior >= 0) & (posterior <= 1)).all()
    truth = {row["task"]: set(row["labels"].split("|")) for row in rows(tmp_path / "gold.csv")}
    accepted = [(row["task"], row["label"]) for row in found if row["decision"] == "true"]
    hits = sum(label in truth[task] for task, label in accepted)
    named = sum(map(len, truth.values()))
    assert 2 * hits / (len(accepted) + named) > 0.75


@pytest.mark.parametrize("method", sorted(AGGREGATORS))
def test_equal_seeds_give_equal_files(tmp_path: Path, method: str) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c", "d"], maximum=2)
    gold = ("--reference", str(tmp_path / "gold.csv"))
    for out, seed in (("one.csv", "1"), ("again.csv", "1")):
        assert run(tmp_path, *gold, "--seed", seed, method=method, out=out) == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()


@pytest.mark.parametrize(
    ("policy", "counts"), [("latest", ["0", "1", "1"]), ("first", ["1", "0", "1"]), ("all", ["1", "1", "2"])]
)
def test_repeats_are_settled_by_the_named_policy(tmp_path: Path, policy: str, counts: list[str]) -> None:
    written(tmp_path, "choices.txt", "a\nb\n")
    written(tmp_path, "votes.csv", "task,worker,labels\nt,w,a\nt,w,b\n")
    assert run(tmp_path, "--repeats", policy, maximum=1) == 0
    a, b = rows(tmp_path / "out.csv")
    assert [a["votes"], b["votes"], a["n"]] == counts


def test_frequencies_stand_in_for_expert_labels(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c", "d"], maximum=1, tasks=100)
    (tmp_path / "choices.txt").write_text("a\nb\nc\nd\n", encoding="utf-8")
    frequencies = written(tmp_path, "frequencies.csv", "label,frequency\na,0\nb,0.5\nc,0.25\n")
    assert run(tmp_path, "--frequencies", frequencies, method="corrected") == 0
    found = rows(tmp_path / "out.csv")
    cutoffs = {row["label"]: float(row["cutoff"]) for row in found}
    # Ties at the cutoff are left out: at most the frequency is accepted, and a class without one is novel.
    assert sum(row["decision"] == "true" for row in found if row["label"] == "a") == 0
    assert sum(row["decision"] == "true" for row in found if row["label"] == "b") <= 50
    assert cutoffs["d"] == 0.01


def test_a_variant_changes_the_p_values(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c"], maximum=2, tasks=10)
    assert run(tmp_path) == 0
    assert run(tmp_path, "--variant", "votes_cast", out="cast.csv") == 0
    text, cast = rows(tmp_path / "out.csv"), rows(tmp_path / "cast.csv")
    assert [row["votes"] for row in text] == [row["votes"] for row in cast]
    assert [row["p"] for row in text] != [row["p"] for row in cast]


def test_a_setting_of_the_method_is_taken_in_its_own_type(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c"], maximum=2, tasks=10)
    assert run(tmp_path, "--set", "p_accepted=0.0005") == 0
    assert {row["cutoff"] for row in rows(tmp_path / "out.csv")} == {"0.0005"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--method", "guess"], "aggregator_unknown"),
        (["--method", "corrected"], "reference_missing"),
        (["--set", "colour=red"], "setting_invalid"),
        (["--set", "p_accepted=often"], "setting_invalid"),
        (["--max-choices", "4"], "setting_invalid"),
        (["--max-choices", "3"], "rule_degenerate"),
        (["--choices", "gone.csv"], "file_missing"),
        (["--choices", "9"], "choices_unclear"),
        (["--columns", "task=item"], "column_missing"),
        (["--reference", "gone.csv"], "file_missing"),
        (["--out", "nowhere/out.csv"], "results_unwritable"),
        (["--out", "out.xlsx"], "file_kind_unknown"),
    ],
)
def test_bad_input_is_one_line_with_a_stable_code_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str
) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c"], maximum=2, tasks=5)
    assert run(tmp_path, *more) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"error[{code}]: ")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("share", ["0", "1.5", "-0.1"])
def test_a_hold_out_is_a_share(tmp_path: Path, capsys: pytest.CaptureFixture[str], share: str) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c"], maximum=2, tasks=5)
    assert run(tmp_path, "--reference", str(tmp_path / "gold.csv"), f"--holdout={share}") == 2
    assert "error[setting_invalid]" in capsys.readouterr().err


def test_what_was_there_stays_when_the_input_is_bad(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c"], maximum=2, tasks=5)
    written(tmp_path, "out.csv", "precious")
    assert run(tmp_path, "--method", "guess") == 2
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "precious"
    assert run(tmp_path) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "choices.txt",
        "gold.csv",
        "out.csv",
        "votes.csv",
    ]


def test_the_command_needs_neither_django_nor_a_drawing_library(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=["a", "b", "c"], maximum=2, tasks=5)
    code = (
        "import sys; from quorum.analysis.command import main; status = main(sys.argv[1:]);"
        "loaded = {'django', 'matplotlib'} & sys.modules.keys(); assert not loaded, loaded;"
        "sys.exit(status)"
    )
    options = [
        "--choices",
        "choices.txt",
        "--max-choices",
        "2",
        "--method",
        "hypergeometric",
        "--out",
        "out.csv",
    ]
    done = subprocess.run(
        [sys.executable, "-c", code, "votes.csv", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("out.csv: 5 tasks, ")
