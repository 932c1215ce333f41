"""Looks things up in a release's dump, which is sorted, so that nothing of it has to be held in memory."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.exports.qdr.writing import REMEMBERED, Description, Term
from nqfgraph.iris import document

_PROBE = 512
_PIECE = 8192


class SortedDump:
    """A dump, N-Quads sorted by bytes, as a map from nodes to what is said of them in any graph."""

    def __init__(self, path: Path, wanted: Callable[[bytes], bool]) -> None:
        """Open the file, OSError if it cannot be read; lines that are not ``wanted`` are as if absent."""
        self._file = os.open(path, os.O_RDONLY)
        self._size = path.stat().st_size
        self._wanted = wanted
        self._next: dict[str, tuple[bytes, int]] = {}
        self._document = lru_cache(REMEMBERED)(self._read)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def describe(self, node: ox.NamedNode) -> Description:
        """Return what is said of a node, empty if nothing is."""
        return self._document(document(node.value)).get(node, {})

    def _read(self, iri: str) -> Mapping[ox.NamedNode, Description]:
        """Return what is said of a thing and of its parts (``…#identifier``)."""
        start = f"<{iri}".encode()
        kind = "/".join(iri.split("/", 5)[:5])
        # Things of a kind are mostly asked for in their order, so the next one is looked at first.
        before, end = self._next.get(kind, (b"", 0))
        parts: list[bytes] = []
        itself: list[bytes] = []
        if before < start + b"#":
            parts, end = self._group(start + b"#", end)
            itself, end = self._group(start + b">", end)
        if not itself:
            parts, end = self._group(start + b"#", self._first(start + b"#"))
            itself, end = self._group(start + b">", end)
        if not itself:
            # In byte order things whose IRI goes on (…/60) may stand between …/6#part and …/6 itself.
            itself, end = self._group(start + b">", self._first(start + b">"))
        self._next[kind] = start + b">", end
        lines = b"".join(line for line in parts + itself if self._wanted(line))
        found: dict[ox.NamedNode, dict[ox.NamedNode, list[Term]]] = {}
        for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS):
            subject, predicate, value, _ = quad
            assert isinstance(subject, ox.NamedNode)
            found.setdefault(subject, defaultdict(list))[predicate].append(value)
        return found

    def _first(self, prefix: bytes) -> int:
        """Return where the first line stands that is not before ``prefix``."""
        low, high = 0, self._size
        while low < high:
            middle = (low + high) // 2
            start, line = self._line(middle, len(prefix))
            if start < self._size and line < prefix:
                low = start + 1
            else:
                high = middle
        return self._line(low, 0)[0]

    def _line(self, position: int, length: int) -> tuple[int, bytes]:
        """Return where the first line begins that begins at ``position`` or later, and its first bytes."""
        if position:
            position -= 1
            while piece := os.pread(self._file, _PROBE, position):
                found = piece.find(b"\n") + 1
                position += found or len(piece)
                if found:
                    break
        return position, os.pread(self._file, length, position) if length else b""

    def _group(self, prefix: bytes, position: int) -> tuple[list[bytes], int]:
        """Return the lines that begin with ``prefix`` from ``position`` on, and where they end."""
        lines: list[bytes] = []
        rest = b""
        read = position
        while piece := os.pread(self._file, _PIECE, read):
            read += len(piece)
            *complete, rest = (rest + piece).split(b"\n")
            for line in complete:
                if not line.startswith(prefix):
                    return lines, position
                lines.append(line + b"\n")
                position += len(line) + 1
            if rest and not rest.startswith(prefix[: len(rest)]):
                break
        return lines, position
