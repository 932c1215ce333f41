"""Templates of tables: empty tables with the canonical columns, and lists to choose codes from.

A workbook has one sheet a kind, named like the kind, and can be checked by itself; CSV has one file a kind.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from nqfgraph.errors import InputError
from nqfgraph.ontology import Ontology
from nqfgraph.ontology.concepts import Concept, local_name
from nqfgraph.sources.columns import suggest
from nqfgraph.sources.kinds import KINDS, Field
from nqfgraph.sources.values import code_of
from nqfgraph.sources.wordings import LANGUAGES, Texts, in_every_language
from nqfgraph.sources.wordings.notes import LISTED, NEEDED, TAKES
from nqfgraph.workbooks import Column, Sheet, write_workbook

SUBMITTED = ("qualification", "learning_outcome", "organisation")
"""The kinds that an awarding body fills in; the others are the business of the register's keeper."""

_NUMBERED = 3
"""How many columns a field has that may have several values; more can be added by hand."""
_WIDE = 40
_YES_NO = ("yes", "no")
_BETWEEN = " · "
"""Stands between the languages of a name."""
_AS_TEXT = frozenset({"key", "path", "line"})
"""What keeps its digits as they are typed, besides codes of a list."""


def template_workbook(
    ontology: Ontology, languages: Sequence[str], kinds: Sequence[str] = SUBMITTED
) -> bytes:
    """Return a workbook with an empty sheet for each of ``kinds``; InputError for one that there is not."""
    return write_workbook(Sheet(kind, _columns(kind, ontology, languages)) for kind in _known(kinds))


def template_csv(kind: str, languages: Sequence[str]) -> bytes:
    """Return an empty CSV table of a kind: headings in UTF-8, with the mark that spreadsheets look for."""
    text = io.StringIO(newline="")
    (name,) = _known([kind])
    csv.writer(text).writerow([heading for _, heading in _headings(name, languages)])
    return text.getvalue().encode("utf-8-sig")


def _known(kinds: Sequence[str]) -> tuple[str, ...]:
    for each in kinds:
        if each not in KINDS:
            raise InputError(f"“{each}” is not a kind of table.", remedy=suggest(each, list(KINDS)))
    return tuple(dict.fromkeys(kinds))


def _columns(kind: str, ontology: Ontology, languages: Sequence[str]) -> tuple[Column, ...]:
    return tuple(
        Column(
            heading,
            width=_WIDE if field.takes == "text" else max(len(heading) + 4, 14),
            choices=tuple(choices),
            meanings=tuple(choices.values()) if any(choices.values()) else (),
            list_name=_BETWEEN.join(dict.fromkeys(_list_name(field, ontology).values())),
            as_text=bool(choices) or field.takes in _AS_TEXT,
            note=_note(field, ontology),
            required=field.required,
        )
        for field, heading in _headings(kind, languages)
        for choices in (_choices(field, ontology),)
    )


def _headings(kind: str, languages: Sequence[str]) -> Iterator[tuple[Field, str]]:
    """Yield the columns; outcomes stand in a table of their own, so their columns here are left out."""
    for field in KINDS[kind].values():
        if "." in field.name:
            continue
        numbers = range(1, _NUMBERED + 1) if field.many else (0,)
        tags = languages if field.by_language else ("",)
        for number in numbers:
            for tag in tags:
                name = f"{field.name}[{number}]" if number else field.name
                yield field, f"{name}_{tag}" if tag else name


def _choices(field: Field, ontology: Ontology) -> dict[str, str]:
    """Return what may be chosen, with its labels in every language."""
    if field.takes == "yes-no":
        return dict.fromkeys(_YES_NO, "")
    form, _, scheme = field.takes.partition(":")
    concepts = ontology.scheme(scheme).concepts.values() if scheme else ()
    named = {code_of(each) if form == "code" else local_name(each.iri): each for each in concepts}
    return {code: _meaning(named[code]) for code in sorted(named)}


def _meaning(concept: Concept) -> str:
    also = f" ({', '.join(concept.codes)})" if concept.codes else ""
    return _BETWEEN.join(dict.fromkeys(concept.label(each) for each in LANGUAGES)) + also


def _list_name(field: Field, ontology: Ontology) -> Texts:
    scheme = field.takes.partition(":")[2]
    return in_every_language(ontology.scheme(scheme).labels or {"en": scheme}) if scheme else {}


def _note(field: Field, ontology: Ontology) -> str:
    """Say in every language what a column takes."""
    name = _list_name(field, ontology)
    told = LISTED if name else TAKES[field.takes]
    lines = []
    for language in LANGUAGES:
        needed = f"{NEEDED[language]} " if field.required else ""
        lines.append(needed + told[language].format(list=name.get(language, "")))
    return "\n".join(lines)
