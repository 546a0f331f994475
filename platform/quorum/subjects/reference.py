"""Labels by experts: found by code or name, split by purpose, translated between label sets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from quorum.projects.errors import LabelSetInvalid
from quorum.projects.label_sets import FIXTURES, shipped_label_set
from quorum.projects.models import Choice, ChoiceMapping, LabelSetVersion, Project
from quorum.subjects.errors import ImportInvalid
from quorum.subjects.models import ReferenceLabel
from quorum.subjects.options import ImportOptions


@dataclass(frozen=True)
class LabelBook:
    """The choices of a label set version that labels may name, by code and by name (case ignored)."""

    label_set_version_id: int
    ids: Mapping[str, int]

    def resolve(self, labels: Iterable[str]) -> tuple[list[int], list[str]]:
        """Return choice ids, sorted and each once, and the labels that name nothing."""
        found, unknown = set(), []
        for label in labels:
            choice_id = self.ids.get(label.casefold())
            if choice_id is None:
                unknown.append(label)
            else:
                found.add(choice_id)
        return sorted(found), unknown


def label_book(*, project: Project, slug: str) -> LabelBook:
    """Return the newest version of a label set, the project's own before a shared or a shipped one."""
    version = (
        LabelSetVersion.objects.filter(
            Q(label_set__project=project) | Q(label_set__project=None), label_set__slug=slug
        )
        .order_by("label_set__project_id", "-number")
        .first()
    )
    if version is None:
        try:
            version = shipped_label_set(slug)
        except LabelSetInvalid as error:
            shipped = ", ".join(sorted(path.stem for path in FIXTURES.glob("*.json")))
            raise ImportInvalid(
                f"There is no label set {slug}; Quorum brings {shipped}.", code="label_set_unknown"
            ) from error
    ids: dict[str, int] = {}
    choices = list(Choice.objects.filter(label_set_version=version, selectable=True))
    for choice in choices:
        ids.setdefault(choice.name.casefold(), choice.pk)
    # A code beats a name that happens to look like it.
    ids |= {choice.code.casefold(): choice.pk for choice in choices}
    return LabelBook(version.pk, ids)


def split_of(external_id: str, options: ImportOptions) -> str:
    """Return the purpose that a subject's label serves.

    It hangs on the external id and the seed alone, so that it is the same in every import.
    """
    digest = hashlib.sha256(f"{options.seed}:{external_id}".encode()).digest()
    position = int.from_bytes(digest[:8], "big") / 2**64
    for split, share in (
        (ReferenceLabel.Split.CONTROL, options.control_share),
        (ReferenceLabel.Split.CUTOFF_HOLDOUT, options.cutoff_holdout_share),
        (ReferenceLabel.Split.MODEL_HOLDOUT, options.model_holdout_share),
    ):
        if position < share:
            return split.value
        position -= share
    return ReferenceLabel.Split.TRAIN.value


@dataclass(frozen=True)
class Translation:
    """Choices of another label set; `untranslated` are ids of choices that have no equivalent there."""

    choice_ids: tuple[int, ...]
    untranslated: tuple[int, ...]


def translate(choice_ids: Sequence[int], target_version: LabelSetVersion) -> Translation:
    """Translate choices into another label set by its mappings.

    A choice that maps to several means "one of these" and becomes their nearest common ancestor,
    or stays untranslated where they have none. Choices of the target set itself stay as they are.
    """
    targets = {choice.pk: choice for choice in target_version.choices.all()}
    mapped: dict[int, list[int]] = {choice_id: [] for choice_id in choice_ids}
    for source_id, target_id in ChoiceMapping.objects.filter(
        source_id__in=choice_ids, target__label_set_version=target_version
    ).values_list("source_id", "target_id"):
        mapped[source_id].append(target_id)
    found: set[int] = set()
    untranslated: list[int] = []
    for choice_id, candidates in mapped.items():
        common = choice_id if choice_id in targets else _common_ancestor(candidates, targets)
        if common is None:
            untranslated.append(choice_id)
        else:
            found.add(common)
    return Translation(tuple(sorted(found)), tuple(untranslated))


def _common_ancestor(choice_ids: Sequence[int], choices: Mapping[int, Choice]) -> int | None:
    lines = [_line(choice_id, choices) for choice_id in choice_ids]
    if not lines:
        return None
    shared = set(lines[0]).intersection(*lines[1:])
    return next((choice_id for choice_id in lines[0] if choice_id in shared), None)


def _line(choice_id: int, choices: Mapping[int, Choice]) -> list[int]:
    """Return a choice and its ancestors, nearest first."""
    line: list[int] = []
    current: int | None = choice_id
    while current is not None:
        line.append(current)
        current = choices[current].parent_id
    return line
