"""Tables of cells and fields come back as they were written, and what does not fit is refused by name."""

import numpy as np
import pytest

from mlworker.datasets.assembly import assemble, digest_of
from mlworker.datasets.cell_tables import (
    CellTable,
    CellTableInfo,
    PartContents,
    Refusal,
    read_cells,
    read_contents,
    write_part,
)
from mlworker.datasets.classes import ClassList, read_classes, write_classes
from mlworker.datasets.dataset import Crowd, DatasetInvalid, Fields
from mlworker.datasets.field_tables import read_fields, write_fields

VOTED = "field,classifications,maximum_choices,votes_102,votes_201,votes_233\n"
CLASSES = ClassList(("102", "201", "233"), ("Nucleoplasm", "Cytosol", "Vesicles"), ("10", "20", "23"))


def make_fields(crowd=True):
    names = np.array(["007", "008", "a,b"])
    return Fields(
        ids=names,
        sample=np.array(["s1", "s1", "s2"]),
        well=np.array(["w1", "w2", "w3"]),
        antibody=np.array(["x", "x", "y"]),
        cell_line=np.array(["flat", "round", "flat"]),
        labels=np.array([[1, 0, 1], [0, 1, 0], [0, 0, 0]], dtype=bool),
        labelled=np.array([True, True, False]),
        crowd=Crowd(
            np.array([12, 13, 0], np.int32), np.arange(9, dtype=np.int32).reshape(3, 3) % 5 * [[1], [1], [0]], 2
        )
        if crowd
        else None,
    )


def make_cells(fields, names=("f1", "f2"), version=1):
    info = CellTableInfo("digest", {"family": version}, "{}", "0.1")
    values = np.arange(len(fields) * len(names), dtype=np.float32).reshape(len(fields), len(names))
    return CellTable(info, names, np.array(fields), np.ones((len(fields), 3), np.float32), values)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_fields_come_back_as_they_were_written(tmp_path, ending):
    fields = make_fields()
    write_fields(tmp_path / f"fields{ending}", fields, CLASSES)
    again = read_fields(tmp_path / f"fields{ending}", CLASSES)
    assert again.ids.tolist() == ["007", "008", "a,b"]
    for name in ("sample", "well", "antibody", "cell_line"):
        assert getattr(again, name).tolist() == getattr(fields, name).tolist()
    np.testing.assert_array_equal(again.labels, fields.labels)
    np.testing.assert_array_equal(again.labelled, fields.labelled)
    np.testing.assert_array_equal(again.crowd.n, fields.crowd.n)
    np.testing.assert_array_equal(again.crowd.counts, fields.crowd.counts)
    assert again.crowd.maximum_choices == 2


def test_a_table_of_ids_and_labels_alone_makes_every_field_its_own_group(tmp_path):
    (tmp_path / "fields.csv").write_text("field,labels\none,102 201\ntwo,\n")
    fields = read_fields(tmp_path / "fields.csv", CLASSES)
    assert fields.well.tolist() == ["one", "two"]
    assert fields.labelled.tolist() == [True, False]
    assert fields.labels.tolist() == [[True, True, False], [False, False, False]]
    assert fields.crowd is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,labels\none,102\n", "no column field"),
        ("field,labels\none,102\none,201\n", "names a field twice"),
        ("field,labels\none,999\n", "unknown label 999"),
        ("field,labels,labelled\none,102,perhaps\n", "true or false"),
        ("field,classifications\none,12\n", "maximum_choices"),
        (VOTED + "one,3,2,4,0,0\n", "more votes"),
        (VOTED + "one,3,2,x,0,0\n", "whole numbers"),
        (VOTED + "a,3,2,1,0,0\nb,3,5,1,0,0\n", "one number"),
    ],
)
def test_a_table_of_fields_that_does_not_fit_is_refused(tmp_path, text, said):
    (tmp_path / "fields.csv").write_text(text)
    with pytest.raises(DatasetInvalid, match=said):
        read_fields(tmp_path / "fields.csv", CLASSES)


def test_classes_come_back_and_two_of_one_code_are_refused(tmp_path):
    write_classes(tmp_path / "classes.csv", CLASSES)
    assert read_classes(tmp_path / "classes.csv") == CLASSES
    (tmp_path / "classes.csv").write_text("code,name\n1,a\n1,b\n")
    with pytest.raises(DatasetInvalid, match="code of its own"):
        read_classes(tmp_path / "classes.csv")


def test_parts_are_read_together_with_what_they_cover(tmp_path):
    refused = (Refusal("007", "image_unreadable", "it is damaged"),)
    write_part(tmp_path / "part-1.parquet", make_cells(["a"]), PartContents(1, ("a",), refused))
    write_part(tmp_path / "part-0.parquet", make_cells(["b", "b"]), PartContents(2, ("b", "empty"), ()))
    table = read_cells(tmp_path)
    assert table.field.tolist() == ["b", "b", "a"]
    assert table.features.tolist() == [[0, 1], [2, 3], [0, 1]]
    assert table.feature_names == ("f1", "f2")
    assert read_contents(tmp_path / "part-1.parquet").refused == refused
    assert read_contents(tmp_path / "part-0.parquet").fields == ("b", "empty")
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".parquet"] == []


def test_parts_made_in_different_ways_are_not_mixed(tmp_path):
    for number in (1, 2):
        write_part(
            tmp_path / f"part-{number}.parquet", make_cells(["a"], version=number), PartContents(1, ("a",), ())
        )
    with pytest.raises(DatasetInvalid, match="not made like"):
        read_cells(tmp_path)


def test_a_file_that_is_no_part_is_refused(tmp_path):
    with pytest.raises(DatasetInvalid, match="holds no table"):
        read_cells(tmp_path)
    (tmp_path / "part.parquet").write_bytes(b"nonsense")
    with pytest.raises(DatasetInvalid, match="no table of cells"):
        read_cells(tmp_path)


def test_cells_are_joined_to_their_fields_and_others_left_out():
    data = assemble(make_cells(["a,b", "unknown", "007", "a,b"]), make_fields(), CLASSES)
    assert data.field.tolist() == [0, 2, 2]
    assert data.features[:, 0].tolist() == [4, 0, 6]
    with pytest.raises(DatasetInvalid, match="do the ids agree"):
        assemble(make_cells(["unknown"]), make_fields(), CLASSES)


def test_a_selection_keeps_the_cells_of_its_fields():
    data = assemble(make_cells(["007", "a,b", "008", "a,b"]), make_fields(), CLASSES)
    part = data.of(np.array([0, 2]))
    assert part.fields.ids.tolist() == ["007", "a,b"]
    assert part.field.tolist() == [0, 1, 1]
    assert part.features[:, 0].tolist() == [0, 2, 6]
    assert part.fields.crowd.n.tolist() == [12, 0]


def test_the_digest_tells_any_change_of_what_is_learnt_from():
    data = assemble(make_cells(["007", "008"]), make_fields(), CLASSES)
    assert digest_of(data) == digest_of(assemble(make_cells(["007", "008"]), make_fields(), CLASSES))
    assert digest_of(data) != digest_of(assemble(make_cells(["007", "008"]), make_fields(crowd=False), CLASSES))
    assert digest_of(data) != digest_of(assemble(make_cells(["008", "007"]), make_fields(), CLASSES))


def test_features_that_are_no_numbers_are_refused():
    cells = make_cells(["007"])
    cells.features[0, 0] = np.nan
    with pytest.raises(DatasetInvalid, match="finite"):
        assemble(cells, make_fields(), CLASSES)
