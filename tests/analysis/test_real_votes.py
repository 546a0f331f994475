"""The command on votes that real people cast."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from quorum.analysis.command import main
from tests.real_data import real_data

SINGLE = "crowd_suite_single_label"
# folder, classes, and the least accuracy of the class with most votes
SETS = [
    ("SpectralMethodsMeetEM/bluebird", 2, 0.74),
    ("SpectralMethodsMeetEM/dog", 4, 0.80),
    ("SpectralMethodsMeetEM/rte", 2, 0.88),
    ("SpectralMethodsMeetEM/web", 5, 0.71),
    ("active-crowd-toolkit/CF_amt", 5, 0.84),
    ("crowd_truth_inference/s4_FaceSentiment", 4, 0.60),
]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("name", "classes", "least"), SETS)
def test_most_votes_agree_with_the_truth_of_the_set(
    tmp_path: Path, name: str, classes: int, least: float
) -> None:
    folder = real_data(SINGLE, "data", name)
    status = main(
        [
            *(
                str(folder / "label.csv"),
                "--columns",
                "task=item",
                "--choices",
                str(classes),
                "--max-choices",
                "1",
            ),
            *("--reference", str(folder / "truth.csv"), "--reference-columns", "task=item,label=truth"),
            *("--method", "hypergeometric", "--out", str(tmp_path / "out.csv")),
        ]
    )
    assert status == 0
    truth = {row["item"]: row["truth"] for row in rows(folder / "truth.csv")}
    accepted = {row["task"]: row["label"] for row in rows(tmp_path / "out.csv") if row["decision"] == "true"}
    assert set(accepted) == {row["item"] for row in rows(folder / "label.csv")}
    scored = truth.keys() & accepted.keys()
    assert sum(accepted[task] == truth[task] for task in scored) / len(scored) >= least


def test_many_labels_with_other_column_names_and_every_class_allowed(tmp_path: Path) -> None:
    votes = real_data("crowd_opendomain_relex") / "votes.csv"
    columns = "task=item_id,worker=worker_id,labels=labels"
    question = ["--choices", "19", "--max-choices", "19", "--method", "hypergeometric"]
    out = ["--out", str(tmp_path / "out.parquet"), "--report", str(tmp_path / "report")]
    assert main([str(votes), "--columns", columns, *question, "--variant", "votes_cast", *out]) == 0
    facts = json.loads((tmp_path / "report" / "metrics.json").read_text(encoding="utf-8"))["votes"]
    assert (facts["tasks"], facts["workers"], facts["submissions"]) == (
        4100,
        711,
        61532 - facts["repeats_left_out"],
    )
    assert facts["submissions_without_label"] <= 552


def test_each_item_keeps_its_twenty_votes(tmp_path: Path) -> None:
    votes = real_data("crowd_person_video") / "votes.csv"
    question = ["--choices", "27", "--max-choices", "7", "--method", "hypergeometric"]
    out = tmp_path / "out.csv"
    assert main([str(votes), "--columns", "task=item_id,worker=worker_id", *question, "--out", str(out)]) == 0
    found = rows(out)
    assert {row["n"] for row in found} == {"20"}
    counted = sum(int(row["votes"]) for row in found)
    assert counted == sum(len(set(row["labels"].split("|"))) for row in rows(votes))


@pytest.mark.parametrize("policy", ["latest", "first", "all"])
def test_repeats_and_empty_votes_of_volunteers_are_counted_by_policy(tmp_path: Path, policy: str) -> None:
    folder = real_data("crowd_stellerwatch")
    columns = "task=item_id,worker=worker_id,submission=classification_id,time=created_at"
    question = ["--choices", "2", "--max-choices", "1", "--method", "hypergeometric", "--repeats", policy]
    out = tmp_path / "out.csv"
    assert main([str(folder / "votes.csv"), "--columns", columns, *question, "--out", str(out)]) == 0
    votes = rows(folder / "votes.csv")
    expected = len(votes) if policy == "all" else len({(row["item_id"], row["worker_id"]) for row in votes})
    assert sum(int(row["n"]) for row in rows(out)) == 2 * expected
    counted = {(row["task"], row["label"]): row for row in rows(out)}
    agreed = 0
    # The project's own table of counts; its column of answers contradicts them for 8 items.
    theirs = rows(folder / "aggregate_by_project.csv")
    for row in theirs:
        yes, no = counted[row["# subject_ids"], "Yes!"], counted[row["# subject_ids"], "No."]
        if policy == "all":
            assert (int(yes["votes"]), int(no["votes"])) == (float(row["frac_yes"]), float(row["frac_no"]))
            assert yes["n"] == row["num_classifications"]
        agreed += (yes["decision"] == "true") == (float(row["frac_yes"]) > float(row["frac_no"]))
    assert agreed / len(theirs) >= 0.98
