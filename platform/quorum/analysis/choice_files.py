"""The classes that volunteers chose from, read from a file or counted from the votes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from quorum.analysis.tables import CSV_SUFFIXES, Table, TableInvalid, choose_columns, near, read_table
from quorum.domain.hierarchy import NO_PARENT, ClassTree

SEPARATOR = "|"


class ChoicesInvalid(TableInvalid):
    """The list of choices contradicts itself, or does not go with the votes."""

    code = "choices_invalid"


class LabelUnknown(TableInvalid):
    """A label is none of the choices."""

    code = "label_unknown"


@dataclass(frozen=True)
class Choice:
    """One node of the tree: a class that can be chosen, or a group of such."""

    code: str
    name: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """The tree of choices: `classes` can be chosen, in this order; `groups` only hold others."""

    classes: tuple[Choice, ...]
    groups: tuple[Choice, ...] = ()

    def __len__(self) -> int:
        return len(self.classes)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the code of every class, in order."""
        return tuple(choice.code for choice in self.classes)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Return the class that each code, alias or unambiguous name stands for; codes win over names."""
        names = Counter(choice.name for choice in self.classes)
        found = {choice.name: place for place, choice in enumerate(self.classes) if names[choice.name] == 1}
        for place, choice in enumerate(self.classes):
            found.update(dict.fromkeys(choice.aliases, place))
        for place, choice in enumerate(self.classes):
            found[choice.code] = place
        return found

    def place_of(self, label: str, *, where: str) -> int:
        """Return the index of a label's class; raises LabelUnknown: `where` it stood, and what is near."""
        place = self.index.get(label)
        if place is None:
            alike = near(label, list(self.index))
            advice = f" Did you mean {' or '.join(map(repr, alike))}?" if alike else ""
            raise LabelUnknown(
                f"{where}: the label {label!r} is none of the {len(self)} choices.{advice}", label=label
            )
        return place

    @property
    def nodes(self) -> tuple[Choice, ...]:
        """Return the classes, then the groups: the nodes of `tree`."""
        return (*self.classes, *self.groups)

    @cached_property
    def tree(self) -> ClassTree:
        """Return the tree; without groups, every class is a root."""
        places = {choice.code: place for place, choice in enumerate(self.nodes)}
        return ClassTree(
            tuple(NO_PARENT if node.parent is None else places[node.parent] for node in self.nodes), len(self)
        )

    @cached_property
    def in_tree_order(self) -> tuple[int, ...]:
        """Return the classes so that those of one group stand together, where its first class stood."""
        paths = []
        first: dict[int, int] = {}
        for index in range(len(self)):
            path = [index]
            while (above := self.tree.parents[path[-1]]) != NO_PARENT:
                path.append(above)
            for node in path:
                first.setdefault(node, index)
            paths.append(path[::-1])
        return tuple(sorted(range(len(self)), key=lambda index: [first[node] for node in paths[index]]))


def choices_from_codes(codes: Sequence[str]) -> Choices:
    """Return choices without a tree."""
    return _checked([(Choice(code, code), True) for code in codes], "The list of choices")


