from __future__ import annotations

from collections import Counter

import pytest

from quorum.projects.label_sets import codes_of, shipped_label_set
from quorum.projects.models import Project
from quorum.subjects.errors import ImportInvalid
from quorum.subjects.options import ImportOptions
from quorum.subjects.reference import label_book, split_of, translate

SHARES = ImportOptions(control_share=0.1, cutoff_holdout_share=0.2, model_holdout_share=0.3, seed=7)


def test_splits_have_their_shares_and_hang_on_id_and_seed_alone() -> None:
    ids = [f"field-{number}" for number in range(10_000)]
    splits = [split_of(external_id, SHARES) for external_id in ids]
    shares = {split: number / len(ids) for split, number in Counter(splits).items()}
    assert shares == pytest.approx(
        {"control": 0.1, "cutoff_holdout": 0.2, "model_holdout": 0.3, "train": 0.4}, abs=0.02
    )
    assert splits == [split_of(external_id, SHARES) for external_id in ids]
    other = ImportOptions(control_share=0.1, cutoff_holdout_share=0.2, model_holdout_share=0.3, seed=8)
    assert splits != [split_of(external_id, other) for external_id in ids]


def test_without_shares_everything_trains() -> None:
    assert {split_of(str(number), ImportOptions()) for number in range(100)} == {"train"}


@pytest.mark.parametrize(
    "shares", [{"control_share": -0.1}, {"control_share": 0.6, "model_holdout_share": 0.6}]
)
def test_impossible_shares_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(ImportInvalid) as refused:
        ImportOptions(**shares).check()
    assert refused.value.code == "shares_invalid"


@pytest.mark.django_db
def test_kaggle_numbers_translate_into_the_29_classes() -> None:
    kaggle = codes_of(shipped_label_set("kaggle28"))
    target = shipped_label_set("hpa29")
    codes = codes_of(target)

    def translated(*numbers: str) -> tuple[list[str], list[str]]:
        result = translate([kaggle.by_code[number].pk for number in numbers], target)
        found = sorted(codes.by_id[choice_id].code for choice_id in result.choice_ids)
        return found, [kaggle.by_id[choice_id].code for choice_id in result.untranslated]

    assert translated("0", "25") == (["102", "201"], [])
    assert translated("8", "9", "10") == (["233"], [])
    assert translated("5") == (["11"], [])  # few or many nuclear bodies: reported at their parent
    assert translated("17", "0") == (["102"], ["17"])
    assert translated() == ([], [])


@pytest.mark.django_db
def test_choices_of_the_target_set_stay_as_they_are() -> None:
    target = shipped_label_set("hpa29")
    choice = codes_of(target).by_code["203"]
    assert translate([choice.pk], target).choice_ids == (choice.pk,)


def test_labels_are_found_by_code_or_name_in_any_case(project: Project) -> None:
    book = label_book(project=project, slug="hpa29")
    codes = codes_of(shipped_label_set("hpa29")).by_code
    ids, unknown = book.resolve(["101", "golgi APPARATUS", "Nucleus", "Middle Earth"])
    assert ids == sorted({codes["101"].pk, codes["232"].pk})
    assert unknown == ["Middle Earth"]


def test_groups_cannot_be_labels(project: Project) -> None:
    assert label_book(project=project, slug="hpa29").resolve(["10"]) == ([], ["10"])
