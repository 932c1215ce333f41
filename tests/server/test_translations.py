"""Every text of the pages is in every catalogue, and no catalogue holds anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import nqfgraph_server
from nqfgraph_server.languages import LANGUAGES, SOURCE, read_catalogues

PACKAGE = Path(nqfgraph_server.__file__).parent
TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
Id = str | tuple[str, ...]


def _messages() -> Iterator[Id]:
    for path in sorted(PACKAGE.rglob("*.py")):
        keywords = {"_": None, "translate": None, "translate_plural": (1, 2)}
        with path.open("rb") as file:
            yield from (found[1] for found in extract("python", file, keywords))
    for path in sorted(PACKAGE.rglob("*.html")):
        keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
        with path.open("rb") as file:
            options = {"trimmed": "true", "silent": "false"}
            yield from (
                found[1] for found in extract("jinja2.ext:babel_extract", file, keywords, options=options)
            )


@pytest.fixture(scope="module")
def messages() -> set[Id]:
    return set(_messages())


@pytest.fixture(params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (PACKAGE / "translations" / f"{request.param}.po").open("rb") as file:
        return read_po(file, locale=request.param)


def _entries(catalogue: Catalog) -> list[Message]:
    return [each for each in catalogue if each.id]


def test_texts_are_found_in_code_and_templates(messages: set[Id]) -> None:
    assert {"Qualifications", "Yes", ("%(number)s year", "%(number)s years")} <= messages


def test_no_text_is_missing_in_a_catalogue(messages: set[Id], catalogue: Catalog) -> None:
    assert messages - {each.id for each in _entries(catalogue)} == set()


def test_no_text_of_a_catalogue_is_out_of_use(messages: set[Id], catalogue: Catalog) -> None:
    assert {each.id for each in _entries(catalogue)} - messages == set()


def test_no_translation_is_empty_fuzzy_or_of_other_forms(catalogue: Catalog) -> None:
    for entry in _entries(catalogue):
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        assert all(form.strip() for form in forms), entry.id
        assert not entry.fuzzy, entry.id
        assert len(forms) == (catalogue.num_plurals if isinstance(entry.id, tuple) else 1), entry.id


def test_a_translation_fills_in_the_same_values(catalogue: Catalog) -> None:
    for entry in _entries(catalogue):
        original = entry.id[-1] if isinstance(entry.id, tuple) else entry.id
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        for form in forms:
            assert set(re.findall(r"%\(\w+\)s", form)) == set(re.findall(r"%\(\w+\)s", original)), entry.id


def test_catalogues_are_compiled_in_memory() -> None:
    catalogues = read_catalogues()
    assert catalogues["az"].gettext("Levels") == "Səviyyələr"
    assert catalogues["ru"].ngettext("level", "levels", 5) == "уровней"
    assert catalogues["en"].gettext("Levels") == "Levels"
