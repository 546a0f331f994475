from __future__ import annotations

import numpy as np
import pytest

from quorum.analysis.aggregate import Method, aggregate
from quorum.analysis.tables import TableInvalid

pd = pytest.importorskip("pandas")
frames = pytest.importorskip("quorum.analysis.crowdkit_frames")


def frame(rows: list[tuple[object, ...]]) -> object:
    return pd.DataFrame(rows, columns=["task", "worker", "label", "submission"][: len(rows[0])])


def run(rows: list[tuple[object, ...]], maximum: int = 1, labels: list[object] | None = None) -> tuple:  # type: ignore[type-arg]
    votes = frames.votes_from_frame(frame(rows), maximum_choices=maximum, labels=labels)
    found = aggregate(
        submissions=votes.submissions,
        choices=votes.choices,
        maximum_choices=maximum,
        method=Method("hypergeometric"),
    )
    return frames.labels_series(found.results, votes), frames.probas_frame(found.results, votes)


def test_tasks_and_labels_keep_their_types() -> None:
    labels, probas = run([(7, "u", 0), (7, "v", 0), (7, "w", 1), (3, "u", 1)])
    assert labels.to_dict() == {3: 1, 7: 0}
    assert list(probas.columns) == [0, 1]
    assert probas.loc[7].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_labels_that_nobody_chose_can_be_named() -> None:
    _, probas = run([("t", "u", "a")], labels=["a", "b", "c"])
    assert probas.loc["t"].tolist() == [1, 0, 0]


def test_a_task_without_accepted_label_is_missing() -> None:
    labels, _ = run([("t", "u", "a"), ("s", "u", None), ("t", "v", "b"), ("t", "w", "a")])
    assert labels["t"] == "a"
    assert pd.isna(labels["s"])


def test_several_accepted_labels_are_lists() -> None:
    rows = [("t", f"w{place}", label) for place in range(12) for label in "ab"] + [("t", "w0", "c")]
    labels, _ = run(rows, maximum=3, labels=list("abcdefgh"))
    assert labels["t"] == ["a", "b"]


def test_a_column_submission_tells_repeats_apart() -> None:
    _, probas = run([("t", "u", "a", 1), ("t", "u", "b", 2)])
    assert probas.loc["t"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("t", "u", "a"), ("t", "u", "b")], "too_many_labels"),
        ([(None, "u", "a")], "task_missing"),
        ([("t", None, "a")], "worker_missing"),
    ],
)
def test_frames_are_checked_like_files(rows: list[tuple[object, ...]], code: str) -> None:
    with pytest.raises(TableInvalid) as caught:
        run(rows)
    assert caught.value.code == code


@pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.eval")
def test_shares_and_labels_agree_with_crowd_kit_where_no_votes_tie() -> None:
    crowdkit = pytest.importorskip("crowdkit.aggregation")
    rng = np.random.default_rng(5)
    votes = pd.DataFrame(
        [
            (task, worker, int(rng.integers(4)))
            for task in range(60)
            for worker in rng.choice(30, 9, replace=False)
        ],
        columns=["task", "worker", "label"],
    )
    theirs = crowdkit.MajorityVote().fit(votes)
    labels, probas = run(list(votes.itertuples(index=False, name=None)))
    pd.testing.assert_frame_equal(probas, theirs.probas_[probas.columns], check_names=False)
    ordered = np.sort(probas.to_numpy(), axis=1)
    clear = ordered[:, -1] > ordered[:, -2]
    assert clear.sum() > 20
    assert (labels[clear] == theirs.labels_[clear]).all()
