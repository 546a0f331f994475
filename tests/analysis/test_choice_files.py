from __future__ import annotations

from pathlib import Path

import pytest

from quorum.analysis.choice_files import ChoicesInvalid, LabelUnknown, choices_for_number, read_choices
from quorum.analysis.tables import TableInvalid

ROOT = Path(__file__).resolve().parents[2]
HPA29 = ROOT / "platform" / "quorum" / "projects" / "fixtures" / "label_sets" / "hpa29.json"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_only_selectable_entries_of_a_label_set_are_classes() -> None:
    choices = read_choices(HPA29)
    assert len(choices) == 29
    assert (choices.codes[0], choices.classes[0].name) == ("101", "Nucleus")
    assert len(choices.groups) == 4 + 11
    assert len(choices.tree.nodes_at(0)) == 4
    # Nucleus and nucleoplasm share a group; nucleus and unspecific only the unseen root.
    assert (choices.tree.distances[0, 1], choices.tree.distances[0, 28]) == (2, 6)


def test_parents_of_a_table_give_the_tree_and_groups_cannot_be_chosen(tmp_path: Path) -> None:
    text = (
        "code,name,parent,aliases\nanimal,Animal,,\ncat,Cat,animal,kitty|puss\nrock,Rock,,\ndog,Dog,animal,\n"
    )
    choices = read_choices(written(tmp_path, "choices.csv", text))
    assert choices.codes == ("cat", "rock", "dog")
    assert [group.code for group in choices.groups] == ["animal"]
    assert choices.index == {
        "Cat": 0,
        "Rock": 1,
        "Dog": 2,
        "kitty": 0,
        "puss": 0,
        "cat": 0,
        "rock": 1,
        "dog": 2,
    }
    assert choices.tree.parents == (3, -1, 3, -1)
    # Drawn trees keep the members of a group together.
    assert choices.in_tree_order == (0, 2, 1)


def test_names_are_the_codes_of_a_table_without_codes(tmp_path: Path) -> None:
    path = tmp_path / "choices.csv"
    path.write_text("name,aliases\nNucleus,\nGolgi apparatus,Golgi\n")
    choices = read_choices(path)
    assert choices.codes == ("Nucleus", "Golgi apparatus")
    assert choices.index["Golgi"] == 1


def test_a_group_may_be_selectable_where_the_table_says_so(tmp_path: Path) -> None:
    text = "code,parent,selectable\nanimal,,true\ncat,animal,\n"
    assert read_choices(written(tmp_path, "choices.csv", text)).codes == ("animal", "cat")


def test_plain_text_is_one_code_a_line(tmp_path: Path) -> None:
    assert read_choices(written(tmp_path, "choices.txt", "\ufeffa\n\n b \nc")).codes == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,parent\na,\na,\n", "the code 'a' stands twice"),
        ("code,parent\na,b\n", "the parent 'b' of 'a' is no choice"),
        ("code,parent\na,b\nb,a\n", "is its own ancestor"),
        ("code,aliases\na,x\nb,x\n", "the alias 'x' stands for 'a' and 'b'"),
        ("code,name\n,x\n", "choices.csv, row 2: the class has no code"),
        ("code,selectable\na,maybe\n", "choices.csv, row 2: selectable must be true or false"),
        ("code,selectable\na,no\n", "names no choice that can be chosen"),
        ("code\na|b\n", "holds a '|'"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ChoicesInvalid) as caught:
        read_choices(written(tmp_path, "choices.csv", text))
    assert caught.value.code == "choices_invalid"
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("name", "text"), [("set.json", "{"), ("set.json", "[]"), ("set.json", '{"choices": [1]}')]
)
def test_a_json_file_that_is_no_label_set_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ChoicesInvalid, match="is no label set"):
        read_choices(written(tmp_path, name, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for name in ("gone.csv", "gone.txt"):
        with pytest.raises(TableInvalid) as caught:
            read_choices(tmp_path / name)
        assert caught.value.code == "file_missing"


def test_a_number_means_numbers_where_all_labels_are_such() -> None:
    assert choices_for_number(12, ["3", "11"]).codes == tuple(str(place) for place in range(12))


def test_a_number_means_the_labels_found_where_there_are_as_many() -> None:
    assert choices_for_number(3, ["no", "yes", "maybe"]).codes == ("maybe", "no", "yes")


@pytest.mark.parametrize("labels", [["no"], ["a", "b", "c"], ["0", "1", "2"]])
def test_a_number_that_fits_neither_rule_is_refused(labels: list[str]) -> None:
    with pytest.raises(ChoicesInvalid) as caught:
        choices_for_number(2, labels)
    assert caught.value.code == "choices_unclear"


def test_an_unknown_label_is_answered_with_what_is_near() -> None:
    with pytest.raises(LabelUnknown) as caught:
        read_choices(HPA29).place_of("nucleoplsm", where="votes.csv, row 7")
    assert caught.value.code == "label_unknown"
    assert caught.value.message.startswith(
        "votes.csv, row 7: the label 'nucleoplsm' is none of the 29 choices."
    )
    assert "'Nucleoplasm'" in caught.value.message