def read_choices(path: Path) -> Choices:
    """Return the choices of a file: CSV `code,name,parent`, a label set as JSON, or one code a line.

    Raises ChoicesInvalid for codes used twice, unknown parents and circles, TableInvalid for files
    that cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in CSV_SUFFIXES:
        return _checked(_entries_of_table(path), path.name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise TableInvalid(f"{path} does not exist.", code="file_missing") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TableInvalid(f"{path.name} cannot be read: {error}", code="file_unreadable") from error
    if suffix == ".json":
        return _checked(_entries_of_label_set(text, path), path.name)
    codes = [line.strip() for line in text.splitlines() if line.strip()]
    return _checked([(Choice(code, code), True) for code in codes], path.name)


def choices_for_number(number: int, labels: Sequence[str]) -> Choices:
    """Return `number` choices from the labels found: 0 .. N-1 where all are of these, else the N distinct ones.

    Distinct labels are taken in order of text. Raises ChoicesInvalid when neither rule fits.
    """
    if number < 1:
        raise ChoicesInvalid("There must be at least one choice.")
    numbers = [str(place) for place in range(number)]
    if set(labels) <= set(numbers):
        return choices_from_codes(numbers)
    if len(labels) == number:
        return choices_from_codes(sorted(labels))
    shown = ", ".join(sorted(labels)[:5]) + (", …" if len(labels) > 5 else "")
    raise ChoicesInvalid(
        f"--choices {number} was said, but the votes hold {len(labels)} distinct labels ({shown}) that are not "
        f"all numbers 0 to {number - 1}. Give a file that lists the choices.",
        code="choices_unclear",
    )


def _entries_of_table(path: Path) -> list[tuple[Choice, bool]]:
    chosen = choose_columns(
        path, forms=[["code"], ["name"]], optional=["name", "parent", "aliases", "selectable"], renamed={}
    )
    table = read_table(path, chosen)
    entries = []
    columns = {name: _texts(table, name) for name in chosen}
    blank = [""] * len(table)
    groups = {parent for parent in columns.get("parent", blank) if parent}
    for row, code in enumerate(columns.get("code") or columns["name"]):
        if not code:
            raise ChoicesInvalid(f"{table.place(row)}: the class has no code.")
        aliases = columns.get("aliases", blank)[row].split(SEPARATOR)
        choice = Choice(
            code,
            columns.get("name", blank)[row] or code,
            columns.get("parent", blank)[row] or None,
            tuple(alias.strip() for alias in aliases if alias.strip()),
        )
        word = columns.get("selectable", blank)[row].casefold()
        if word not in {"", "true", "false", "1", "0", "yes", "no"}:
            raise ChoicesInvalid(f"{table.place(row)}: selectable must be true or false, not {word!r}.")
        entries.append((choice, word in {"true", "1", "yes"} if word else code not in groups))
    return entries


def _texts(table: Table, name: str) -> list[str]:
    column = table.columns[name]
    values = [*column.values.to_pylist(), ""]
    return [values[code].strip() for code in column.codes]


def _entries_of_label_set(text: str, path: Path) -> list[tuple[Choice, bool]]:
    try:
        content: Any = json.loads(text)
        return [
            (
                Choice(
                    str(entry["code"]),
                    str(entry.get("name") or entry["code"]),
                    None if entry.get("parent") is None else str(entry["parent"]),
                    tuple(map(str, entry.get("aliases", ()))),
                ),
                bool(entry.get("selectable", True)),
            )
            for entry in content["choices"]
        ]
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ChoicesInvalid(
            f"{path.name} is no label set: a JSON object with `choices`, each with a `code`, was expected."
        ) from error


def _checked(entries: Sequence[tuple[Choice, bool]], where: str) -> Choices:
    parents: dict[str, str | None] = {}
    for choice, _ in entries:
        if choice.code in parents:
            raise ChoicesInvalid(f"{where}: the code {choice.code!r} stands twice.", choice=choice.code)
        if SEPARATOR in choice.code:
            raise ChoicesInvalid(
                f"{where}: the code {choice.code!r} holds a {SEPARATOR!r}.", choice=choice.code
            )
        parents[choice.code] = choice.parent
    for code, parent in parents.items():
        seen = {code}
        above = parent
        while above is not None:
            if above not in parents:
                raise ChoicesInvalid(f"{where}: the parent {above!r} of {code!r} is no choice.", choice=code)
            if above in seen:
                raise ChoicesInvalid(f"{where}: the choice {code!r} is its own ancestor.", choice=code)
            seen.add(above)
            above = parents[above]
    _check_aliases([choice for choice, selectable in entries if selectable], where)
    classes = tuple(choice for choice, selectable in entries if selectable)
    if not classes:
        raise ChoicesInvalid(f"{where} names no choice that can be chosen.")
    return Choices(classes, tuple(choice for choice, selectable in entries if not selectable))


def _check_aliases(classes: Sequence[Choice], where: str) -> None:
    taken = {choice.code: choice.code for choice in classes}
    for choice in classes:
        for alias in choice.aliases:
            if taken.setdefault(alias, choice.code) != choice.code:
                raise ChoicesInvalid(
                    f"{where}: the alias {alias!r} stands for {taken[alias]!r} and {choice.code!r}.",
                    alias=alias,
                )
