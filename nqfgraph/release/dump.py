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
    return write_lines(sort_lines(serialise(quads, advance), path.parent, run), path)


def write_lines(lines: Iterable[bytes], path: Path) -> DumpCounts:
    """Write lines that are sorted, each once; errors as `write_dump`."""
    counts: dict[bytes, int] = {}
    with path.open("wb") as file:
        file.writelines(check_lines(lines, counts))
        file.flush()
        os.fsync(file.fileno())
    return DumpCounts(sum(counts.values()), name_graphs(counts))


def name_graphs(counts: Mapping[bytes, int]) -> dict[str, int]:
    """Return by graph IRI what `check_lines` has counted."""
    return {tail[: tail.index(b">")].decode(): number for tail, number in sorted(counts.items())}


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a dump, each with its line end."""
    with path.open("rb") as file:
        yield from file


def serialise(quads: Iterable[ox.Quad], advance: Callable[[int, int | None], None]) -> Iterator[list[bytes]]:
    """Yield quads as lines, in the order in which they come."""
    remaining = iter(quads)
    done = 0
    while chunk := list(islice(remaining, _CHUNK)):
        # N-Quads escapes line breaks inside literals, so a line is a quad.
        yield (ox.serialize(chunk, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        done += len(chunk)
        advance(done, None)


def check_lines(lines: Iterable[bytes], counts: dict[bytes, int]) -> Iterator[bytes]:
    """Yield sorted lines once each; count them by their ends, which tell the graph. Errors as `write_dump`.

    In sorted lines the copies of a triple are neighbours.
    """
    last_triple = last_tail = b""
    for line in lines:
        triple, _, tail = line.rpartition(b" <")
        if triple == last_triple and tail == last_tail:
            continue
        # A line without a graph has a part less; a blank node stands first or behind an IRI.
        if tail not in counts or triple.count(b" ") < 2 or b"> _:" in line or line.startswith(b"_:"):
            _refuse_unnamed(line)
            counts.setdefault(tail, 0)
        if triple == last_triple:
            both = " and ".join(each[: each.index(b">")].decode() for each in (last_tail, tail))
            raise ReleaseError(
                f"The triple {triple.decode()} stands in two graphs, {both}.",
                remedy="Each triple belongs in exactly one graph.",
            )
        counts[tail] += 1
        last_triple, last_tail = triple, tail
        yield line


def _refuse_unnamed(line: bytes) -> None:
    """Raise ReleaseError for a blank node or a missing graph; the bytes may also stand inside a literal."""
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_QUADS)
    if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
        raise ReleaseError(f"A release has no blank nodes, but this has one: {line.decode().strip()}")
    if not isinstance(quad.graph_name, ox.NamedNode):
        raise ReleaseError(
            f"Every triple of a release stands in a graph, but this has none: {line.decode().strip()}"
        )
