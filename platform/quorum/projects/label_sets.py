"""Label sets as files: one JSON file per version becomes rows, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.db import transaction

from quorum.projects.errors import LabelSetInvalid
from quorum.projects.models import Choice, ChoiceMapping, LabelSet, LabelSetVersion, Project

FIXTURES = Path(__file__).parent / "fixtures" / "label_sets"
SHIPPED = ("hpa29", "kaggle28")


class ChoiceFile(msgspec.Struct, frozen=True):
    """One entry of a label-set file."""

    code: str
    name: str
    parent: str | None = None
    selectable: bool = True
    short: str = ""
    description: str = ""
    tips: str = ""
    confused_with: tuple[str, ...] = ()
    maps_to: tuple[str, ...] = ()
    note: str = ""


class LabelSetFile(msgspec.Struct, frozen=True):
    """A label-set file: `choices` in display order; `mapping_target` names the set that `maps_to` speaks of."""

    slug: str
    title: str
    version: int
    choices: tuple[ChoiceFile, ...]
    mapping_target: str = ""
    note: str = ""


@dataclass(frozen=True)
class LabelSetCodes:
    """The choices of a stored version by code and by id."""

    by_code: Mapping[str, Choice]
    by_id: Mapping[int, Choice]


def codes_of(version: LabelSetVersion) -> LabelSetCodes:
    """Return every choice of a version, selectable or not."""
    choices = list(version.choices.all())
    return LabelSetCodes({choice.code: choice for choice in choices}, {choice.pk: choice for choice in choices})


def load_label_set(*, path: Path, project: Project | None = None) -> LabelSetVersion:
    """Store a label-set file and return its version; a version that is there already is returned as it is.

    Raises `LabelSetInvalid` for files that cannot be read, codes used twice, unknown parents,
    circles in the tree, or mappings to codes that the target set does not have.
    """
    return store_label_set(content=_read(path), project=project)


def _read(path: Path) -> LabelSetFile:
    try:
        return msgspec.json.decode(path.read_bytes(), type=LabelSetFile)
    except (OSError, msgspec.MsgspecError) as error:
        raise LabelSetInvalid(f"{path.name} cannot be read: {error}") from error


@transaction.atomic
def store_label_set(*, content: LabelSetFile, project: Project | None = None) -> LabelSetVersion:
    """Store the content of a label-set file; see `load_label_set`."""
    check_tree(content.choices)
    label_set, _ = LabelSet.objects.get_or_create(
        project=project, slug=content.slug, defaults={"title": content.title}
    )
    version, is_new = LabelSetVersion.objects.get_or_create(label_set=label_set, number=content.version)
    if is_new:
        choices = _store_choices(version, content.choices)
        _store_mappings(choices, content)
    return version


def check_tree(choices: Sequence[ChoiceFile]) -> None:
    """Raise LabelSetInvalid for codes used twice, unknown parents, and circles."""
    parents: dict[str, str | None] = {}
    for choice in choices:
        if choice.code in parents:
            raise LabelSetInvalid(f"The code {choice.code} stands twice.", choice=choice.code)
        parents[choice.code] = choice.parent
    for code, parent in parents.items():
        seen = {code}
        above = parent
        while above is not None:
            if above not in parents:
                raise LabelSetInvalid(f"The parent {above} of {code} does not exist.", choice=code)
            if above in seen:
                raise LabelSetInvalid(f"The choice {code} is its own ancestor.", choice=code)
            seen.add(above)
            above = parents[above]


def _store_choices(version: LabelSetVersion, entries: Sequence[ChoiceFile]) -> dict[str, Choice]:
    choices = {
        entry.code: Choice(
            label_set_version=version,
            code=entry.code,
            name=entry.name,
            selectable=entry.selectable,
            position=position,
            short=entry.short,
            description=entry.description,
            tips=entry.tips,
            confused_with=list(entry.confused_with),
        )
        for position, entry in enumerate(entries)
    }
    Choice.objects.bulk_create(choices.values())
    for entry in entries:
        if entry.parent is not None:
            choices[entry.code].parent = choices[entry.parent]
    Choice.objects.bulk_update(choices.values(), ["parent"])
    return choices


def _store_mappings(choices: Mapping[str, Choice], content: LabelSetFile) -> None:
    if not content.mapping_target:
        return
    target = (
        LabelSetVersion.objects.filter(label_set__slug=content.mapping_target, label_set__project=None)
        .order_by("-number")
        .first()
    )
    targets = codes_of(target).by_code if target else {}
    mappings: list[ChoiceMapping] = []
    for entry in content.choices:
        for code in entry.maps_to:
            if code not in targets:
                raise LabelSetInvalid(
                    f"{entry.code} maps to {code}, which {content.mapping_target} does not have.",
                    choice=entry.code,
                )
            mappings.append(
                ChoiceMapping(source=choices[entry.code], target=targets[code], note=entry.note[:200])
            )
    ChoiceMapping.objects.bulk_create(mappings)


def shipped_content(slug: str) -> LabelSetFile:
    """Return a label set that ships with Quorum, as its file has it; raises LabelSetInvalid for any other."""
    if slug not in SHIPPED:
        raise LabelSetInvalid(f"No label set named {slug} ships with Quorum.", slug=slug)
    return _read(FIXTURES / f"{slug}.json")


def shipped_label_set(slug: str) -> LabelSetVersion:
    """Return a label set that ships with Quorum, with the sets it maps to; stored on first use."""
    content = shipped_content(slug)
    if content.mapping_target:
        shipped_label_set(content.mapping_target)
    return store_label_set(content=content)
