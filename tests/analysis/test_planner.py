from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quorum.analysis.planner.campaign import draw_campaign, read_skills
from quorum.analysis.planner.command import WORLDS, main
from quorum.analysis.planner.truth import Truth, read_class_tree, read_label_sets, truth_of
from quorum.analysis.planner.world import World, read_world, write_world
from quorum.domain.votes import Votes, chosen_classes, tally
from tests.real_data import real_data

TREE = read_class_tree(WORLDS / "classes.csv")
SKILLS = np.random.default_rng(3).uniform(0.1, 0.9, (500, 2))
EVEN = replace(World(), constant_share=0.0, random_share=0.0)


def small_truth(images: int = 400) -> Truth:
    label_sets = [("Golgi apparatus",), ("Nucleoplasm", "Cytosol"), ("Mitochondria",), ("Nucleoli",)]
    return truth_of(label_sets, TREE).sample(images, np.random.default_rng(0))


def drawn(world: World = EVEN, *, truth: Truth | None = None, votes: int = 20, seed: int = 1) -> Votes:
    return draw_campaign(
        world=world,
        truth=truth or small_truth(),
        skills=SKILLS,
        volunteers=300,
        votes_per_image=votes,
        maximum_choices=5,
        seed=seed,
    )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    labels, skills = tmp_path / "labels.csv", tmp_path / "skills.csv"
    rows = ["Golgi apparatus", "Nucleoplasm, Cytoplasm", "Mitochondria", "NULL", "Vesicles"] * 40
    labels.write_text("sample,locations\n" + "".join(f'{n},"{row}"\n' for n, row in enumerate(rows)))
    skills.write_text("precision,recall\n" + "".join(f"{p},{r}\n" for p, r in SKILLS))
    return {"--labels": str(labels), "--skills": str(skills), "--images": "160", "--volunteers": "120"}


def arguments(command: str, files: dict[str, str], *more: str) -> list[str]:
    return [command, *(part for pair in files.items() for part in pair), *more]


def test_nobody_classifies_an_image_twice_or_names_none_or_more_than_allowed() -> None:
    votes = drawn()
    named = chosen_classes(votes).sum(axis=1)
    assert named.min() >= 1
    assert named.max() <= 5
    assert len(np.unique(votes.subject.astype(np.int64) * 300 + votes.volunteer)) == len(votes) == 8000


def test_the_same_seed_draws_the_same_votes_and_another_seed_does_not() -> None:
    np.testing.assert_array_equal(drawn().chosen, drawn().chosen)
    assert (drawn().chosen != drawn(seed=2).chosen).any()


def test_more_skill_means_more_votes_for_what_is_true() -> None:
    truth = small_truth()
    weak, strong = (tally(drawn(replace(EVEN, hit=hit), truth=truth)).shares for hit in (-1.0, 2.0))
    assert strong[truth.labels].mean() > weak[truth.labels].mean() + 0.3


def test_confusion_moves_wrong_votes_to_the_neighbours_of_what_is_true() -> None:
    truth = small_truth()
    shares = tally(drawn(replace(EVEN, confusion=4.0, slip_spread=0.1), truth=truth)).shares
    golgi = truth.labels[:, TREE.names.index("Golgi apparatus")]
    assert (
        shares[golgi, TREE.names.index("Vesicles")].mean()
        > 2 * shares[golgi, TREE.names.index("Nucleoli rim")].mean()
    )


def test_shared_noise_makes_volunteers_agree_more_about_single_images() -> None:
    truth = small_truth()
    golgi = TREE.names.index("Golgi apparatus")
    spread = [
        tally(drawn(replace(EVEN, hit_noise=noise), truth=truth)).shares[truth.labels[:, golgi], golgi].std()
        for noise in (0.0, 2.5)
    ]
    assert spread[1] > 1.5 * spread[0]


def test_constant_answerers_name_one_class_whatever_they_see() -> None:
    votes = drawn(replace(EVEN, constant_share=0.99, random_share=0.0))
    kinds = [len(np.unique(votes.chosen[votes.volunteer == who])) for who in np.unique(votes.volunteer)]
    assert np.mean(np.array(kinds) == 1) > 0.9


