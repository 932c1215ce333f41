"""Reads a neighbourhood for a person: names in their language, dates and numbers as they write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import unquote

import pyoxigraph as ox
from babel.lists import format_list

from nqfgraph.describe import Neighbourhood, Text
from nqfgraph.iris import KINDS
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import DCTERMS, ELM, NQF, RDF, RDFS, SKOS, XSD
from nqfgraph_server.languages import LANGUAGES, translate, translate_plural, write_date, write_number


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that is said: a text, and the IRI or address of what it names."""

    text: Text
    iri: str | None = None
    detail: Text | None = None
    """What is said further of it; it may be in another language than ``text``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of facts: what it is about, and what is said."""

    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Where the facts come from."""

    sources: tuple[Value, ...]
    confidence: Text | None
    confidence_meaning: Text | None
    notes: tuple[Text, ...]


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?)?\Z")


class Reader:
    """A neighbourhood, in one language. What is not named in it is looked up in the ontology."""

    def __init__(self, of: Neighbourhood, ontology: Ontology, language: str) -> None:
        self.of = of
        self.ontology = ontology
        self.language = language

    @property
    def iri(self) -> str:
        """The thing that is described."""
        return self.of.iri

    def name(self, iri: str) -> Text:
        """Return what a thing is called; the end of its IRI if nobody says."""
        found = self.of.label(iri, self.language)
        if found is None or found.language != self.language:
            labels = self.ontology.labels(iri)
            if self.language in labels:
                found = Text(labels[self.language], self.language)
            elif found is None and labels:
                tag = "en" if "en" in labels else min(labels)
                found = Text(labels[tag], tag)
        return found or Text(_key(iri), "")

    def concept(self, iri: str | None) -> Text | None:
        """Return the name of a concept as the beginning of a sentence; None for None."""
        return None if iri is None else capitalise(self.name(iri))

    def meaning(self, iri: str | None) -> Text | None:
        """Return what a concept means; None if the ontology does not say."""
        definitions = self.ontology.definitions(iri) if iri else {}
        tag = next((tag for tag in (self.language, "en", *sorted(definitions)) if tag in definitions), None)
        return Text(definitions[tag], tag) if tag else None

    def property_name(self, predicate: str) -> str:
        """Return what a property is called."""
        return str(capitalise(self.name(predicate)))

    def text(self, iri: str | None, predicate: ox.NamedNode) -> Text | None:
        """Return the text of a property in the reader's language or the nearest there is."""
        return self.of.text(iri, predicate, self.language)

    def value(self, iri: str | None, predicate: ox.NamedNode) -> Value | None:
        """Return the first value of a property; None if there is none."""
        return next(iter(self.values(iri, predicate)), None)

    def values(self, iri: str | None, predicate: ox.NamedNode) -> tuple[Value, ...]:
        """Return everything that a property says, in the reader's language where it is said in several."""
        literals = self.of.texts(iri, predicate)
        if any(each.language for each in literals):
            return tuple(Value(each) for each in self._readable(literals))
        found = self.of.values(iri or "", predicate)
        return tuple(value for each in found for value in self._read(each))

    def row(self, iri: str | None, predicate: ox.NamedNode, title: str | None = None) -> Row | None:
        """Return a line of facts; None if nothing is said. ``title``: the property's own name if None."""
        values = self.values(iri, predicate)
        return Row(title or self.property_name(predicate.value), values) if values else None

    def other_texts(self, iri: str, predicate: ox.NamedNode, shown: Text | None) -> tuple[Text, ...]:
        """Return a text in the other languages than that of ``shown``, ordered like the language switch."""
        order = {tag: place for place, tag in enumerate(LANGUAGES)}
        others = (each for each in self.of.texts(iri, predicate) if shown is None or each != shown)
        return tuple(sorted(others, key=lambda each: (order.get(each.language, len(order)), each.language)))

    def evidence(self, *iris: str) -> tuple[EvidenceView, ...]:
        """Return the evidence for things."""
        nodes = dict.fromkeys(node for iri in iris for node in self.of.subjects(NQF.evidenceFor, iri))
        return tuple(self._evidence(node) for node in nodes)

    def _evidence(self, node: str) -> EvidenceView:
        confidence = next(iter(self.of.nodes(node, NQF.confidence)), None)
        return EvidenceView(
            tuple(_citation(each) for each in self.values(node, DCTERMS.source)),
            self.concept(confidence),
            self.meaning(confidence),
            tuple(self._readable(self.of.texts(node, RDFS.comment))),
        )

    def _readable(self, texts: Sequence[Text]) -> Iterator[Text]:
        """Give the texts in the reader's language, or else all of the nearest language there is."""
        tags = {each.language for each in texts}
        best = next((tag for tag in (self.language, "en", *sorted(tags)) if tag in tags), None)
        return (each for each in texts if each.language == best)

    def _read(self, term: ox.NamedNode | ox.Literal) -> Iterator[Value]:
        if isinstance(term, ox.Literal):
            yield self._literal(term)
            return
        types = self.of.types(term.value)
        part = next((_PARTS[each] for each in types if each in _PARTS), None)
        if part is not None:
            yield from part(self, term.value)
        elif term.value in self.of or self.ontology.labels(term.value):
            yield Value(self.concept_name(term.value), term.value)
        else:
            yield Value(Text(term.value, ""), term.value)

    def concept_name(self, iri: str) -> Text:
        """Return the name of a concept, with the code or the framework that people know it by."""
        name = capitalise(self.name(iri))
        level = self.ontology.scheme("eqf").concepts.get(iri)
        if level is not None:
            return Text(translate("EQF level %(level)s", level=level.notation), self.language)
        if iri in self.ontology.scheme("ehea-cycle").concepts:
            return Text(f"QF-EHEA: {self.name(iri)}", name.language)
        concept = self.ontology.concept(iri)
        notation = self.of.value(iri, SKOS.notation) or (concept and concept.notation) or ""
        known = notation[:1].isdigit() and not name.value.startswith(notation) and "/id/level/" not in iri
        return Text(f"{notation} {name}", name.language) if known else name

    def _literal(self, literal: ox.Literal) -> Value:
        write = _LITERALS.get(literal.datatype.value)
        text = write(literal.value, self.language) if write else literal.value
        iri = literal.value if literal.datatype == XSD.anyURI else None
        return Value(Text(text, self.language if write else (literal.language or "")), iri)


