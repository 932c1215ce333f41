"""What a release is called in an engine that it shares with others: versioned graphs, and back again.

An engine at an address holds several releases at once, so that readers never see a mix of two. The graph
``{base}graph/framework`` of the release 2026-11-23.1 is ``{base}release/2026-11-23.1/graph/framework`` there.
One rule goes through everything: in the statements that are loaded and in the queries that are sent, each
public name becomes the stored one; in the answers each stored name becomes the public one again. So whoever
asks sees the names that the release gives its graphs, also where ``GRAPH ?g`` answers them (decision 0013).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nqfgraph.store.formats import Writer

NO_GRAPH = "urn:nqfgraph:no-graph"
"""A graph that is nowhere: the protocol has no other way to say “none”."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
FRAGILE = tuple(f"{_XSD}{name}" for name in ("duration", "yearMonthDuration", "dayTimeDuration"))
"""Datatypes whose values some engines replace by a number (Virtuoso keeps ``P1Y`` as 12).

SPARQL 1.1 has no operators for them (§ 17.3), so they lose nothing by being kept under another name.
"""


@dataclass(frozen=True)
class View:
    """The graphs of one release in a shared engine."""

    base: str
    """Base IRI of the register, which ends in a slash."""
    version: str
    graphs: Mapping[str, int] = field(hash=False)
    """Number of triples by the name of the graph (``framework`` …)."""
    renamed: tuple[str, ...] = ()
    """Datatypes that the engine keeps under another name, out of `FRAGILE`."""
    dialect: str = ""
    """What the engine is spoken to in (`nqfgraph.store.dialects`)."""

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return what names begin with in public, and in the engine."""
        graphs = (f"{self.base}graph/", f"{release_iri(self.base, self.version)}/graph/")
        return (graphs, *((iri, iri.replace(_XSD, "urn:nqfgraph:xsd:")) for iri in self.renamed))

    def stored(self, iri: str) -> str:
        """Return the name that an IRI has in the engine."""
        for public, stored in self.pairs:
            if iri.startswith(public):
                return stored + iri[len(public) :]
        return iri

    def stored_line(self, line: bytes) -> bytes:
        """Return a line of N-Triples as the engine gets it."""
        for public, stored in self.pairs:
            line = line.replace(f"<{public}".encode(), f"<{stored}".encode())
        return line

    def to_public(self) -> Replacement:
        """Return what gives an answer its public names."""
        return Replacement((stored.encode(), public.encode()) for public, stored in self.pairs)

    def stored_graphs(self, iris: tuple[str, ...] | list[str] | None = None) -> list[str]:
        """Return the engine's names of the given graphs as far as they are the release's; of all if None.

        A list that comes out empty is that of `NO_GRAPH`, because an empty one would mean the whole engine.
        """
        own = [f"{self.base}graph/{name}" for name in self.graphs]
        chosen = own if iris is None else [iri for iri in dict.fromkeys(iris) if iri in own]
        return [self.stored(iri) for iri in chosen] or [NO_GRAPH]

    def to_value(self) -> dict[str, Any]:
        """Return what `from_value` reads, as JSON has it; without base and version."""
        return {
            "graphs": dict(self.graphs),
            "renamed": list(self.renamed),
            "dialect": self.dialect,
        }

    @classmethod
    def from_value(cls, base: str, version: str, value: dict[str, Any]) -> View:
        """Read what `to_value` wrote; ValueError, KeyError or TypeError for anything else."""
        graphs = {str(name): int(size) for name, size in dict(value["graphs"]).items()}
        renamed = tuple(str(iri) for iri in value["renamed"])
        if not set(renamed) <= set(FRAGILE):
            raise ValueError(f"datatypes that are never renamed: {renamed}")
        return cls(base, version, graphs, renamed, str(value["dialect"]))


def release_iri(base: str, version: str) -> str:
    """Return the IRI below which a release keeps its graphs in a shared engine."""
    return f"{base}release/{version}"


class Replacement:
    """Replaces byte strings in what comes in pieces, wherever the pieces are cut."""

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._pairs = tuple(pairs)
        self._longest = max((len(old) for old, _ in self._pairs), default=1)
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """Return what is certain so far; what may be the beginning of an old string is kept."""
        content = self._rest + data
        for old, new in self._pairs:
            content = content.replace(old, new)
        kept = self._begun(content)
        self._rest = content[len(content) - kept :]
        return content[: len(content) - kept]

    def end(self) -> bytes:
        """Return what was kept."""
        rest, self._rest = self._rest, b""
        return rest

    def _begun(self, content: bytes) -> int:
        """Return how many bytes at the end may be the beginning of an old string."""
        for size in range(min(self._longest - 1, len(content)), 0, -1):
            tail = content[len(content) - size :]
            if any(old.startswith(tail) for old, _ in self._pairs):
                return size
        return 0


class PublicNames:
    """A writer that hands on what is written with the public names, if there is a view."""

    def __init__(self, view: View | None, output: Writer) -> None:
        self._names = view.to_public() if view else Replacement(())
        self._output = output

    def write(self, data: bytes, /) -> int:
        """Take a piece."""
        content = self._names.feed(data)
        if content:
            self._output.write(content)
        return len(data)

    def flush(self) -> None:
        """Take no notice: pieces are handed on as they come."""

    def finish(self) -> None:
        """Hand on what was kept; to be called once all is written."""
        rest = self._names.end()
        if rest:
            self._output.write(rest)
