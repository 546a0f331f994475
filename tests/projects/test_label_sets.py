"""Label sets: files become versions, once, and crooked files are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quorum.projects.errors import LabelSetInvalid
from quorum.projects.label_sets import (
    ChoiceFile,
    LabelSetFile,
    load_label_set,
    shipped_label_set,
    store_label_set,
)
from quorum.projects.models import Choice, ChoiceMapping, LabelSetVersion

pytestmark = pytest.mark.django_db


def label_set(*choices: ChoiceFile, **fields: Any) -> LabelSetFile:
    return LabelSetFile(slug="tiny", title="Tiny", version=1, choices=choices, **fields)


def test_the_shipped_set_has_29_selectable_choices_in_a_tree_of_four_branches() -> None:
    version = shipped_label_set("hpa29")
    assert version.choices.filter(selectable=True).count() == 29
    assert set(version.choices.filter(parent=None).values_list("code", flat=True)) == {"1", "2", "8", "9"}
    assert version.choices.get(code="113").parent == version.choices.get(code="11")


def test_every_selectable_choice_of_the_shipped_set_has_words_for_the_field_guide() -> None:
    codes = set(shipped_label_set("hpa29").choices.filter(selectable=True).values_list("code", flat=True))
    for choice in Choice.objects.filter(code__in=codes):
        assert choice.description
        assert choice.tips
        assert set(choice.confused_with) <= codes
        assert choice.confused_with


def test_the_kaggle_numbers_map_to_the_29_classes() -> None:
    version = shipped_label_set("kaggle28")
    assert version.choices.filter(selectable=True).count() == 28
    golgi = version.choices.get(code="7")
    assert [mapping.target.name for mapping in golgi.maps_to.all()] == ["Golgi apparatus"]
    assert set(ChoiceMapping.objects.values_list("target__label_set_version__label_set__slug", flat=True)) == {
        "hpa29"
    }


def test_loading_a_version_twice_stores_it_once() -> None:
    assert shipped_label_set("hpa29") == shipped_label_set("hpa29")
    assert LabelSetVersion.objects.count() == 1
    assert Choice.objects.count() == 44


@pytest.mark.parametrize(
    ("choices", "complaint"),
    [
        ((ChoiceFile("a", "A"), ChoiceFile("a", "Again")), "twice"),
        ((ChoiceFile("a", "A", parent="nowhere"),), "does not exist"),
        ((ChoiceFile("a", "A", parent="b"), ChoiceFile("b", "B", parent="a")), "own ancestor"),
    ],
)
def test_a_crooked_tree_is_refused_and_nothing_is_stored(
    choices: tuple[ChoiceFile, ...], complaint: str
) -> None:
    with pytest.raises(LabelSetInvalid, match=complaint):
        store_label_set(content=label_set(*choices))
    assert not LabelSetVersion.objects.exists()


def test_a_mapping_to_a_choice_that_does_not_exist_is_refused_and_nothing_is_stored() -> None:
    shipped_label_set("hpa29")
    crooked = label_set(ChoiceFile("a", "A", maps_to=("999",)), mapping_target="hpa29")
    with pytest.raises(LabelSetInvalid, match="999"):
        store_label_set(content=crooked)
    assert not LabelSetVersion.objects.filter(label_set__slug="tiny").exists()


@pytest.mark.parametrize("content", ["no json", json.dumps({"slug": "x"}), json.dumps([])])
def test_a_file_that_is_no_label_set_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(content)
    with pytest.raises(LabelSetInvalid, match=r"labels\.json"):
        load_label_set(path=path)


def test_an_unknown_shipped_set_is_refused() -> None:
    with pytest.raises(LabelSetInvalid):
        shipped_label_set("nothing")
