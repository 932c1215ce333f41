"""Inlines what a catalogue refers to in the lists of others: concepts with class, scheme and name.

The shapes of DCAT-AP check values inside the catalogue itself, so a bare IRI of an authority table does not
pass (SEMICeu/DCAT-AP#125). Languages, countries and frequencies come from ``ontology/vocabularies``,
everything else from ``ontology/catalogue.ttl``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox

from nqfgraph.files import data_folder
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import DCTERMS, RDF, SKOS

EU = "http://publications.europa.eu/resource/authority/"
THEMES = ox.NamedNode(f"{EU}data-theme")
EDUCATION = ox.NamedNode(f"{EU}data-theme/EDUC")
PUBLIC = ox.NamedNode(f"{EU}access-right/PUBLIC")
UNKNOWN_FREQUENCY = ox.NamedNode(f"{EU}frequency/UNKNOWN")


def file_type(name: str) -> ox.NamedNode:
    """Return a file type of the EU's list, for example ``RDF_N_QUADS``."""
    return ox.NamedNode(f"{EU}file-type/{name}")


def media_type(name: str) -> ox.NamedNode:
    """Return a media type of IANA's list."""
    return ox.NamedNode(f"http://www.iana.org/assignments/media-types/{name}")


def inline(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return what ``ontology/catalogue.ttl`` says of what ``triples`` refer to, directly or further on."""
    listed = _listed()
    found: dict[object, tuple[ox.Triple, ...]] = {}
    waiting: list[object] = [each.object for each in triples]
    while waiting:
        iri = waiting.pop()
        if iri in listed and iri not in found:
            found[iri] = listed[iri]
            waiting += [each.object for each in listed[iri]]
    return tuple(each for said in found.values() for each in said)


def inline_concepts(
    iris: Iterable[ox.NamedNode], kind: ox.NamedNode, ontology: Ontology
) -> Iterator[ox.Triple]:
    """Give what the vocabularies say of concepts, each with the class that DCAT-AP asks for.

    Their schemes get the dcterms:title that it asks for too. IRIs in no vocabulary get the class only.
    """
    for iri in iris:
        yield ox.Triple(iri, RDF.type, kind)
        concept = ontology.concept(iri.value)
        if concept is None:
            continue
        scheme = ox.NamedNode(concept.scheme)
        yield from (each for each in ontology.description(concept.iri) if each.predicate in _SAID)
        yield ox.Triple(scheme, RDF.type, SKOS.ConceptScheme)
        for language, text in ontology.labels(concept.scheme).items():
            yield ox.Triple(scheme, DCTERMS.title, ox.Literal(text, language=language))


_SAID = (RDF.type, SKOS.inScheme, SKOS.notation, SKOS.prefLabel)


@lru_cache(maxsize=1)
def _listed() -> Mapping[object, tuple[ox.Triple, ...]]:
    """Return the statements of ``ontology/catalogue.ttl`` by their subject."""
    found: dict[object, list[ox.Triple]] = {}
    for each in ox.parse(path=data_folder("ontology") / "catalogue.ttl", format=ox.RdfFormat.TURTLE):
        found.setdefault(each.subject, []).append(each.triple)
    return {subject: tuple(triples) for subject, triples in found.items()}
