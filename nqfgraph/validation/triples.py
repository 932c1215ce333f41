"""A shapes graph in memory, with the look-ups that reading it needs.

Shapes are read with pyoxigraph, not with rdflib: rdflib rewrites literals when it parses, and keeps
``"a"`` and ``"a"^^xsd:string`` apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path as FilePath

import pyoxigraph as ox

from nqfgraph.errors import InputError, ShapesError
from nqfgraph.places import Place
from nqfgraph.validation.nesting import find_too_deep
from nqfgraph.validation.shapes import Node, Term

RDF_FIRST = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
RDF_REST = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
RDF_NIL = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")

MAX_BYTES = 16 * 1024 * 1024
"""Largest shapes file."""
MAX_TRIPLES = 100_000
"""Most statements of a shapes file."""

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


class TripleIndex:
    """Triples by subject and predicate, in the order they came."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = tuple(dict.fromkeys(triples))
        self._objects: dict[Node, dict[ox.NamedNode, list[Term]]] = {}
        self._subjects: dict[ox.NamedNode, dict[Node, None]] = {}
        for subject, predicate, value in self.triples:
            self._objects.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._subjects.setdefault(predicate, {})[subject] = None

    def objects(self, subject: Node, predicate: ox.NamedNode) -> list[Term]:
        """The values of a predicate."""
        return self._objects.get(subject, {}).get(predicate, [])

    def predicates(self, subject: Node) -> Iterable[ox.NamedNode]:
        """The predicates that a subject has."""
        return self._objects.get(subject, {})

    def subjects(self, predicate: ox.NamedNode) -> Iterable[Node]:
        """The subjects that have a predicate."""
        return self._subjects.get(predicate, {})

    def members(self, head: Term) -> tuple[Term, ...]:
        """The members of an RDF list; ShapesError if it is no proper list."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != RDF_NIL:
            if isinstance(head, ox.Literal) or head in seen:
                raise ShapesError(f"{head} is not a well-formed list.")
            first, rest = self.objects(head, RDF_FIRST), self.objects(head, RDF_REST)
            if len(first) != 1 or len(rest) != 1:
                raise ShapesError(f"{head} is not a well-formed list.")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return tuple(found)


def parse_files(paths: Iterable[FilePath]) -> list[ox.Triple]:
    """Return the triples of shapes files; their blank nodes do not meet.

    Raises InputError for a file that cannot be opened, ShapesError with the place for one that is not RDF.
    """
    return [triple for path in paths for triple in _parse(path)]


def _parse(path: FilePath) -> list[ox.Triple]:
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise InputError(
            f"{path} has an ending that shapes files do not have.",
            remedy=f"Use one of {', '.join(sorted(_FORMATS))}.",
        )
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"The shapes file {path} cannot be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES or find_too_deep(content) is not None:
        raise ShapesError(
            f"The shapes file {path} is larger than {MAX_BYTES >> 20} MiB, or nested too deep to be read."
        )
    try:
        parsed = ox.parse(content, format=form, base_iri=path.resolve().as_uri(), rename_blank_nodes=True)
        quads = list(islice(parsed, MAX_TRIPLES + 1))
    except SyntaxError as error:
        column = str(error.offset) if error.offset else None
        raise ShapesError(
            f"The shapes file cannot be read: {error.msg}.",
            place=Place(file=path.name, line=error.lineno, column=column),
        ) from error
    if len(quads) > MAX_TRIPLES:
        raise ShapesError(f"The shapes file {path} has more than {MAX_TRIPLES:,} statements.")
    return [quad.triple for quad in quads]
