from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from quorum.analysis.choice_files import Choices, LabelUnknown, choices_from_codes
from quorum.analysis.tables import TableInvalid
from quorum.analysis.vote_files import Submissions, read_vote_table, submissions_of
from quorum.domain.votes import Repeats, chosen_classes, tally, without_repeats

ABC = choices_from_codes(["a", "b", "c"])


def written(folder: Path, text: str, name: str = "votes.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path, choices: Choices = ABC, maximum: int = 3, **renamed: str) -> Submissions:
    return submissions_of(read_vote_table(path, renamed), choices, maximum)


def facts(found: Submissions) -> list[tuple[str, str, str]]:
    """Return task, worker and labels of every submission, in the order kept."""
    votes = found.votes
    return [
        (
            found.tasks[int(task)].as_py(),
            found.workers[int(worker)].as_py(),
            "".join(np.array(list("abc"))[row]),
        )
        for task, worker, row in zip(votes.subject, votes.volunteer, chosen_classes(votes), strict=True)
    ]


def test_rows_of_one_task_and_worker_are_one_submission_wherever_they_stand(tmp_path: Path) -> None:
    path = written(tmp_path, "task,worker,label\nt1,w1,a\nt2,w1,b\nt1,w2,\nt1,w1,c\nt1,w1,c\n")
    assert facts(read(path)) == [("t1", "w1", "ac"), ("t1", "w2", ""), ("t2", "w1", "b")]


def test_each_row_of_the_wide_form_is_a_submission(tmp_path: Path) -> None:
    path = written(tmp_path, "task,worker,labels\nt1,w1,a|c\nt1,w1,b\nt1,w2,\nt2,w1, b | a \n")
    assert facts(read(path)) == [("t1", "w1", "ac"), ("t1", "w1", "b"), ("t1", "w2", ""), ("t2", "w1", "ab")]


def test_a_column_submission_tells_repeats_apart(tmp_path: Path) -> None:
    text = "task,worker,label,submission\nt,w,a,1\nt,w,b,2\nt,w,c,1\n"
    assert facts(read(written(tmp_path, text))) == [("t", "w", "ac"), ("t", "w", "b")]


@pytest.mark.parametrize(
    "times", [("10", "9", "9"), ("2026-01-10 10:00", "2026-01-09 10:00", "2026-01-09 10:00")]
)
def test_time_tells_repeats_apart_and_orders_them(tmp_path: Path, times: tuple[str, str, str]) -> None:
    rows = "".join(f"t,w,{label},{time}\n" for label, time in zip("abc", times, strict=True))
    found = read(written(tmp_path, "task,worker,label,time\n" + rows))
    assert facts(found) == [("t", "w", "bc"), ("t", "w", "a")]
    assert chosen_classes(without_repeats(found.votes, Repeats.LATEST)).tolist() == [[True, False, False]]


def test_columns_go_by_other_names_and_extra_columns_are_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, 'platform,item,who,picked\nx,t1,w1,a\n"x, y",t1,w2,b|c\n')
    assert facts(read(path, task="item", worker="who", labels="picked")) == [
        ("t1", "w1", "a"),
        ("t1", "w2", "bc"),
    ]


def test_line_breaks_inside_quotes_do_not_break_rows(tmp_path: Path) -> None:
    path = written(tmp_path, 'task,worker,label,remark\nt1,w1,a,"one\ntwo"\nt1,w2,b,\n')
    assert facts(read(path)) == [("t1", "w1", "a"), ("t1", "w2", "b")]


def test_a_byte_order_mark_and_tabs_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufefftask\tworker\tlabel\nt1\tw1\ta\n", "votes.tsv")
    assert facts(read(path)) == [("t1", "w1", "a")]


@pytest.mark.parametrize(
    "kind", [pa.int64(), pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.int64())]
)
def test_parquet_columns_may_be_numbers_texts_or_categories(tmp_path: Path, kind: pa.DataType) -> None:
    label = pa.array([1, None, 0]).cast(pa.int64())
    label = label.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else label.cast(kind)
    table = pa.table({"task": pa.array([7, 7, 8]), "worker": ["u", "v", "u"], "label": label})
    parquet.write_table(table, tmp_path / "votes.parquet", row_group_size=2)
    found = read(tmp_path / "votes.parquet", choices_from_codes(["0", "1"]))
    assert found.tasks.to_pylist() == ["7", "8"]
    assert tally(found.votes).counts.tolist() == [[0, 1], [1, 0]]
    assert tally(found.votes).n.tolist() == [2, 1]


