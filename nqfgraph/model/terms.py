"""RDF terms and quads from the plain values of records.

The door to RDF for the whole package: nodes and literals in their canonical written form, so that a dump and
the store loaded from it hold the same characters, and quads that are collected one record at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.iris import Iris
from nqfgraph.model.records import Key, Texts
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import RDF, XSD

Node = ox.NamedNode
Term = ox.NamedNode | ox.Literal


class Terms:
    """Nodes of one register, made once where they are shared.

    What is remembered grows with the published concepts and with the levels, award types, organisations and
    outcomes that qualifications share, never with the number of qualifications.
    """

    def __init__(self, iris: Iris, ontology: Ontology) -> None:
        self.iris = iris
        self.ontology = ontology
        self._shared: dict[tuple[str, Key], Node] = {}
        self._concepts: dict[str, Node] = {}
        self._found: dict[tuple[str, str], Node] = {}

    def thing(self, kind: str, key: Key) -> Node:
        """Return the node of a thing that few others refer to; InputError for a key that cannot be one."""
        return Node(self.iris.thing(kind, *key))

    def shared(self, kind: str, key: Key) -> Node:
        """Return the node of a thing that many others refer to."""
        found = self._shared.get((kind, key))
        if found is None:
            found = self._shared[(kind, key)] = self.thing(kind, key)
        return found

    def concept(self, iri: str) -> Node:
        """Return the node of a published concept and remember that the release needs its description."""
        found = self._concepts.get(iri)
        if found is None:
            found = self._concepts[iri] = node(iri)
        return found

    def concepts(self) -> tuple[str, ...]:
        """Return the IRIs of all published concepts asked for so far, sorted."""
        return tuple(sorted(self._concepts))

    def code(self, scheme: str, code: str) -> Node:
        """Return the concept of a published vocabulary with this code, and remember it as ``concept`` does.

        InputError for a code that the vocabulary does not have.
        """
        return self.concept(self._find(scheme, code).value)

    def own(self, scheme: str, name: str) -> Node:
        """Return a concept of one of the ontology's own schemes (``("content", "generic")``).

        InputError for a name that the scheme does not have.
        """
        return self._find(scheme, name)

    def _find(self, scheme: str, code: str) -> Node:
        found = self._found.get((scheme, code))
        if found is None:
            concept = self.ontology.scheme(scheme).find(code)
            if concept is None:
                raise InputError(
                    f"“{code}” is not in the vocabulary {scheme}.",
                    remedy="Use one of its codes, or add the concept to the vocabulary in ontology/.",
                )
            found = self._found[(scheme, code)] = Node(concept.iri)
        return found


class Statements:
    """Collects what is said in one named graph, a record at a time."""

    def __init__(self, terms: Terms, graph: str) -> None:
        self._graph = Node(terms.iris.graph(graph))
        self._type = RDF.type
        self._quads: list[ox.Quad] = []

    def say(self, subject: Node, predicate: Node, value: Term) -> None:
        """Add one statement."""
        self._quads.append(ox.Quad(subject, predicate, value, self._graph))

    def types(self, subject: Node, *classes: Node) -> None:
        """Say which classes ``subject`` belongs to."""
        for each in classes:
            self.say(subject, self._type, each)

    def all(self, subject: Node, predicate: Node, values: Iterable[Term]) -> None:
        """Add one statement for each of ``values``."""
        for each in values:
            self._quads.append(ox.Quad(subject, predicate, each, self._graph))

    def texts(self, subject: Node, predicate: Node, texts: Texts) -> None:
        """Add one statement a language."""
        for language, text in texts.items():
            literal = ox.Literal(text, language=language)
            self._quads.append(ox.Quad(subject, predicate, literal, self._graph))

    def alternatives(self, subject: Node, predicate: Node, texts: Iterable[Texts], unlike: Texts) -> None:
        """Add alternative names, leaving out those that repeat the chief name ``unlike`` in its language.

        SKOS (S13) and the LOQ shapes ask for alternative labels that differ from the preferred one.
        """
        for each in texts:
            self.texts(
                subject, predicate, {tag: text for tag, text in each.items() if unlike.get(tag) != text}
            )

    def copy(self, triple: ox.Triple) -> None:
        """Add a statement that stands elsewhere already."""
        self._quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, self._graph))

    def take(self) -> Iterator[ox.Quad]:
        """Give what was said since the last call, each statement once, and forget it."""
        quads, self._quads = self._quads, []
        return iter(dict.fromkeys(quads))


def node(iri: str) -> Node:
    """Return the node of an IRI that a source gave; InputError if it is not a valid absolute IRI."""
    try:
        return Node(iri)
    except ValueError as error:
        raise InputError(
            f"“{iri}” is not a valid IRI ({error}).",
            remedy="Give a complete address such as https://example.org/name.",
        ) from error


def string(text: str) -> ox.Literal:
    """Return a plain literal (xsd:string)."""
    return ox.Literal(text)


def boolean(value: bool) -> ox.Literal:
    """Return an xsd:boolean."""
    return ox.Literal(value)


def integer(value: int) -> ox.Literal:
    """Return an xsd:integer."""
    return ox.Literal(str(value), datatype=XSD.integer)


def decimal_text(value: Decimal) -> str:
    """Return a decimal number without exponent and without needless zeros: ``240``, ``7.5``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(value: Decimal) -> ox.Literal:
    """Return an xsd:decimal."""
    return ox.Literal(decimal_text(value), datatype=XSD.decimal)


@lru_cache(maxsize=1024)
def day(value: date) -> ox.Literal:
    """Return an xsd:date."""
    return ox.Literal(value.isoformat(), datatype=XSD.date)


@lru_cache(maxsize=1024)
def instant(value: datetime) -> ox.Literal:
    """Return an xsd:dateTime in UTC with its zone written as Z; a time without zone counts as UTC."""
    utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    text = utc.replace(tzinfo=None).isoformat()
    if "." in text:
        text = text.rstrip("0")
    return ox.Literal(f"{text}Z", datatype=XSD.dateTime)


def web_address(text: str) -> ox.Literal:
    """Return an xsd:anyURI."""
    return ox.Literal(text, datatype=XSD.anyURI)


_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII
)


@lru_cache(maxsize=1024)
def duration(text: str) -> ox.Literal:
    """Return an xsd:duration in canonical form (XSD 1.1 part 2, E.2: ``P18M`` becomes ``P1Y6M``).

    Oxigraph writes durations so, whatever it was given. A text that is no duration of whole units is kept as
    it is, for the shapes to find.
    """
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return ox.Literal(text, datatype=XSD.duration)
    years, months, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
    years, months = divmod(years * 12 + months, 12)
    minutes, seconds = divmod(((days * 24 + hours) * 60 + minutes) * 60 + seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    dates = _units((years, "Y"), (months, "M"), (days, "D"))
    times = _units((hours, "H"), (minutes, "M"), (seconds, "S"))
    canonical = f"P{dates}T{times}" if times else f"P{dates}" if dates else "PT0S"
    return ox.Literal(canonical, datatype=XSD.duration)


def _units(*parts: tuple[int, str]) -> str:
    return "".join(f"{number}{unit}" for number, unit in parts if number)


@lru_cache(maxsize=4096)
def source(text: str) -> Term:
    """Return a source as a node where the text is one http(s) address, otherwise as a plain literal."""
    if re.fullmatch(r"https?://\S+", text):
        try:
            return Node(text)
        except ValueError:
            return ox.Literal(text)
    return ox.Literal(text)
