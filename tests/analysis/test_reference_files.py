from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from quorum.analysis.choice_files import choices_from_codes
from quorum.analysis.reference_files import Gold, read_frequencies, read_gold
from quorum.analysis.tables import TableInvalid

ABC = choices_from_codes(["a", "b", "c"])
TASKS = pa.array(["t1", "t2", "t3"])


def gold(folder: Path, text: str, *, is_exclusive: bool = False, **renamed: str) -> Gold:
    path = folder / "gold.csv"
    path.write_text(text, encoding="utf-8")
    return read_gold(path, tasks=TASKS, choices=ABC, is_exclusive=is_exclusive, renamed=renamed)


def test_rows_of_a_task_are_taken_together_and_an_empty_label_names_none(tmp_path: Path) -> None:
    found = gold(tmp_path, "task,label\nt3,a\nt1,\nt3,c\nelsewhere,b\n")
    assert found.known.tolist() == [True, False, True]
    assert found.labels.tolist() == [[False] * 3, [False] * 3, [True, False, True]]
    assert found.without_votes == 1


def test_labels_may_stand_in_one_row_under_another_name(tmp_path: Path) -> None:
    found = gold(tmp_path, "item,truth\nt1,b|c\n", task="item", labels="truth")
    assert found.labels[0].tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("text", "is_exclusive", "code"),
    [
        ("task,label\nt1,d\n", False, "label_unknown"),
        ("task,label\n,a\n", False, "task_missing"),
        ("task,label\nx,a\n", False, "reference_without_votes"),
        ("task,label\nt1,a\nt1,b\n", True, "reference_not_exclusive"),
        ("task,label\nt1,\n", True, "reference_not_exclusive"),
        ("item,label\nt1,a\n", False, "column_missing"),
    ],
)
def test_expert_labels_that_do_not_fit_are_refused(
    tmp_path: Path, text: str, is_exclusive: bool, code: str
) -> None:
    with pytest.raises(TableInvalid) as caught:
        gold(tmp_path, text, is_exclusive=is_exclusive)
    assert caught.value.code == code


def test_a_class_without_frequency_is_novel(tmp_path: Path) -> None:
    path = tmp_path / "frequencies.csv"
    path.write_text("label,frequency\nc,0.25\na,\n", encoding="utf-8")
    np.testing.assert_array_equal(read_frequencies(path, ABC), [np.nan, np.nan, 0.25])


@pytest.mark.parametrize("text", ["1.1", "-0.1", "often", "nan"])
def test_a_frequency_is_a_share(tmp_path: Path, text: str) -> None:
    path = tmp_path / "frequencies.csv"
    path.write_text(f"label,frequency\na,{text}\n", encoding="utf-8")
    with pytest.raises(TableInvalid, match="row 2: the frequency of 'a' must be a number from 0 to 1"):
        read_frequencies(path, ABC)
