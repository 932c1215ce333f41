"""Writes statements in an RDF format, one by one, however many there are; same statements, same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from nqfgraph.files import as_file
from nqfgraph.vocab import PREFIXES

_USED = (
    "adms",
    "dcat",
    "dcterms",
    "elm",
    "foaf",
    "locn",
    "nqf",
    "org",
    "rdfs",
    "rov",
    "skos",
    "vcard",
    "xsd",
)
RELEASE_PREFIXES: Mapping[str, str] = {prefix: PREFIXES[prefix] for prefix in _USED}
"""The prefixes that releases are written with."""

_HEADER = re.compile(rb"(@prefix [^\n]*\n)+|<\?xml[^\n]*\n<rdf:RDF( [^>\n]*)?>")
_DECLARATION = re.compile(rb' xmlns:[^=\s]*="[^"]*"')


def dump_quads(dump: Path) -> Iterator[ox.Quad]:
    """Yield the quads of a release's dump, which is sorted by subject."""
    for statement in ox.parse(path=str(dump), format=ox.RdfFormat.N_QUADS):
        assert isinstance(statement, ox.Quad)
        yield statement


def write_statements(
    statements: Iterable[ox.Quad | ox.Triple],
    output: IO[bytes],
    rdf_format: ox.RdfFormat,
    prefixes: Mapping[str, str] = RELEASE_PREFIXES,
) -> None:
    """Write statements in a format; a format without graphs gets their triples.

    Statements about the same subject are written together if they come together.
    """
    if rdf_format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        prefixes = {}
    fitting = _as_quads(statements) if rdf_format.supports_datasets else _as_triples(statements)
    written = _SortedHeader(output)
    ox.serialize(fitting, as_file(written), rdf_format, prefixes=dict(prefixes))
    written.finish()


def _as_quads(statements: Iterable[ox.Quad | ox.Triple]) -> Iterator[ox.Quad]:
    return (each if isinstance(each, ox.Quad) else ox.Quad(*each) for each in statements)


def _as_triples(statements: Iterable[ox.Quad | ox.Triple]) -> Iterator[ox.Triple]:
    return (each.triple if isinstance(each, ox.Quad) else each for each in statements)


class _SortedHeader:
    """A file that puts prefixes in order: the engine declares them in any."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._beginning: bytes | None = b""

    def write(self, data: bytes) -> int:
        if self._beginning is None:
            self._output.write(data)
        else:
            self._beginning += data
            if len(self._beginning) > _LONGEST_HEADER:
                self.finish()
        return len(data)

    def flush(self) -> None:
        """Wait for the end of the header."""

    def finish(self) -> None:
        """Write what has been held back."""
        if self._beginning is not None:
            self._output.write(_HEADER.sub(_sorted, self._beginning, count=1))
            self._beginning = None


_LONGEST_HEADER = 65_536


def _sorted(header: re.Match[bytes]) -> bytes:
    text = header.group()
    if text.startswith(b"@"):
        return b"".join(sorted(text.splitlines(keepends=True)))
    declarations = sorted(_DECLARATION.findall(text))
    return _DECLARATION.sub(b"", text)[:-1] + b"".join(declarations) + b">"
