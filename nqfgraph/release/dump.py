"""The dump of a release: every quad as one line of N-Quads, sorted by bytes (as ``LC_ALL=C sort`` does).

The same quads give the same bytes. Lines are sorted in runs that go to scratch files, so memory does not
grow with the register.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import ReleaseError
from nqfgraph.sorting import sort_lines

_CHUNK = 50_000
RUN = 1_000_000


@dataclass(frozen=True, slots=True)
class DumpCounts:
    """The number of quads in a dump, in all and by graph IRI."""

    quads: int
    graphs: Mapping[str, int]


def write_dump(
    quads: Iterable[ox.Quad],
    path: Path,
    *,
    advance: Callable[[int, int | None], None],
    run: int = RUN,
) -> DumpCounts:
    """Write ``quads`` to ``path``, sorted, and make sure that they are on the disk.

    A quad given twice is written once. Raises ReleaseError for a triple that stands in two graphs, for a
    blank node, and for a quad without a graph. ``run`` is the number of lines sorted in memory at a time.
    """
    counts: dict[bytes, int] = {}
    lines = sort_lines(_serialise(quads, advance), path.parent, run)
    with path.open("wb") as file:
        for line, graph in _check(lines):
            file.write(line)
            counts[graph] = counts.get(graph, 0) + 1
        file.flush()
        os.fsync(file.fileno())
    return DumpCounts(sum(counts.values()), {graph.decode(): n for graph, n in sorted(counts.items())})


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a dump, each with its line end."""
    with path.open("rb") as file:
        yield from file


def _serialise(quads: Iterable[ox.Quad], advance: Callable[[int, int | None], None]) -> Iterator[list[bytes]]:
    remaining = iter(quads)
    done = 0
    while chunk := list(islice(remaining, _CHUNK)):
        # N-Quads escapes line breaks inside literals, so a line is a quad.
        yield (ox.serialize(chunk, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        done += len(chunk)
        advance(done, None)


def _check(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each line once with its graph IRI; in sorted lines the copies of a triple are neighbours."""
    last_line = last_triple = last_graph = b""
    for line in lines:
        if line == last_line:
            continue
        triple, _, tail = line.rpartition(b" <")
        graph = tail[:-4]
        if _is_suspicious(line, triple, tail):
            _refuse_unnamed(line)
        if triple == last_triple:
            both = f"{last_graph.decode()} and {graph.decode()}"
            raise ReleaseError(
                f"The triple {triple.decode()} stands in two graphs, {both}.",
                remedy="Each triple belongs in exactly one graph.",
            )
        last_line, last_triple, last_graph = line, triple, graph
        yield line, graph


def _is_suspicious(line: bytes, triple: bytes, tail: bytes) -> bool:
    """Tell cheaply whether a line may have a blank node or no graph."""
    named = triple.count(b" ") >= 2 and tail[-4:] == b"> .\n" and b'"' not in tail
    return not named or b"> _:" in line or line[:2] == b"_:"


def _refuse_unnamed(line: bytes) -> None:
    """Raise ReleaseError for a blank node or a missing graph; the bytes may also stand inside a literal."""
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_QUADS)
    if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
        raise ReleaseError(f"A release has no blank nodes, but this has one: {line.decode().strip()}")
    if not isinstance(quad.graph_name, ox.NamedNode):
        raise ReleaseError(
            f"Every triple of a release stands in a graph, but this has none: {line.decode().strip()}"
        )
