"""The languages of the pages: catalogues, the reader's language, dates and numbers as it writes them.

Message ids are the English texts. ``translations/{az,ru}.po`` are read once, when the application is made;
nothing is compiled beforehand, so a translator edits one text file and restarts.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import flask
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from nqfgraph_server.negotiation import negotiate_language

LANGUAGES: Mapping[str, str] = MappingProxyType({"az": "Azərbaycanca", "en": "English", "ru": "Русский"})
"""Language tag to the language's own name, in the order of the language switch."""

SOURCE = "en"
"""The language of the message ids."""

_LOCALES = MappingProxyType({"az": "az", "en": "en_GB", "ru": "ru"})

_FOLDER = Path(__file__).parent / "translations"


def read_catalogues(folder: Path = _FOLDER) -> Mapping[str, gettext.NullTranslations]:
    """Return the catalogue of every language; texts without a translation fall back to English."""
    catalogues: dict[str, gettext.NullTranslations] = {SOURCE: gettext.NullTranslations()}
    for language in LANGUAGES:
        if language != SOURCE:
            with (folder / f"{language}.po").open("rb") as source:
                compiled = io.BytesIO()
                write_mo(compiled, read_po(source, locale=language))
            compiled.seek(0)
            catalogues[language] = gettext.GNUTranslations(compiled)
    return catalogues


def reader_language() -> str:
    """Return the language of this request: the page's, else ``?lang=``, else by ``Accept-Language``.

    Of languages that the reader likes equally the register's own comes first.
    """
    if "language" not in flask.g:
        request = flask.request
        beginning = request.path.split("/")[1]
        choices = ((request.view_args or {}).get("language"), request.args.get("lang"), beginning)
        given = next((each for each in choices if each in LANGUAGES), None)
        if given is None:
            given = negotiate_language(flask.request.headers.get("Accept-Language"), list(LANGUAGES))
        flask.g.language = given
    return str(flask.g.language)


def marked(message: str) -> str:
    """Return ``message`` as it is: a mark for the catalogues on what is translated where it is used."""
    return message


def translate(message: str, **values: object) -> str:
    """Return ``message`` in the reader's language with each ``%(name)s`` filled in."""
    text = _catalogue().gettext(message)
    return text % values if values else text


def translate_plural(one: str, many: str, number: int) -> str:
    """Return the form of the message that ``number`` asks for, with ``%(number)s`` as it is written here."""
    return _catalogue().ngettext(one, many, number) % {"number": write_number(number)}


def _catalogue() -> gettext.NullTranslations:
    catalogues: Mapping[str, gettext.NullTranslations] = flask.current_app.extensions["nqfgraph-catalogues"]
    return catalogues[reader_language()]


def write_date(value: date | datetime | str) -> str:
    """Return a date as the reader writes it; a text that is no ISO date or dateTime stays as it is."""
    if isinstance(value, str):
        try:
            return write_date(datetime.fromisoformat(value))
        except ValueError:
            return value
    return format_date(value, format="long", locale=_LOCALES[reader_language()])


def write_number(value: int | float | Decimal | str) -> str:
    """Return a number as the reader writes it."""
    return format_decimal(value, locale=reader_language())


def set_up(app: flask.Flask) -> None:
    """Give the templates the catalogues and the formats."""
    app.extensions["nqfgraph-catalogues"] = read_catalogues()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    environment: Any = app.jinja_env
    environment.install_gettext_callables(
        lambda text: _catalogue().gettext(text),
        lambda one, many, number: _catalogue().ngettext(one, many, number),
        newstyle=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters.update(date=write_date, number=write_number)
