from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from quorum.analysis.aggregate import Method
from quorum.analysis.aggregate_file import AggregationRequest, aggregate_file
from quorum.domain.calibration import reliability
from quorum.domain.metrics import micro_f1, score
from tests.analysis.drawn_votes import draw_votes

PICTURES = {"frequencies", "precision_recall", "calibration", "chord", "tree"}
TREE = "code,name,parent\nA,Group A,\nB,Group B,\n" + "".join(
    f"{code},Class {code},{group}\n" for group, codes in (("A", "abc"), ("B", "defg")) for code in codes
)


def aggregated(folder: Path, *, reference: bool = True, method: str = "corrected", maximum: int = 3) -> Any:
    draw_votes(folder, codes=list("abcdefg"), maximum=maximum, tasks=200)
    (folder / "choices.csv").write_text(TREE, encoding="utf-8")
    return aggregate_file(
        AggregationRequest(
            votes=folder / "votes.csv",
            choices=folder / "choices.csv",
            maximum_choices=maximum,
            method=Method(method),
            out=folder / "out.csv",
            reference=folder / "gold.csv" if reference else None,
            report=folder / "report",
        )
    )


def metrics(folder: Path) -> Any:
    return json.loads((folder / "report" / "metrics.json").read_text(encoding="utf-8"))


def test_the_scores_are_those_of_the_tasks_outside_the_hold_out(tmp_path: Path) -> None:
    aggregation = aggregated(tmp_path)
    facts = metrics(tmp_path)
    assert facts["reference"] == {"tasks": 200, "tasks_without_votes": 0, "held_out": 20, "evaluated": 180}
    used = aggregation.evaluated
    assert used.sum() == 180
    assert not (used & aggregation.reference.known).any()
    scores = score(aggregation.gold.labels[used], aggregation.results.decisions.accepted[used])
    assert facts["overall"]["after"]["macro_f1"] == pytest.approx(scores.overall.macro_f1)
    assert [row["f1"] for row in facts["per_class"]] == pytest.approx(scores.f1.tolist())
    after, low, high = (facts["overall"][name]["micro_f1"] for name in ("after", "after_low", "after_high"))
    assert low <= after <= high


def test_classes_that_experts_never_name_are_left_out_of_the_overall_figures(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=list("abcde"), maximum=2, tasks=200)
    gold = (tmp_path / "gold.csv").read_text(encoding="utf-8").splitlines()
    # Nobody labelled d and e: volunteers name them, experts never do.
    unlabelled = [re.sub(r"\|?[de](?=\||$)", "", row).replace(",|", ",") for row in gold[1:]]
    (tmp_path / "gold.csv").write_text("\n".join([gold[0], *unlabelled]) + "\n", encoding="utf-8")
    aggregation = aggregate_file(
        AggregationRequest(
            votes=tmp_path / "votes.csv",
            choices=tmp_path / "choices.txt",
            maximum_choices=2,
            method=Method("skill"),
            out=tmp_path / "out.csv",
            reference=tmp_path / "gold.csv",
            report=tmp_path / "report",
        )
    )
    facts, used = metrics(tmp_path), aggregation.evaluated
    assert aggregation.gold is not None
    labels, accepted = aggregation.gold.labels[used], aggregation.results.decisions.accepted[used]
    assert facts["unjudged_classes"] == ["d", "e"]
    judged, every = facts["overall"], facts["overall_with_unjudged_classes"]
    assert (judged["classes"], every["classes"]) == (3, 5)
    assert judged["after"]["micro_f1"] == pytest.approx(micro_f1(labels[:, :3], accepted[:, :3]))
    assert every["after"]["micro_f1"] == pytest.approx(micro_f1(labels, accepted))
    assert judged["after"]["micro_precision"] > every["after"]["micro_precision"]
    assert judged["after"]["macro_f1"] == pytest.approx(every["after"]["macro_f1"])
    bins = reliability(aggregation.results.posterior[used][:, :3], labels[:, :3])
    assert facts["calibration"]["expected_error"] == pytest.approx(bins.expected_error)
    assert judged["brier"] == pytest.approx(bins.brier)
    assert [row["f1"] is None for row in facts["per_class"]] == [False, False, False, True, True]
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "2 classes are left out" in page
    assert "d, e." in page


def test_as_many_choices_as_classes_suit_methods_that_need_no_p(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=list("abc"), maximum=3, tasks=60)
    aggregation = aggregate_file(
        AggregationRequest(
            votes=tmp_path / "votes.csv",
            choices=tmp_path / "choices.txt",
            maximum_choices=3,
            method=Method("skill"),
            out=tmp_path / "out.csv",
            report=tmp_path / "report",
        )
    )
    assert (aggregation.results.p == 1.0).all()
    assert aggregation.results.decisions.accepted.any()
    assert "p is 1 whatever the votes are" in metrics(tmp_path)["missing"][0]


