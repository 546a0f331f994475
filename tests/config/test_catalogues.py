"""What the server says is collected, translated and compiled, in all languages of the browser app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from quorum.config import catalogues

APP_LANGUAGES = Path(__file__).parents[2] / "frontend" / "src" / "i18n" / "languages.ts"


def test_no_sentence_is_uncollected_untranslated_uncompiled_or_short_of_a_place() -> None:
    assert catalogues.problems(catalogues.our_house()) == []


def test_the_server_speaks_the_languages_of_the_app() -> None:
    tags = re.findall(r'tag: "(\w+)"', APP_LANGUAGES.read_text(encoding="utf-8"))
    assert tags == [tag for tag, _ in settings.LANGUAGES]


@pytest.fixture
def house(tmp_path: Path) -> catalogues.House:
    """Return a house with one page that says two things, collected and not translated."""
    house = catalogues.House(tmp_path, tmp_path / "templates", tmp_path / "locale", ("sv",))
    write_page(
        house,
        '{% load i18n %}<p class="lead">{% translate "Good day" %}</p>\n'
        "  {% blocktranslate %}Dear {{ name }}{% endblocktranslate %}",
    )
    catalogues.collect(house)
    catalogues.compile_all(house)
    return house


def write_page(house: catalogues.House, text: str) -> None:
    house.templates.mkdir(exist_ok=True)
    (house.templates / "page.html").write_text(text, encoding="utf-8")


def translate(house: catalogues.House, **words: str) -> None:
    """Fill in the Swedish catalogue: the beginning of each sentence → its translation."""
    path = house.path_of("sv")
    text = path.read_text(encoding="utf-8")
    for english, swedish in words.items():
        text = re.sub(rf'(msgid "{english}[^"]*"\nmsgstr )""', rf'\1"{swedish}"', text)
    path.write_text(text, encoding="utf-8")


def test_a_new_sentence_needs_a_translation(house: catalogues.House) -> None:
    assert catalogues.problems(house) == ["sv: not translated: Dear %(name)s", "sv: not translated: Good day"]


def test_a_translation_keeps_every_place_and_is_compiled(house: catalogues.House) -> None:
    translate(house, Good="God dag", Dear="Kära %(nom)s")
    assert catalogues.problems(house) == [
        "sv: other places to fill in: Dear %(name)s → Kära %(nom)s",
        "sv: changed, and not compiled since",
    ]


def test_translated_and_compiled_all_is_well_until_a_page_says_something_else(house: catalogues.House) -> None:
    translate(house, Good="God dag", Dear="Kära %(name)s")
    catalogues.compile_all(house)
    assert catalogues.problems(house) == []
    write_page(house, '{% load i18n %}<p title="On top">{% translate "Good night" %}</p> Bare words')
    assert catalogues.problems(house) == [
        "page.html: marked for no translation: On top",
        "page.html: marked for no translation: Bare words",
        "sv: not collected: Good night",
        "sv: said nowhere: Dear %(name)s",
        "sv: said nowhere: Good day",
    ]
