"""A small set of triples around a thing, with an index to read it by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from nqfgraph.vocab import DCTERMS, RDF, RDFS, ROV, SKOS

Term = ox.NamedNode | ox.Literal

FALLBACK = "en"
"""Language of a text where the reader's is missing; after it comes the one whose tag is first."""

_NAMES = (SKOS.prefLabel, DCTERMS.title, ROV.legalName, RDFS.label)


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language it is in (an empty tag if it says none)."""

    value: str
    language: str

    def __str__(self) -> str:
        return self.value


class Neighbourhood:
    """What is said of one thing, and of the things that belong to it.

    ``iri`` is the thing. Values come in a stable order: by their N-Triples form.
    """

    def __init__(self, iri: str, triples: Iterable[ox.Triple]) -> None:
        self.iri = iri
        self.triples: tuple[ox.Triple, ...] = tuple(sorted(set(triples), key=str))
        values: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
        subjects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._properties: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for triple in self.triples:
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, (ox.NamedNode, ox.Literal)):
                values[subject.value, predicate].append(value)
                subjects[predicate, value.value].append(subject.value)
                self._properties[subject.value][predicate] = None
        self._values: Mapping[tuple[str, str], list[Term]] = dict(values)
        self._subjects: Mapping[tuple[str, str], list[str]] = dict(subjects)

    def __contains__(self, iri: object) -> bool:
        """Say whether anything is said of ``iri`` here."""
        return iri in self._properties

    def properties(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs of the properties that ``iri`` has here."""
        return tuple(self._properties.get(iri, ()))

    def values(self, iri: str, predicate: ox.NamedNode) -> tuple[Term, ...]:
        """Return all values of a property."""
        return tuple(self._values.get((iri, predicate.value), ()))

    def value(self, iri: str | None, predicate: ox.NamedNode) -> str | None:
        """Return the first value of a property as a text: the characters of a literal, or an IRI."""
        found = self._values.get((iri or "", predicate.value))
        return found[0].value if found else None

    def nodes(self, iri: str | None, predicate: ox.NamedNode) -> tuple[str, ...]:
        """Return the IRIs among the values of a property."""
        return tuple(
            each.value
            for each in self._values.get((iri or "", predicate.value), ())
            if isinstance(each, ox.NamedNode)
        )

    def subjects(self, predicate: ox.NamedNode, value: str) -> tuple[str, ...]:
        """Return the IRIs of the things whose property has ``value``: an IRI, or the text of a literal."""
        return tuple(self._subjects.get((predicate.value, value), ()))

    def texts(self, iri: str | None, *predicates: ox.NamedNode) -> tuple[Text, ...]:
        """Return the literals of properties, one after the other, with their languages."""
        return tuple(
            Text(each.value, each.language or "")
            for predicate in predicates
            for each in self._values.get((iri or "", predicate.value), ())
            if isinstance(each, ox.Literal)
        )

    def text(self, iri: str | None, predicate: ox.NamedNode, language: str) -> Text | None:
        """Return the text in ``language``, else in English, else the first; None if there is none."""
        return in_language(self.texts(iri, predicate), language)

    def label(self, iri: str, language: str) -> Text | None:
        """Return what a thing is called, by the same order of languages; None if nothing here says so."""
        return in_language(self.labels(iri), language)

    def labels(self, iri: str) -> tuple[Text, ...]:
        """Return what a thing is called, in all languages; empty if nothing here says so."""
        return next((texts for each in _NAMES if (texts := self.texts(iri, each))), ())

    def types(self, iri: str) -> tuple[str, ...]:
        """Return the classes of a thing."""
        return self.nodes(iri, RDF.type)

    def join(self, *others: Neighbourhood) -> Neighbourhood:
        """Return a neighbourhood of the same thing with everything that the others say as well."""
        return Neighbourhood(self.iri, (triple for each in (self, *others) for triple in each.triples))


def in_language(texts: Iterable[Text], language: str) -> Text | None:
    """Return the text in ``language``, else in English, else in the language whose tag is first."""
    by_language = {each.language: each for each in reversed(tuple(texts))}
    for tag in (language, FALLBACK, *sorted(by_language)):
        if tag in by_language:
            return by_language[tag]
    return None
