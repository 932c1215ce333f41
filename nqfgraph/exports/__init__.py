"""Releases and RDF files in other forms. What a release is exported to is listed in `FORMS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

import pyoxigraph as ox

from nqfgraph.exports.statements import dump_quads, write_statements

__all__ = ["FORMS", "Content", "dump_quads", "write_statements", "write_table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is exported: the dump of a release, and what is needed to read it."""

    dump: Path
    base: str
    languages: Sequence[str]


Writer = Callable[[Content, IO[bytes]], None]


def _turtle(content: Content, output: IO[bytes]) -> None:
    write_statements(dump_quads(content.dump), output, ox.RdfFormat.TURTLE)


def _trig(content: Content, output: IO[bytes]) -> None:
    """Write graph after graph; the dump, sorted by subject, is read once for each and once to find them."""
    from nqfgraph.exports.sorted_dump import read_lines
    from nqfgraph.iris import GRAPHS, Iris

    def quads() -> Iterator[ox.Quad]:
        known = [f" <{Iris(content.base).graph(name)}> .\n".encode() for name in GRAPHS]
        there = {line[line.rindex(b" <") :] for line in read_lines(content.dump)}
        for end in (*known, *sorted(there.difference(known))):
            lines = (line for line in read_lines(content.dump) if line.endswith(end))
            yield from _parsed(lines)

    write_statements(quads(), output, ox.RdfFormat.TRIG)


_LINES = 10_000
"""Lines that are parsed together."""


def _parsed(lines: Iterator[bytes]) -> Iterator[ox.Quad]:
    from itertools import islice

    while piece := b"".join(islice(lines, _LINES)):
        yield from ox.parse(piece, format=ox.RdfFormat.N_QUADS)


def _nquads(content: Content, output: IO[bytes]) -> None:
    with content.dump.open("rb") as dump:
        while block := dump.read(1 << 20):
            output.write(block)


def _ntriples(content: Content, output: IO[bytes]) -> None:
    write_statements(dump_quads(content.dump), output, ox.RdfFormat.N_TRIPLES)


def _rdfxml(content: Content, output: IO[bytes]) -> None:
    write_statements(dump_quads(content.dump), output, ox.RdfFormat.RDF_XML)


def _elm33(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.elm33 import PREFIXES, rename

    triples = rename(quad.triple for quad in dump_quads(content.dump))
    write_statements(triples, output, ox.RdfFormat.TURTLE, PREFIXES)


def _jsonld(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.framing import write_document
    from nqfgraph.exports.sorted_dump import read_lines
    from nqfgraph.ontology import Ontology

    write_document(read_lines(content.dump), Ontology.load().context(), output)


def _jsonl(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.framing import write_lines
    from nqfgraph.exports.sorted_dump import read_lines
    from nqfgraph.ontology import Ontology

    address = f"{content.base}def/context.jsonld"
    write_lines(read_lines(content.dump), Ontology.load().context(), address, output)


def _csv(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.table import write_qualifications

    write_qualifications(content.dump, content.base, content.languages, output)


def _csv_set(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.tables.csv_set import write_csv_set

    write_csv_set(content.dump, content.base, content.languages, output)


def _xlsx(content: Content, output: IO[bytes]) -> None:
    from nqfgraph.exports.tables.spreadsheet import write_spreadsheet

    write_spreadsheet(content.dump, content.base, content.languages, output)


def write_table(content: Content, name: str, output: IO[bytes]) -> None:
    """Write one of `nqfgraph.exports.tables.TABLES` as Parquet; InputError if pyarrow is not installed."""
    from nqfgraph.exports.tables import TABLES
    from nqfgraph.exports.tables.parquet import write_parquet

    write_parquet(TABLES[name], content.dump, content.base, content.languages, output)


def _parquet(content: Content, output: IO[bytes]) -> None:
    write_table(content, "qualifications", output)


FORMS: Mapping[str, Writer] = MappingProxyType(
    {
        "turtle": _turtle,
        "trig": _trig,
        "nquads": _nquads,
        "ntriples": _ntriples,
        "jsonld": _jsonld,
        "jsonl": _jsonl,
        "rdfxml": _rdfxml,
        "elm-3.3": _elm33,
        "csv": _csv,
        "csv-set": _csv_set,
        "xlsx": _xlsx,
        "parquet": _parquet,
    }
)
"""What writes a release in a form, by its name; each writes to a binary file, piece by piece."""
