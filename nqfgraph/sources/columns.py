"""Canonical column names: ``title_az``, ``isced_f[2]``, ``learning_outcome[1].skill[2]``, ``note_en``.

    column := step [ "." step ] [ "_" language ]        step := name [ "[" number "]" ]

Numbers run from 1 and are left out for 1 (``isced_f``). Only fields that are texts have a language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from nqfgraph.sources.kinds import Field
from nqfgraph.sources.wordings import WordedError, suggestion

MAX_NUMBER = 999
"""The highest number a column may have."""

_BARE = re.compile(r"([a-z][a-z_]*)(?:\[([1-9][0-9]{0,2})\])?")
_STEP = re.compile(r"([a-z][a-z_]*?)(?:\[([1-9][0-9]{0,2})\])?(?:_([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?")


class ColumnError(WordedError):
    """A column name is not one of the kind of table."""


@dataclass(frozen=True, slots=True)
class ColumnPath:
    """Which value of a record a column holds."""

    name: str
    """Name of the field, with that of its group before a dot."""
    numbers: tuple[int, ...] = ()
    """One for each step that is numbered: of the group, of the field."""
    language: str | None = None

    def __str__(self) -> str:
        """Return the full canonical name, every number written out."""
        group, _, name = self.name.rpartition(".")
        numbers = list(self.numbers)
        start = f"{group}[{numbers.pop(0)}]." if group else ""
        number = f"[{numbers.pop(0)}]" if numbers else ""
        return f"{start}{name}{number}{f'_{self.language}' if self.language else ''}"


def parse_column(text: str, fields: Mapping[str, Field], languages: Sequence[str]) -> ColumnPath:
    """Return what the canonical column ``text`` of a kind with ``fields`` holds.

    ``languages`` are those of the register. Raises ColumnError: ``unknown-language`` or ``unknown-column``.
    """
    group, dot, last = text.rpartition(".")
    match = _BARE.fullmatch(group) if dot else None
    found = _last_step(f"{match[1]}." if match else "", last, fields) if match or not dot else None
    if found is None:
        raise _unknown(text, fields, languages)
    field, number, language = found
    numbers: tuple[int, ...] = (int(match[2] or 1),) if match else ()
    if field.many:
        numbers = (*numbers, int(number or 1))
    if field.by_language:
        language = _language_of(text, field, language, languages)
    return ColumnPath(field.name, numbers, language)


def nearest(text: str, allowed: Sequence[str], count: int = 3) -> list[str]:
    """Return up to ``count`` of ``allowed`` that look like ``text``, the most alike first."""
    lower = {each.casefold(): each for each in allowed}
    return [lower[each] for each in get_close_matches(text.casefold(), list(lower), n=count, cutoff=0.6)]


def suggest(text: str, allowed: Sequence[str]) -> str:
    """Say in English which of ``allowed`` may be meant by ``text``, or list them all where they are few."""
    return suggestion(nearest(text, allowed), allowed).message()


def column_names(fields: Mapping[str, Field], languages: Sequence[str]) -> list[str]:
    """Return the canonical columns of a kind for a register with ``languages``, numbers as ``[1]``."""
    names: list[str] = []
    for field in fields.values():
        group = field.name.startswith("learning_outcome.")
        numbers = (1,) * (group + field.many)
        tags: Sequence[str | None] = _allowed(field, languages) if field.by_language else (None,)
        names.extend(str(ColumnPath(field.name, numbers, tag)) for tag in tags)
    return names


def _last_step(
    group: str, text: str, fields: Mapping[str, Field]
) -> tuple[Field, str | None, str | None] | None:
    """Split the last step; a field may end like a language (``isced_f``), so whole names are tried first."""
    candidates = [each for each in (_BARE.fullmatch(text), _STEP.fullmatch(text)) if each]
    for match in candidates:
        name, number, language = match[1], match[2], match[3] if match.re is _STEP else None
        field = fields.get(group + name)
        if field and (field.many or not number) and (field.by_language or not language):
            return field, number, language
    return None


def _allowed(field: Field, languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*languages, *field.languages)))


def _language_of(text: str, field: Field, language: str | None, languages: Sequence[str]) -> str:
    allowed = _allowed(field, languages)
    if language in allowed:
        return language
    if language is None and field.bare:
        return field.languages[0]
    columns = ", ".join(f"{text.removesuffix(f'_{language}')}_{each}" for each in allowed)
    raise ColumnError(
        "unknown-language" if language else "unknown-column/language",
        column=text,
        language=language,
        languages=", ".join(allowed),
        columns=columns,
    )


def _unknown(text: str, fields: Mapping[str, Field], languages: Sequence[str]) -> ColumnError:
    names = column_names(fields, languages)
    return ColumnError("unknown-column", column=text, suggestion=suggestion(nearest(text, names), names))
