"""From an RDF file of a SKOS vocabulary (the ESCO dump, DigComp …) to the statements that are kept.

Kept are types, labels, texts, hierarchy and relations of concepts and schemes that have IRIs. Descriptions on
nodes of their own (``esco:NodeLiteral``) become literals; SKOS-XL labels say nothing that plain ones do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

import pyoxigraph as ox

from nqfgraph.places import Place
from nqfgraph.vocab import DCTERMS, ESCO, OWL, RDF, SKOS
from nqfgraph.vocabularies.descriptions import Vocabulary
from nqfgraph.vocabularies.files import SourceFile
from nqfgraph.vocabularies.findings import Findings

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_LITERALS = {
    each.value
    for each in (
        SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, SKOS.scopeNote, SKOS.notation,
        DCTERMS.title, OWL.deprecated, OWL.versionInfo,
    )
}  # fmt: skip
_LINKS = {
    each.value
    for each in (SKOS.broader, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, SKOS.exactMatch)
}
_TYPES = (SKOS.Concept, SKOS.ConceptScheme, ESCO.MemberConcept)
_NODE_LITERAL = ESCO.iri + "nodeLiteral"
_NODE_LANGUAGE = ESCO.iri + "language"


def is_rdf(file: SourceFile) -> bool:
    """Say whether a file's name is that of an RDF file."""
    return any(file.name.lower().endswith(each) for each in _FORMATS)


class RdfFiles:
    """Reads RDF files; what is wrong goes to the findings."""

    def __init__(self, vocabulary: Vocabulary, languages: tuple[str, ...], findings: Findings) -> None:
        self._languages = languages
        self._findings = findings
        properties = (vocabulary.type_property, vocabulary.reuse_property)
        self._types = {each.value for each in _TYPES} | set(vocabulary.kinds)
        self._links = _LINKS | set(vocabulary.relations) | {each for each in properties if each}
        self._nodes: dict[str, dict[str, str]] = {}
        """Node of a description to its text and language."""
        self._described: list[tuple[ox.NamedNode, str]] = []
        """Concept and the node of its description, which may stand in another file."""

    def triples(self, files: Iterable[SourceFile]) -> Iterator[ox.Triple]:
        """Yield the statements that are kept; some may come twice."""
        for file in files:
            try:
                with file.open() as stream:
                    yield from self._read(file, stream)
            except SyntaxError as error:
                self._findings.error(
                    "not-rdf", f"The file cannot be read as RDF: {error.msg}.",
                    Place(file=file.shown, line=error.lineno), "Fetch the file again.",
                )  # fmt: skip
        for subject, name in self._described:
            node = self._nodes.get(name, {})
            language = node.get("language") or "en"
            if node.get("text") and self._wants(language):
                yield from self._description(subject, node["text"], language, name)

    def _description(self, subject: ox.NamedNode, text: str, language: str, name: str) -> Iterator[ox.Triple]:
        try:
            yield ox.Triple(subject, DCTERMS.description, ox.Literal(text, language=language))
        except ValueError:
            self._findings.warn(
                "language", f"“{language[:40]}” is not a language tag, so this description is left out.",
                Place(file=name[:200]),
            )  # fmt: skip

    def _read(self, file: SourceFile, stream: IO[bytes]) -> Iterator[ox.Triple]:
        suffix = file.name[file.name.rindex(".") :].lower()
        for each in ox.parse(stream, format=_FORMATS[suffix], base_iri="urn:vocabulary:"):
            predicate, target = each.predicate.value, each.object
            if predicate in (_NODE_LITERAL, _NODE_LANGUAGE) and isinstance(target, ox.Literal):
                key = "text" if predicate == _NODE_LITERAL else "language"
                self._nodes.setdefault(str(each.subject), {})[key] = target.value
            elif predicate == SKOS.narrower.value and _are_named(each.subject, target):
                yield ox.Triple(target, SKOS.broader, each.subject)
            elif isinstance(each.subject, ox.NamedNode) and self._is_kept(each.subject, predicate, target):
                yield ox.Triple(each.subject, each.predicate, target)

    def _is_kept(
        self,
        subject: ox.NamedNode,
        predicate: str,
        target: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
    ) -> bool:
        if predicate == DCTERMS.description.value and not isinstance(target, ox.Literal):
            self._described.append((subject, str(target)))
            return False
        if isinstance(target, ox.Literal):
            known = predicate in _LITERALS or predicate == DCTERMS.description.value
            return known and self._wants(target.language or "")
        if not isinstance(target, ox.NamedNode):
            return False
        if predicate == RDF.type.value:
            return target.value in self._types
        return predicate in self._links

    def _wants(self, language: str) -> bool:
        return not language or not self._languages or language.partition("-")[0] in self._languages


def _are_named(*nodes: object) -> bool:
    return all(isinstance(each, ox.NamedNode) for each in nodes)