def _key(iri: str) -> str:
    """Return what is left to call a thing that has no name: its key, or the end of its IRI."""
    _, _, path = iri.rpartition("/id/")
    kind, slash, key = path.partition("/")
    return unquote(key) if slash and kind in KINDS else re.split(r"[/#]", iri.rstrip("/#"))[-1]


def _citation(source: Value) -> Value:
    """Return a source with its language: words without one are English, as in the tables of a register."""
    if source.iri or source.text.language:
        return source
    return Value(Text(source.text.value, "en"))


def facts(rows: Iterable[Row | None]) -> tuple[Row, ...]:
    """Return the rows that say something."""
    return tuple(row for row in rows if row is not None)


def capitalise(text: Text) -> Text:
    """Return the text with a capital first letter; Azerbaijani i becomes İ."""
    first = text.value[:1]
    capital = "İ" if first == "i" and text.language == "az" else first.upper()
    return Text(capital + text.value[1:], text.language)


def write_duration(value: str, language: str) -> str:
    """Return an xsd:duration in words (``P4Y``: 4 years); as it is if it has other parts."""
    match = _DURATION.match(value)
    if match is None or not any(match.groups()):
        return value
    years, months, weeks, days, hours = (int(amount or 0) for amount in match.groups())
    parts = (
        (years, translate_plural("%(number)s year", "%(number)s years", years)),
        (months, translate_plural("%(number)s month", "%(number)s months", months)),
        (weeks, translate_plural("%(number)s week", "%(number)s weeks", weeks)),
        (days, translate_plural("%(number)s day", "%(number)s days", days)),
        (hours, translate_plural("%(number)s hour", "%(number)s hours", hours)),
    )
    return format_list([text for amount, text in parts if amount], style="unit-short", locale=language)


def _boolean(value: str, language: str) -> str:
    return translate("Yes") if value in ("true", "1") else translate("No")


_LITERALS: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        XSD.date.value: lambda value, language: write_date(value),
        XSD.dateTime.value: lambda value, language: write_date(value),
        XSD.duration.value: write_duration,
        XSD.integer.value: lambda value, language: write_number(value),
        XSD.decimal.value: lambda value, language: write_number(value),
        XSD.boolean.value: _boolean,
    }
)


def _note(reader: Reader, iri: str) -> Iterator[Value]:
    yield from reader.values(iri, ELM.noteLiteral)


def _web_resource(reader: Reader, iri: str) -> Iterator[Value]:
    for each in reader.values(iri, ELM.contentUrl):
        yield Value(Text(each.text.value, ""), each.text.value)


def _credit_point(reader: Reader, iri: str) -> Iterator[Value]:
    system = next(iter(reader.of.nodes(iri, ELM.framework)), None)
    unit = (reader.of.value(system, SKOS.notation) or reader.name(system).value) if system else ""
    for each in reader.values(iri, ELM.point):
        yield Value(Text(f"{each.text} {unit}".rstrip(), ""))


def _location(reader: Reader, iri: str) -> Iterator[Value]:
    yield from reader.values(iri, ELM.geographicName)
    for address in reader.of.nodes(iri, ELM.address):
        yield from reader.values(address, ELM.countryCode)


def _price(reader: Reader, iri: str) -> Iterator[Value]:
    for amount in reader.of.nodes(iri, ELM.amount):
        currency = next(iter(reader.of.nodes(amount, ELM.unit)), "")
        unit = reader.of.value(currency, SKOS.notation) or ""
        for each in reader.values(amount, RDF.value):
            yield Value(Text(f"{each.text} {unit}".rstrip(), ""))
    yield from reader.values(iri, DCTERMS.description)


def _awarding(reader: Reader, iri: str) -> Iterator[Value]:
    yield from reader.values(iri, ELM.awardingBody)


_PARTS: Mapping[str, Callable[[Reader, str], Iterator[Value]]] = MappingProxyType(
    {
        ELM.Note.value: _note,
        ELM.WebResource.value: _web_resource,
        ELM.CreditPoint.value: _credit_point,
        ELM.PriceDetail.value: _price,
        DCTERMS.Location.value: _location,
        ELM.AwardingOpportunity.value: _awarding,
    }
)
"""Class of a part to what is read from it where a page names it."""
