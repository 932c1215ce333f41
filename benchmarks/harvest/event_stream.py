"""Replicates an event stream (LDES 1.0): follows relations, takes each member once, keeps immutable pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pyoxigraph as ox

from benchmarks.harvest.transport import Line

TREE, LDES = "https://w3id.org/tree#", "https://w3id.org/ldes#"
_TRIG = "application/trig"


@dataclass
class Replica:
    """A copy of what a stream tells; ``root`` is the path of the stream on the line."""

    line: Line
    root: str = "/feeds/ldes"
    things: dict[str, frozenset[str]] = field(default_factory=dict)
    """IRI to the triples that are said of it."""
    _seen: set[str] = field(default_factory=set)
    _final: dict[str, list[str]] = field(default_factory=dict)

    @property
    def triples(self) -> set[str]:
        """Everything that is said of the things that are."""
        return set().union(*self.things.values())

    def follow(self) -> None:
        """Visit every page that may have something new."""
        root = self._read(self.root)
        paths = {
            name: next(_text(quad.object) for quad in root if quad.predicate.value == LDES + name)
            for name in ("versionOfPath", "versionDeletePath", "versionDeleteObject")
        }
        waiting = self._relations(root)
        while waiting:
            path = waiting.pop(0)
            if path in self._final:
                waiting += self._final[path]
                continue
            quads = self._read(path)
            self._take(quads, paths)
            found = self._relations(quads)
            if any(quad.predicate.value == f"{LDES}immutable" for quad in quads):
                self._final[path] = found
            waiting += found

    def _read(self, path: str) -> list[ox.Quad]:
        body = self.line.fetch(path, _TRIG)
        return list(ox.parse(body, format=ox.RdfFormat.TRIG, base_iri=urljoin(self.line.address, path)))

    def _relations(self, quads: list[ox.Quad]) -> list[str]:
        nodes = (_text(quad.object) for quad in quads if quad.predicate.value == f"{TREE}node")
        return list(dict.fromkeys(urlsplit(each).path for each in nodes))

    def _take(self, quads: list[ox.Quad], paths: dict[str, str]) -> None:
        members = [_text(quad.object) for quad in quads if quad.predicate.value == f"{TREE}member"]
        said: dict[str, set[str]] = {each: set() for each in members if each not in self._seen}
        of: dict[str, str] = {}
        deleted = set()
        for quad in quads:
            graph, subject = _text(quad.graph_name), _text(quad.subject)
            if graph in said:
                said[graph].add(str(quad.triple))
            elif quad.predicate.value == paths["versionOfPath"]:
                of[subject] = _text(quad.object)
            elif (quad.predicate.value, _text(quad.object)) == (
                paths["versionDeletePath"],
                paths["versionDeleteObject"],
            ):
                deleted.add(subject)
        for member, triples in said.items():
            self._seen.add(member)
            self.things[of[member]] = frozenset() if member in deleted else frozenset(triples)


def _text(term: object) -> str:
    """Return the IRI of a node; of anything else its N-Triples form, which is no IRI."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)