def test_every_picture_is_there_and_the_page_shows_it(tmp_path: Path) -> None:
    aggregated(tmp_path)
    folder = tmp_path / "report"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'<img src="(\w+)\.png"', page)) == PICTURES
    for name in PICTURES:
        with Image.open(folder / f"{name}.png") as picture:
            assert min(picture.size) > 400
            # Something is drawn: neither blank nor one colour.
            assert len(np.unique(np.asarray(picture.convert("L")))) > 20
        assert (folder / f"{name}.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
    assert "http" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_without_expert_labels_the_report_says_what_is_missing(tmp_path: Path) -> None:
    aggregated(tmp_path)
    aggregated(tmp_path, reference=False, method="hypergeometric")
    folder = tmp_path / "report"
    assert sorted(path.name for path in folder.iterdir()) == [
        "frequencies.png",
        "frequencies.svg",
        "index.html",
        "metrics.json",
    ]
    facts = metrics(tmp_path)
    assert (facts["overall"], facts["reference"]) == (None, None)
    assert "No expert labels were given" in facts["missing"][0]
    assert "No expert labels were given" in (folder / "index.html").read_text(encoding="utf-8")


def test_a_hold_out_of_everything_leaves_nothing_to_evaluate(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=list("abc"), maximum=1, tasks=30)
    aggregate_file(
        AggregationRequest(
            votes=tmp_path / "votes.csv",
            choices=tmp_path / "choices.txt",
            maximum_choices=1,
            method=Method("corrected"),
            out=tmp_path / "out.csv",
            reference=tmp_path / "gold.csv",
            holdout=1.0,
            report=tmp_path / "report",
        )
    )
    facts = metrics(tmp_path)
    assert facts["reference"]["evaluated"] == 0
    assert facts["missing"] == ["Outside the hold-out no expert label is left: nothing can be evaluated."]


def test_upper_levels_of_the_tree_are_scored_on_merged_votes(tmp_path: Path) -> None:
    aggregation = aggregated(tmp_path)
    upper, classes = metrics(tmp_path)["levels"]
    assert [node["code"] for node in upper["nodes"]] == ["A", "B"]
    assert [(node["code"], node["parent"]) for node in classes["nodes"]] == [
        (code, "A" if code in "abc" else "B") for code in "abcdefg"
    ]
    labels = aggregation.gold.labels[aggregation.evaluated]
    assert upper["nodes"][0]["positives"] == labels[:, :3].any(axis=1).sum()
    assert 0.5 < upper["macro_f1"] <= 1


def test_a_level_that_no_votes_can_decide_has_no_score(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=list("abc"), maximum=2, tasks=60)
    (tmp_path / "choices.csv").write_text("code,parent\nall,\na,all\nb,all\nc,all\n", encoding="utf-8")
    aggregate_file(
        AggregationRequest(
            votes=tmp_path / "votes.csv",
            choices=tmp_path / "choices.csv",
            maximum_choices=2,
            method=Method("corrected"),
            out=tmp_path / "out.csv",
            reference=tmp_path / "gold.csv",
            report=tmp_path / "report",
        )
    )
    upper, _ = metrics(tmp_path)["levels"]
    assert (upper["macro_f1"], upper["note"]) == (None, "not testable: no votes could decide")


def test_an_exclusive_question_compares_with_most_votes(tmp_path: Path) -> None:
    aggregated(tmp_path, maximum=1)
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "Before: most votes" in page
    assert metrics(tmp_path)["per_class"][0]["cutoff"] is None


def test_workers_who_copy_each_other_are_named_where_one_class_is_true(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = ["task,worker,label"]
    for task in range(200):
        truth, copied = rng.integers(0, 3), rng.integers(0, 3)
        said = [truth if rng.random() < 0.7 else rng.integers(0, 3) for _ in range(9)]
        rows += [f"{task},honest{who},{label}" for who, label in enumerate(said)]
        rows += [f"{task},copy{who},{copied}" for who in range(2)]
    (tmp_path / "votes.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "choices.csv").write_text("code,name\n0,a\n1,b\n2,c\n", encoding="utf-8")
    request = AggregationRequest(
        votes=tmp_path / "votes.csv",
        choices=tmp_path / "choices.csv",
        maximum_choices=1,
        method=Method("skill"),
        out=tmp_path / "out.csv",
        report=tmp_path / "report",
    )
    aggregate_file(request)
    assert [set(pair["workers"]) for pair in metrics(tmp_path)["dependent_workers"]] == [{"copy0", "copy1"}]
    assert "agree beyond their skills" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_names_are_shown_as_text_not_as_markup(tmp_path: Path) -> None:
    draw_votes(tmp_path, codes=["a", "b"], maximum=1, tasks=20)
    (tmp_path / "choices.csv").write_text("code,name\na,<b>&x\nb,$\\nothing$\n", encoding="utf-8")
    aggregate_file(
        AggregationRequest(
            votes=tmp_path / "votes.csv",
            choices=tmp_path / "choices.csv",
            maximum_choices=1,
            method=Method("hypergeometric"),
            out=tmp_path / "out.csv",
            report=tmp_path / "report",
        )
    )
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;&amp;x (a)" in page


def test_equal_requests_give_equal_reports(tmp_path: Path) -> None:
    aggregated(tmp_path)
    names = ["metrics.json", "index.html", "chord.svg", "tree.svg"]
    first = [(tmp_path / "report" / name).read_bytes() for name in names]
    aggregated(tmp_path)
    assert [(tmp_path / "report" / name).read_bytes() for name in names] == first