submissions = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 5), st.sets(st.integers(0, 69), max_size=4)),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row[:2],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(rows=submissions, shuffle=st.randoms(use_true_random=False))
def test_all_forms_and_kinds_of_file_count_alike(tmp_path: Path, rows: list, shuffle) -> None:  # type: ignore[type-arg, no-untyped-def]
    choices = choices_from_codes([f"c{place}" for place in range(70)])
    wide = [(f"t{t}", f"w{w}", "|".join(f"c{c}" for c in sorted(chosen))) for t, w, chosen in rows]
    long = [(t, w, label) for t, w, labels in wide for label in (labels.split("|") if labels else [""])]
    shuffle.shuffle(long)
    expected: dict[str, list[int]] = {f"t{t}": [0] * 71 for t, _, _ in rows}
    for t, _, chosen in rows:
        expected[f"t{t}"][70] += 1
        for c in chosen:
            expected[f"t{t}"][c] += 1
    for name, form in (("label", long), ("labels", wide)):
        columns = dict(zip(("task", "worker", name), map(list, zip(*form, strict=True)), strict=True))
        parquet.write_table(pa.table(columns), tmp_path / "votes.parquet")
        lines = [f"task,worker,{name}", *(",".join(row) for row in form)]
        written(tmp_path, "\n".join(lines) + "\n")
        for file in ("votes.csv", "votes.parquet"):
            found = read(tmp_path / file, choices, 4)
            counted = tally(found.votes)
            table = np.column_stack([counted.counts, counted.n]).tolist()
            assert dict(zip(found.tasks.to_pylist(), table, strict=True)) == expected


def refused(path: Path, maximum: int = 3, **renamed: str) -> TableInvalid:
    with pytest.raises(TableInvalid) as caught:
        read(path, maximum=maximum, **renamed)
    return caught.value


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (
            "task,worker,label\nt,w,a\nt,v,d\n",
            "label_unknown",
            "votes.csv, row 3: the label 'd' is none of the 3",
        ),
        ("task,worker,labels\nt,w,a|\n", "label_empty", "votes.csv, row 2: 'a|' names an empty label"),
        ("task,worker,label\nt,w,a\n,v,a\n", "task_missing", "votes.csv, row 3: the task is empty"),
        ("task,worker,label\nt,,a\n", "worker_missing", "votes.csv, row 2: the worker is empty"),
        ("task,worker,label,time\nt,w,a,\n", "time_missing", "votes.csv, row 2: the time is empty"),
        ("task,worker,label\n", "votes_empty", "holds no votes"),
        ("", "column_missing", "it has none"),
        ("task,worker,Label\n", "column_missing", "no column 'label'; it has task, worker, Label. "),
        ("task,worker,task,label\n", "column_twice", "'task' stands twice in the header"),
        (
            "task,worker,label\nt,w,a\nt,w\n",
            "rows_uneven",
            "votes.csv, row 3: 2 values where the header names 3",
        ),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, text: str, code: str, said: str) -> None:
    error = refused(written(tmp_path, text))
    assert error.code == code
    assert said in error.message


def test_the_first_unknown_label_is_the_one_reported(tmp_path: Path) -> None:
    rows = ["t,w,a"] * 3 + ["t,w,zz"] + ["t,w,yy"] * 3 + ["t,w,zz"]
    error = refused(written(tmp_path, "task,worker,label\n" + "\n".join(rows) + "\n"))
    assert isinstance(error, LabelUnknown)
    assert "row 5: the label 'zz'" in error.message


def test_more_labels_than_allowed_name_worker_task_and_a_way_out(tmp_path: Path) -> None:
    long = refused(written(tmp_path, "task,worker,label\nt,v,a\nt,w,a\nt,w,b\n"), maximum=1)
    assert long.code == "too_many_labels"
    assert "row 3: worker 'w' chose 2 labels for task 't', but at most 1 may be chosen" in long.message
    assert "add a column submission or time" in long.message
    wide = refused(written(tmp_path, "task,worker,labels\nt,w,a|b\n"), maximum=1)
    assert "add a column" not in wide.message


def test_a_renamed_column_that_is_not_there_is_named_with_what_is(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "item_id,worker,label\nt,w,a\n"), task="item")
    assert error.code == "column_missing"
    assert "as in task=item_id" in error.message
    assert refused(written(tmp_path, "task,worker,label\nt,w,a\n"), item="task").code == "column_unknown"


def test_files_of_other_kinds_and_broken_files_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "votes.csv").code == "file_missing"
    assert refused(written(tmp_path, "x", "votes.xlsx")).code == "file_kind_unknown"
    assert refused(written(tmp_path, "not parquet", "votes.parquet")).code == "file_unreadable"
    (tmp_path / "latin.csv").write_bytes("task,worker,label\nt,w,\xe9\n".encode("latin-1"))
    assert refused(tmp_path / "latin.csv").code == "file_unreadable"
