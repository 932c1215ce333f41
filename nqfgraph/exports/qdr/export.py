"""The records of one data type of a release as LOQ XML for Europass QDR, and what cannot be handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from nqfgraph.exports.qdr.datasets import QUALIFICATIONS, Dataset
from nqfgraph.exports.qdr.document import Document
from nqfgraph.exports.qdr.lookup import SortedDump
from nqfgraph.exports.qdr.notations import Notations
from nqfgraph.exports.qdr.remarks import Remark
from nqfgraph.exports.qdr.writing import REMEMBERED, Description, Fault, Source, Term
from nqfgraph.iris import Iris
from nqfgraph.model.records import QDR_LEVEL
from nqfgraph.ontology import Ontology
from nqfgraph.store.embedded import EmbeddedStore
from nqfgraph.vocab import ADMS, ELM, NQF, RDF, SKOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is exported: the files of a release and what its register says of QDR."""

    dump: Path
    store_folder: Path
    base: str
    languages: Sequence[str]
    levels: Mapping[str, str]
    """Key of a level to its IRI in the EU's list of national levels."""


def write_dataset(
    content: Content,
    output: IO[bytes],
    remark: Callable[[Remark], None],
    dataset: Dataset = QUALIFICATIONS,
) -> int:
    """Write the records that QDR takes, with all that they refer to, and return how many there are.

    Everything that is left out is told to ``remark``, in the order of the records. If no record can be
    written, nothing is: an empty file would tell QDR that all of them were withdrawn. The same release gives
    the same bytes. Memory grows with what records share (organisations, generic outcomes, qualifications that
    are referred to), not with their number. Raises StoreUnavailable if the store cannot be opened.

    A learning opportunity is handed over whether or not its qualification can be: a reference needs no more
    than an identifier, and QDR takes opportunities that lead to no qualification with a level at all.
    """
    store = EmbeddedStore.at(content.store_folder, read_only=True)
    try:
        written = 0
        with ExitStack() as files:
            dump = SortedDump(content.dump, _wanted(content.base))
            files.callback(dump.close)
            register = _Register(store.store, dump, content, dataset)
            source, told, shared = register.source(), _telling(remark), register.is_shared
            xml = Document(source, told, shared=shared, not_followed=dataset.type_name)
            files.enter_context(xml)
            for node in _records(content, dataset):
                faults = xml.add(dataset.type_name, node)
                for fault in faults:
                    remark(_remark(node, fault, refused=True))
                written += not faults
            if written:
                xml.finish(output)
        return written
    finally:
        store.close()


def _records(content: Content, dataset: Dataset) -> Iterator[ox.NamedNode]:
    """Give the records of a dump in its order, without holding them."""
    graph = Iris(content.base).graph("qualifications")
    end = f"> {RDF.type} {ELM[dataset.type_name]} <{graph}> .\n".encode()
    with content.dump.open("rb") as dump:
        for line in dump:
            if line.endswith(end):
                yield ox.NamedNode(line[1 : -len(end)].decode())


def _wanted(base: str) -> Callable[[bytes], bool]:
    """Return what tells the lines that are needed: of graph/register only what content a thing has."""
    register = f" <{Iris(base).graph('register')}> .\n".encode()
    content = f"> {NQF.content} <".encode()
    return lambda line: not line.endswith(register) or content in line


_MOSTLY_OWN: Mapping[str, ox.NamedNode] = {
    "LearningOutcome": ELM.learningOutcome,
    "Location": ELM.location,
}
"""Types of things of which there may be as many as records, and what leads to them."""


def _telling(remark: Callable[[Remark], None]) -> Callable[[ox.NamedNode, Fault], None]:
    return lambda node, fault: remark(_remark(node, fault, refused=False))


def _remark(node: ox.NamedNode, fault: Fault, *, refused: bool) -> Remark:
    return Remark(
        record=node.value, refused=refused, code=fault.code, element=fault.element, value=fault.value
    )


class _Register:
    """A release as a writer wants to see it: read from its dump, counted in its store."""

    def __init__(self, store: ox.Store, dump: SortedDump, content: Content, dataset: Dataset) -> None:
        iris = Iris(content.base)
        self._has_qualifications = dataset is QUALIFICATIONS
        self._store = store
        self._dump = dump
        self._qualifications = f"{content.base}id/qualification/"
        self._records = f"{content.base}id/record/"
        self._languages = tuple(content.languages)
        self._graph = ox.NamedNode(iris.graph("qualifications"))
        self._illustrative = NQF["content/illustrative"]
        self._notations = Notations(store, content.base, self._graph)
        self._levels: Mapping[Term, ox.NamedNode] = {
            ox.NamedNode(iris.thing("level", key)): ox.NamedNode(iri) for key, iri in content.levels.items()
        }
        schemes = Ontology.load().schemes
        self._lists = {name: frozenset(scheme.concepts) for name, scheme in schemes.items()}

    def source(self) -> Source:
        return Source(
            describe=lru_cache(REMEMBERED)(self._describe),
            listed=self._listed,
            withheld=self._is_illustrative,
            languages=self._languages,
        )

    def is_shared(self, type_name: str, node: ox.NamedNode) -> bool:
        """Whether more than one thing may refer to a thing: to most outcomes and places only one does."""
        link = _MOSTLY_OWN.get(type_name)
        if link is None:
            return True
        return sum(1 for _ in self._store.quads_for_pattern(None, link, node, self._graph)) > 1

    def _describe(self, node: ox.NamedNode) -> Description:
        found = self._dump.describe(node)
        classes = found.get(RDF.type, ())
        if ELM.Qualification in classes:
            if not self._has_qualifications:
                identifiers = found.get(ADMS.identifier, ())
                return {RDF.type: [ELM.QualificationReference], ADMS.identifier: identifiers}
            levels = found.get(ELM.NQFLevel, ())
            return {**found, ELM.NQFLevel: [self._levels.get(each, each) for each in levels]}
        if ELM.Identifier in classes:
            notations = [
                self._notations.unique(node, each) if isinstance(each, ox.Literal) else each
                for each in found.get(SKOS.notation, ())
            ]
            return {**found, SKOS.notation: notations}
        return found

    def _is_illustrative(self, node: ox.NamedNode) -> bool:
        """Whether the register says so of a thing itself, as of outcomes, or of its record."""
        if node.value.startswith(self._qualifications):
            node = ox.NamedNode(self._records + node.value.removeprefix(self._qualifications))
        return self._illustrative in self._dump.describe(node).get(NQF.content, ())

    def _listed(self, name: str, iri: str) -> bool:
        """Whether a closed list has an IRI; lists that are not among the vocabularies are not known here."""
        if name == "qdr":
            return bool(QDR_LEVEL.fullmatch(iri))
        return name not in self._lists or iri in self._lists[name]
