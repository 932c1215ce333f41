"""Templates of tables: empty tables with the canonical columns, and lists to choose codes from.

A workbook has one sheet a kind, named like the kind, and can be checked by itself; CSV has one file a kind.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from nqfgraph.errors import InputError
from nqfgraph.ontology import Ontology
from nqfgraph.ontology.concepts import Concept, local_name
from nqfgraph.sources.columns import suggest
from nqfgraph.sources.kinds import KINDS, Field
from nqfgraph.workbooks import Column, Sheet, write_workbook

SUBMITTED = ("qualification", "learning_outcome", "organisation")
"""The kinds that an awarding body fills in; the others are the business of the register's keeper."""

_NUMBERED = 3
"""How many columns a field has that may have several values; more can be added by hand."""
_WIDE = 40
_YES_NO = ("yes", "no")
_TAKES: Mapping[str, str] = MappingProxyType(
    {
        "text": "A text in the language that ends the heading.",
        "line": "A short text.",
        "key": "A key: a code or a short name, without a slash.",
        "path": "The key of a qualification: edition/code, for example 2024/6006022.",
        "date": "A date: year-month-day, for example 2026-11-23.",
        "moment": "A date, or a date and time with its zone.",
        "number": "A number, for example 7.5.",
        "whole": "A whole number.",
        "position": "A whole number from 1.",
        "duration": "A duration: P4Y is four years, PT120H is 120 hours.",
        "yes-no": "yes or no.",
        "iri": "A web address: http or https.",
        "sources": "Web addresses or citations, several separated by “ ; ”.",
        "target": "eqf/6, qf-ehea/first or a web address.",
    }
)


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
            choices=_choices(field, ontology),
            note=_note(field, ontology),
            required=field.required,
        )
        for field, heading in _headings(kind, languages)
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


def _choices(field: Field, ontology: Ontology) -> tuple[str, ...]:
    if field.takes == "yes-no":
        return _YES_NO
    form, _, scheme = field.takes.partition(":")
    concepts = ontology.scheme(scheme).concepts.values() if scheme else ()
    return tuple(sorted(_code(each) if form == "code" else local_name(each.iri) for each in concepts))


def _code(concept: Concept) -> str:
    return concept.notation or local_name(concept.iri)


def _note(field: Field, ontology: Ontology) -> str:
    needed = "Needed. " if field.required else ""
    form, _, scheme = field.takes.partition(":")
    if not scheme:
        return needed + _TAKES[field.takes]
    label = ontology.scheme(scheme).labels.get("en", scheme)
    return f"{needed}A {form} of the vocabulary “{label}”; choose it from the list."