def test_the_first_votes_of_a_longer_campaign_are_a_shorter_one() -> None:
    assert np.bincount(drawn().up_to(7).subject).tolist() == [7] * 400


def test_labels_outside_the_classes_leave_the_image_out() -> None:
    truth = truth_of([("NULL",), ("Golgi apparatus",), ("Cytoplasm", "NULL")], TREE)
    assert truth.labels.shape == (1, 29)
    assert truth.names[int(truth.labels[0].argmax())] == "Golgi apparatus"


def test_a_world_survives_being_written_and_read(tmp_path: Path) -> None:
    world = replace(World(), hit=0.123, traits_seed=7)
    write_world(tmp_path / "world.json", world, note="only a test")
    assert read_world(tmp_path / "world.json") == world


def test_the_draw_command_writes_votes_and_truth(files: dict[str, str], tmp_path: Path) -> None:
    votes, truth = tmp_path / "votes.csv", tmp_path / "truth.csv"
    written = main(arguments("draw", files, "--votes", "6", "--out", str(votes), "--truth-out", str(truth)))
    assert written == 0
    lines = votes.read_text().splitlines()
    assert lines[0].replace('"', "") == "task,worker,labels"
    assert len(lines) == 1 + 160 * 6
    assert len(truth.read_text().splitlines()) == 161


def test_the_curve_command_tells_how_many_votes_are_needed(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(arguments("curve", files, "--at", "3,12", "--method", "corrected", "--wanted", "0.01/0.01"))
    printed = capsys.readouterr().out
    assert status == 0
    assert "corrected: F1 0.01/0.01 with" in printed
    assert len([line for line in printed.splitlines() if line.startswith("corrected  ")]) == 2


def test_a_fit_moves_the_scores_towards_the_targets(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    targets, fitted = tmp_path / "targets.json", tmp_path / "fitted.json"
    wanted = {"method": "hypergeometric", "votes": 15, "macro": 0.9, "micro": 0.9, "within": 0.01}
    targets.write_text(json.dumps([wanted]))
    more = ["--targets", str(targets), "--world", str(tmp_path / "start.json")]
    write_world(tmp_path / "start.json", replace(EVEN, hit=-0.5))
    assert main(arguments("fit", files, *more, "--check")) == 1
    before = micro_printed(capsys)
    main(arguments("fit", files, *more, "--rounds", "3", "--out", str(fitted)))
    assert abs(micro_printed(capsys) - 0.9) < abs(before - 0.9) - 0.05
    assert read_world(fitted) != read_world(tmp_path / "start.json")


def micro_printed(capsys: pytest.CaptureFixture[str]) -> float:
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("hypergeometric"))
    return float(line.split()[-1])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"--labels": "missing.csv"}, "label_sets_unreadable"),
        ({"--labels-column": "nothing"}, "label_sets_unreadable"),
        ({"--skills": "missing.csv"}, "skills_unreadable"),
        ({"--world": "missing.json"}, "world_invalid"),
        ({"--volunteers": "8"}, "campaign_invalid"),
    ],
)
def test_wrong_input_is_named(
    files: dict[str, str], changed: dict[str, str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = arguments("curve", files | changed, "--at", "5", "--method", "hypergeometric")
    assert main(command) == 2
    assert capsys.readouterr().err.startswith(f"error[{code}]: ")


@pytest.mark.slow
def test_the_frozen_world_reproduces_the_published_scores(capsys: pytest.CaptureFixture[str]) -> None:
    folder = real_data("project_discovery")
    labels, skills = folder / "hpa_v14_gold_standard.csv", folder / "player_precision_recall.csv"
    status = main(["fit", "--check", "--labels", str(labels), "--skills", str(skills)])
    assert status == 0, capsys.readouterr().out


def test_the_real_label_sets_and_skills_can_be_read() -> None:
    folder = real_data("project_discovery")
    truth = truth_of(read_label_sets(folder / "hpa_v14_gold_standard.csv", "locations"), TREE)
    assert truth.labels.shape == (66384, 29)
    assert int(truth.labels.any(axis=0).sum()) == 23
    assert read_skills(folder / "player_precision_recall.csv").shape == (38206, 2)
