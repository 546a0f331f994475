"""Catalogues of what the server says to people: gettext files, collected, compiled and checked with Babel."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1]
# Calls that mark a sentence → how many of their arguments are forms of it.
CALLS: Mapping[str, int] = {
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
# What Django's templates are turned into; in our own code `_` is no name for it.
CALLS_OF_TEMPLATES: Mapping[str, int] = {**CALLS, "_": 1}
# What no reader sees as it stands, or is translated: taken out, the text that nothing marks is left.
_SAID_WELL = re.compile(
    r"{%\s*(?P<tag>blocktranslate|comment|setvar)\b.*?{%\s*end(?P=tag)\s*%}"
    r"|{%\s*block page_class\s*%}.*?{%\s*endblock\s*%}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}",
    re.DOTALL,
)
_TAGS = re.compile(r"<[^>]*>")
_READ_ALOUD = re.compile(r'(?:aria-label|title|alt|placeholder|content)="([^"]*)"')
# The name, and what browsers read in <head>.
_NEEDS_NO_WORDS = re.compile(r"Quorum|width=device-width, initial-scale=1|dark light|·|\W+")
_PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]+>")


@dataclass(frozen=True)
class House:
    """Where sentences stand, where their catalogues are, and the languages that need one."""

    package: Path
    templates: Path
    locales: Path
    languages: tuple[str, ...]

    def path_of(self, language: str, ending: str = "po") -> Path:
        """Return where a language's catalogue is, or what was compiled from it (`mo`)."""
        return self.locales / language / "LC_MESSAGES" / f"django.{ending}"

    def read(self, language: str) -> Catalog:
        """Return a language's catalogue; an empty one where there is none yet."""
        path = self.path_of(language)
        if path.exists():
            with path.open("rb") as file:
                return read_po(file, locale=language)
        return Catalog(
            language,
            header_comment=f"# What Quorum's server says: {language}",
            project="Quorum",
            version="1",
            msgid_bugs_address="docs/translating.md",
            last_translator="Quorum",
            language_team="Quorum",
            revision_date=datetime.now(tz=UTC),
            fuzzy=False,
        )


def our_house() -> House:
    """Return Quorum's own; all languages but English, in which the sentences are written, need a catalogue."""
    return House(
        package=PACKAGE,
        templates=PACKAGE / "config" / "templates",
        locales=PACKAGE / "config" / "locale",
        languages=tuple(tag for tag, _ in settings.LANGUAGES if tag != settings.LANGUAGE_CODE),
    )


def collected(house: House) -> Catalog:
    """Return every sentence of the templates and Python files, without translations."""
    catalog = Catalog(fuzzy=False)
    for name, calls, text in _sources(house):
        for _, function, arguments, _ in extract_python(
            io.BytesIO(text.encode()), dict.fromkeys(calls), [], {}
        ):
            forms = [arguments] if isinstance(arguments, str) else list(arguments)[: calls[str(function)]]
            if all(forms):
                catalog.add(forms[0] if len(forms) == 1 else tuple(forms), locations=[(name, 0)])
    return catalog


def _sources(house: House) -> Iterator[tuple[str, Mapping[str, int], str]]:
    """Yield each file that may say something: name, calls to look for, and its text as Python."""
    for path in sorted(house.templates.rglob("*.*")):
        # Blanked-out lines keep their indents, which Python would try to make sense of.
        lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
        yield path.relative_to(house.package).as_posix(), CALLS_OF_TEMPLATES, "\n".join(map(str.strip, lines))
    for path in sorted(house.package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "django.utils.translation import" in text:
            yield path.relative_to(house.package).as_posix(), CALLS, text


def collect(house: House) -> None:
    """Bring the catalogues up to date: new sentences come without a translation, those gone are left out."""
    found = collected(house)
    for language in house.languages:
        catalog = house.read(language)
        # Only what is said makes a difference between two versions of a catalogue.
        found.creation_date = catalog.creation_date
        catalog.update(found, no_fuzzy_matching=True, update_header_comment=False)
        house.path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with house.path_of(language).open("wb") as file:
            write_po(file, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)


def compile_all(house: House) -> None:
    """Write beside each catalogue what Django reads."""
    for language in house.languages:
        house.path_of(language, "mo").write_bytes(_compiled(house.read(language)))


def _compiled(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def problems(house: House) -> list[str]:
    """Return what is wrong with the catalogues, a sentence each: nothing when all is well."""
    wanted = {message.id for message in collected(house) if message.id}
    found = [f"{path.name}: marked for no translation: {text}" for path, text in _unmarked(house)]
    for language in house.languages:
        catalog = house.read(language)
        known = {message.id: message for message in catalog if message.id}
        found += [f"{language}: not collected: {_first(one)}" for one in sorted(wanted - set(known), key=str)]
        found += [f"{language}: said nowhere: {_first(one)}" for one in sorted(set(known) - wanted, key=str)]
        found += [f"{language}: {problem}" for message in known.values() for problem in _wrong_with(message)]
        if not _is_compiled(house.path_of(language, "mo"), catalog):
            found.append(f"{language}: changed, and not compiled since")
    return found


def _unmarked(house: House) -> Iterator[tuple[Path, str]]:
    """Yield the text of templates that nobody can translate, because nothing marks it."""
    for path in sorted(house.templates.rglob("*.*")):
        text = _SAID_WELL.sub("", path.read_text(encoding="utf-8"))
        for said in [*_READ_ALOUD.findall(text), *_TAGS.sub("\n", text).splitlines()]:
            if _NEEDS_NO_WORDS.sub("", said):
                yield path, said.strip()


def _wrong_with(message: Message) -> Iterator[str]:
    """Yield what is wrong with one translation: missing, in doubt, or with other places to fill in."""
    said = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if message.fuzzy:
        yield f"in doubt: {_first(message.id)}"
    if not all(said):
        yield f"not translated: {_first(message.id)}"
        return
    source = message.id if isinstance(message.id, str) else message.id[-1]
    for text in said:
        if sorted(_PLACES.findall(text)) != sorted(_PLACES.findall(source)):
            yield f"other places to fill in: {source} → {text}"


def _first(id_: str | list[str] | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _is_compiled(path: Path, catalog: Catalog) -> bool:
    if not path.exists():
        return False
    fresh = gettext.GNUTranslations(io.BytesIO(_compiled(catalog)))
    with path.open("rb") as file:
        kept = gettext.GNUTranslations(file)
    return _spoken(fresh) == _spoken(kept)


def _spoken(translations: gettext.GNUTranslations) -> dict[object, str]:
    """Return message → translation, without the header, which names dates and tools."""
    catalog: dict[object, str] = translations._catalog  # type: ignore[attr-defined]
    return {key: value for key, value in catalog.items() if key}
