"""Reads a TOML file strictly: every key is asked for by name and type, and what is left over is a mistake.

All mistakes are InputError with the file, the line where the key stands, what is allowed and what to do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from nqfgraph.errors import InputError
from nqfgraph.files import read_text
from nqfgraph.places import Place
from nqfgraph.sources.columns import suggest

MAX_BYTES = 4 * 1024 * 1024
"""Largest configuration that is read, in bytes."""

_LANGUAGE_KEY = re.compile(r"(.+?)_([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?")


class Section:
    """One table of a TOML file, whose keys are taken out one by one."""

    def __init__(self, values: Mapping[str, object], name: str, document: _Document, number: int = 0) -> None:
        self._values = dict(values)
        self._name = name
        self._document = document
        self._number = number
        self._known: list[str] = []

    def error(self, key: str | None, message: str, remedy: str | None = None) -> InputError:
        """Return the error for a mistake at ``key``, or in the whole section for None."""
        title = f"{self._title}, {key}" if key else self._title
        line = self._document.line(self._name, self._number, key)
        return InputError(
            f"{title}: {message}", place=Place(file=self._document.name, line=line), remedy=remedy
        )

    def text(self, key: str, *, required: bool = False, strip: bool = True) -> str:
        """Take a string without surrounding space; an empty one if it is absent and not ``required``."""
        value = self._take(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._wrong_type(key, value, "a text in quotation marks")
        if required and not value.strip():
            raise self.error(key, "the text is empty.", "Write a value between the quotation marks.")
        return value.strip() if strip else value

    def strings(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Take a list of strings."""
        value = self._take(key, False)
        if value is None:
            return tuple(default)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self._wrong_type(key, value, 'a list of texts, such as ["az", "en"]')
        return tuple(value)

    def moment(self, key: str) -> datetime:
        """Take a date or a date and time (UTC if it says no zone), which must be there."""
        value = self._take(key, True)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        raise self._wrong_type(key, value, "a date without quotation marks, such as 2026-11-23")

    def plain_values(self, key: str) -> dict[str, str]:
        """Take a table of plain values as texts: ``true`` becomes yes, a date its ISO form."""
        value = self._take(key, False)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._wrong_type(key, value, "a table of values, such as { name = “value” }")
        texts = {}
        for name, each in value.items():
            if isinstance(each, list | dict):
                raise self.error(key, f"the value of “{name}” is not a single value.", "Write a text.")
            texts[name] = ("yes" if each else "no") if isinstance(each, bool) else str(each)
        return texts

    def section(self, key: str, *, required: bool = False) -> Section:
        """Take a table within this one, an empty one if it is absent and not ``required``."""
        value = self._take(key, required)
        if value is not None and not isinstance(value, dict):
            raise self._wrong_type(key, value, f"a section, that is a line [{key}] and lines below it")
        return Section(value or {}, f"{self._name}.{key}".lstrip("."), self._document)

    def sections(self, key: str) -> list[Section]:
        """Take a list of tables, of which there must be one at least."""
        value = self._take(key, True)
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            raise self._wrong_type(key, value, f"one or more sections that begin with a line [[{key}]]")
        return [
            Section(each, f"{self._name}.{key}".lstrip("."), self._document, number)
            for number, each in enumerate(value, start=1)
        ]

    def remaining(self) -> tuple[str, ...]:
        """Return the keys that were not taken yet."""
        return tuple(self._values)

    def texts(self, name: str, languages: Sequence[str], *, required: bool = False) -> dict[str, str]:
        """Take the texts ``name_az``, ``name_en`` … by language; one at least if ``required``."""
        found = {}
        for key in list(self._values):
            match = _LANGUAGE_KEY.fullmatch(key)
            if match and match[1] == name:
                if match[2] not in languages:
                    raise self.error(
                        key,
                        f"“{match[2]}” is not a language of this register.",
                        f"Its languages are {', '.join(languages)}; write {name}_{languages[0]}, "
                        f"or add the language to languages.",
                    )
                if text := self.text(key):
                    found[match[2]] = text
        self._known.extend(f"{name}_{each}" for each in languages)
        if required and not found:
            wanted = " or ".join(f"{name}_{each}" for each in languages)
            raise self.error(
                None, f"{wanted} is missing.", f'Add a line such as {name}_{languages[0]} = "…".'
            )
        return found

    def finish(self) -> None:
        """Refuse what was not asked for."""
        for key in self._values:
            raise self.error(key, f"“{key}” is not known here.", suggest(key, sorted(set(self._known))))

    def _take(self, key: str, required: bool) -> object:
        self._known.append(key)
        if required and key not in self._values:
            near = suggest(key, [*self._values]) if self._values else ""
            hint = f" {near}" if near.startswith("Did") else ""
            raise self.error(None, f"“{key}” is missing.{hint}", "Add it; the documentation has an example.")
        return self._values.pop(key, None)

    def _wrong_type(self, key: str, value: object, expected: str) -> InputError:
        return self.error(key, f"{_say(value)} is not {expected}.")

    @property
    def _title(self) -> str:
        if self._number:
            return f"[[{self._name}]] number {self._number}"
        return f"[{self._name}]" if self._name else "the file"


class _Document:
    """A TOML file with its text, to find the line of a key again."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._lines = text.splitlines()

    def line(self, section: str, number: int, key: str | None) -> int | None:
        """Return the line of ``key`` in the section, else that of the section's head, else None."""
        current, counts, head = "", {"": 0}, None
        for position, line in enumerate(self._lines, start=1):
            if match := _HEADER.match(line):
                current = match[2]
                counts[current] = counts.get(current, 0) + 1
                if current == section and number in (0, counts[current]):
                    head = position
                elif key and current == f"{section}.{key}".lstrip("."):
                    return position
            elif key and current == section and number in (0, counts[current]) and _assigns(line, key):
                return position
        return head


def read_toml(path: Path) -> Section:
    """Read a TOML file; InputError with the line where it is not TOML."""
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise InputError(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MiB.", place=Place(file=path.name)
        )
    text = read_text(path)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        raise InputError(
            f"The file is not TOML: {str(error).partition(' (at ')[0]}.",
            place=Place(
                file=path.name,
                line=int(match[1]) if match else text.count("\n") + 1,
                column=match[2] if match else None,
            ),
            remedy='Texts stand in quotation marks, lists in brackets: languages = ["az", "en"].',
        ) from error
    except RecursionError as error:
        raise InputError("The file is nested too deeply.", place=Place(file=path.name)) from error
    return Section(values, "", _Document(path.name, text))


def _assigns(line: str, key: str) -> bool:
    return re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line) is not None


def _say(value: object) -> str:
    if isinstance(value, str):
        return f"“{value[:80]}”"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a section"
    if isinstance(value, Iterable):
        return "a list"
    return str(value)
