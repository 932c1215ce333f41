"""Reads the ontology and its vocabularies once, into an object that knows their terms and concepts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.files import data_folder
from nqfgraph.ontology.concepts import Concept, Scheme, in_language
from nqfgraph.ontology.context import json_ld_context
from nqfgraph.vocab import DCTERMS, NQF, RDF, RDFS, SKOS

Description = Sequence[ox.Triple]
"""The triples with one subject."""

_LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title)


class Ontology:
    """Our terms, our concept schemes and the published vocabularies. Immutable: read once and passed on."""

    def __init__(self, descriptions: Mapping[str, Description], schemes: Mapping[str, Scheme]) -> None:
        """Take what is said of each IRI, and the schemes by name; use ``load`` to read the shipped files."""
        self._descriptions = descriptions
        self._schemes = MappingProxyType(dict(schemes))
        self._concepts = {iri: each for scheme in schemes.values() for iri, each in scheme.concepts.items()}

    @classmethod
    def load(cls, folder: Path | None = None) -> Ontology:
        """Return what ``nqfgraph.ttl`` and ``vocabularies/*.ttl`` of a folder say.

        Without a folder it is the one that is shipped, which a process reads once. Raises InputError for a
        file that is missing or is not Turtle.
        """
        return _shipped() if folder is None else cls(*_read_folder(folder))

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """All schemes by name."""
        return self._schemes

    def labels(self, iri: str) -> dict[str, str]:
        """Return the labels of a term, concept or scheme by language; empty if it is unknown here."""
        return _texts(self._descriptions.get(iri, ()), *_LABELS)

    def label(self, iri: str, language: str) -> str | None:
        """Return the label in ``language``, else in English, else in any language; None if there is none."""
        return in_language(self.labels(iri), language)

    def definitions(self, iri: str) -> dict[str, str]:
        """Return the definitions of a term, concept or scheme by language; empty if it is unknown here."""
        return _texts(self._descriptions.get(iri, ()), SKOS.definition)

    def definition(self, iri: str, language: str) -> str | None:
        """Return the definition in ``language``, else in English, else in any; None if there is none."""
        return in_language(self.definitions(iri), language)

    def scheme(self, name: str) -> Scheme:
        """Return a scheme by its short name (``isced-f``, ``claim-status``); InputError if unknown."""
        try:
            return self._schemes[name]
        except KeyError:
            raise InputError(
                f"There is no vocabulary named “{name}”.",
                remedy=f"There are: {', '.join(sorted(self._schemes))}.",
            ) from None

    def concept(self, iri: str) -> Concept | None:
        """Return a concept of any scheme by its IRI; None if it is in none."""
        return self._concepts.get(iri)

    def description(self, iri: str) -> tuple[ox.Triple, ...]:
        """Return every triple that has ``iri`` as its subject, in the order of the file; empty if unknown."""
        return tuple(self._descriptions.get(iri, ()))

    def terms(self) -> tuple[str, ...]:
        """Return the IRIs of all that our ontology declares: classes, properties, schemes, concepts."""
        return tuple(sorted(iri for iri in self._descriptions if iri.startswith(NQF.iri) and iri != NQF.iri))

    def concept_triples(self, iri: str) -> tuple[ox.Triple, ...]:
        """Return what the vocabulary says of one concept; InputError if it is in no vocabulary."""
        if iri not in self._concepts:
            raise InputError(
                f"<{iri}> is in none of the vocabularies in ontology/.",
                remedy="Use a concept of a shipped vocabulary, or describe it in the register.",
            )
        return tuple(self._descriptions[iri])

    def stub(self, iris: Iterable[str]) -> tuple[ox.Triple, ...]:
        """Return all that a graph needs so that these concepts can be read and checked in it.

        The concepts, everything wider than them and their schemes, each triple once, sorted by their
        N-Triples form. Raises InputError for an IRI that is in no vocabulary.
        """
        wanted: set[str] = set()
        waiting = list(iris)
        while waiting:
            iri = waiting.pop()
            if iri not in wanted:
                wanted.add(iri)
                concept = self._concepts.get(iri)
                waiting.extend(concept.broader if concept else ())
        triples = {triple for iri in wanted for triple in self.concept_triples(iri)}
        for scheme in {self._concepts[iri].scheme for iri in wanted}:
            triples.update(self._descriptions[scheme])
        return tuple(sorted(triples, key=str))

    def context(self) -> dict[str, object]:
        """Return the JSON-LD 1.1 context of releases: ``{"@context": {…}}``."""
        own = {iri: self._descriptions[iri] for iri in self.terms()}
        return json_ld_context(own)


@cache
def _shipped() -> Ontology:
    return Ontology(*_read_folder(data_folder("ontology")))


def _read_folder(folder: Path) -> tuple[Mapping[str, Description], Mapping[str, Scheme]]:
    """Read what is said of each IRI, and the schemes by name."""
    own = _read(folder / "nqfgraph.ttl")
    descriptions = dict(own)
    schemes = {each.name: each for each in _schemes(own, None)}
    for path in sorted((folder / "vocabularies").glob("*.ttl")):
        published = _read(path)
        descriptions.update(published)
        schemes.update({each.name: each for each in _schemes(published, path.stem)})
    return descriptions, schemes


def _read(path: Path) -> Mapping[str, Description]:
    """Read a Turtle file into the triples of each subject."""
    descriptions: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    try:
        for each in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(each.subject, ox.NamedNode):
                descriptions[each.subject.value].append(each.triple)
    except OSError as error:
        raise InputError(f"The vocabulary file {path} cannot be read: {error.strerror or error}.") from error
    except SyntaxError as error:
        raise InputError(f"{path} is not valid Turtle: {error}.") from error
    return descriptions


def _schemes(descriptions: Mapping[str, Description], name: str | None) -> Iterator[Scheme]:
    """Give the schemes of one file; without ``name`` each scheme says its own by dcterms:identifier."""
    concepts: defaultdict[str, dict[str, Concept]] = defaultdict(dict)
    for iri, description in descriptions.items():
        for scheme in _values(description, SKOS.inScheme):
            concepts[scheme][iri] = _concept(iri, scheme, description)
    for iri, description in descriptions.items():
        if SKOS.ConceptScheme.value in _values(description, RDF.type):
            yield Scheme(
                iri=iri,
                name=name or _values(description, DCTERMS.identifier)[0],
                labels=MappingProxyType(_texts(description, *_LABELS)),
                concepts=MappingProxyType(concepts[iri]),
            )


def _concept(iri: str, scheme: str, description: Description) -> Concept:
    notations = _values(description, SKOS.notation)
    return Concept(
        iri=iri,
        scheme=scheme,
        notation=notations[0] if notations else None,
        labels=MappingProxyType(_texts(description, SKOS.prefLabel)),
        definitions=MappingProxyType(_texts(description, SKOS.definition)),
        broader=_values(description, SKOS.broader),
        codes=_values(description, DCTERMS.identifier),
    )


def _values(description: Description, predicate: ox.NamedNode) -> tuple[str, ...]:
    return tuple(
        each.object.value
        for each in description
        if each.predicate == predicate and isinstance(each.object, (ox.NamedNode, ox.Literal))
    )


def _texts(description: Description, *predicates: ox.NamedNode) -> dict[str, str]:
    return {
        each.object.language: each.object.value
        for each in description
        if each.predicate in predicates and isinstance(each.object, ox.Literal) and each.object.language
    }
