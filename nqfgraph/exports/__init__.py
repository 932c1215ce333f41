"""Releases and RDF files in other forms. What a release is exported to is listed in `FORMS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

import pyoxigraph as ox

from nqfgraph.exports.statements import dump_quads, write_statements

__all__ = ["FORMS", "Content", "dump_quads", "write_statements"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is exported: the files of a release and what is needed to read them."""

    dump: Path
    store_folder: Path
    base: str
    languages: Sequence[str]


def _turtle(content: Content, output: IO[bytes]) -> None:
    write_statements(dump_quads(content.dump), output, ox.RdfFormat.TURTLE)


def _trig(content: Content, output: IO[bytes]) -> None:
    """Write graph after graph; the dump, sorted by subject, is read once for each."""
    from nqfgraph.iris import GRAPHS, Iris

    graphs = [ox.NamedNode(Iris(content.base).graph(name)) for name in GRAPHS]
    quads = (quad for graph in graphs for quad in dump_quads(content.dump) if quad.graph_name == graph)
    write_statements(quads, output, ox.RdfFormat.TRIG)


def _nquads(content: Content, output: IO[bytes]) -> None:
    with content.dump.open("rb") as dump:
        while block := dump.read(1 << 20):
            output.write(block)


def _rdfxml(content: Content, output: IO[bytes]) -> None:
    write_statements(dump_quads(content.dump), output, ox.RdfFormat.RDF_XML)


def _jsonld(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.jsonld import write_register
    from nqfgraph.ontology import Ontology

    write_register(dump_quads(content.dump), Ontology.load().context(), output)


def _csv(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.table import write_qualifications

    write_qualifications(content.store_folder, content.base, content.languages, output)


FORMS: Mapping[str, Callable[[Content, IO[bytes]], None]] = MappingProxyType(
    {"turtle": _turtle, "trig": _trig, "nquads": _nquads, "jsonld": _jsonld, "rdfxml": _rdfxml, "csv": _csv}
)
"""What writes a release in a form, by its name; each writes to a binary file, piece by piece."""
