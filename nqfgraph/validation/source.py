"""The data that a validation run reads: some graphs of a pyoxigraph store, asked in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.literals import XSD
from nqfgraph.validation.shapes import Term

_SUBCLASSES = """
SELECT ?class ?above WHERE { ?class <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?above }
"""


class Source:
    """The union of named graphs of a store; ``graphs`` None takes all graphs with the default graph."""

    def __init__(
        self,
        store: ox.Store,
        graphs: Sequence[str] | None = None,
        written: Mapping[Term, Term] | None = None,
        triples: Sequence[ox.Triple] | None = None,
    ) -> None:
        self._store = store
        self._graphs = None if graphs is None else [ox.NamedNode(each) for each in graphs]
        self._written = written or {}
        self._triples = triples

    @classmethod
    def of_triples(cls, triples: Iterable[ox.Triple]) -> Source:
        """Return a source that holds some triples in memory."""
        kept = tuple(triples)
        store = ox.Store()
        store.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in kept)
        return cls(store, written=_written_forms(kept), triples=kept)

    @property
    def keeps_datatypes(self) -> bool:
        """Whether `triples` gives literals as written; a store makes xsd:integer of xsd:byte and its kin."""
        return self._triples is not None

    def as_written(self, term: Term) -> Term:
        """Return a term of an answer as it was written, where that is known: ``4.0``, not ``4``."""
        return self._written.get(term, term)

    def select(self, query: str) -> ox.QuerySolutions:
        """Answer a SELECT. Raises ShapesError where the query engine cannot."""
        try:
            results = self._store.query(
                query,
                use_default_graph_as_union=self._graphs is None,
                default_graph=self._graphs,  # type: ignore[arg-type]
            )
        except (SyntaxError, RuntimeError) as error:
            raise ShapesError(f"The query of a constraint cannot be answered: {error}.") from error
        assert isinstance(results, ox.QuerySolutions)
        return results

    def triples(self) -> Iterable[ox.Triple]:
        """Return all triples, each once."""
        if self._triples is not None:
            return dict.fromkeys(self._triples)
        if self._graphs is None:
            graphs: list[ox.NamedNode | None] = [None]
        else:
            graphs = list(self._graphs)
        seen = (
            quad.triple for graph in graphs for quad in self._store.quads_for_pattern(None, None, None, graph)
        )
        return dict.fromkeys(seen)

    def subclasses(self) -> dict[Term, frozenset[ox.NamedNode]]:
        """Return, for each class that has subclasses in the data, itself and all of them (SHACL § 1.1)."""
        below: dict[Term, set[ox.NamedNode]] = {}
        for solution in self.select(_SUBCLASSES):
            if isinstance(solution["class"], ox.NamedNode):
                below.setdefault(solution["above"], set()).add(solution["class"])
        return {each: frozenset(_closure(each, below)) for each in below if isinstance(each, ox.NamedNode)}


def _closure(start: ox.NamedNode, below: Mapping[Term, set[ox.NamedNode]]) -> set[ox.NamedNode]:
    found: set[ox.NamedNode] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(below.get(current, ()))
    return found


def _written_forms(triples: Iterable[ox.Triple]) -> dict[Term, Term]:
    """From the form that a store gives a number or date to that in the triples, if there is only one."""
    literals = {
        each.object
        for each in triples
        if isinstance(each.object, ox.Literal) and each.object.datatype.value.startswith(XSD)
    }
    literals = {each for each in literals if each.datatype.value != f"{XSD}string"}
    forms: dict[Term, set[Term]] = {}
    for literal in literals:
        forms.setdefault(_stored(literal), set()).add(literal)
    return {
        stored: next(iter(given)) for stored, given in forms.items() if given != {stored} and len(given) == 1
    }


def _stored(literal: ox.Literal) -> Term:
    """The form that a store gives a literal."""
    store = ox.Store()
    node = ox.NamedNode("urn:node")
    store.add(ox.Quad(node, node, literal))
    stored = next(iter(store)).object
    assert isinstance(stored, ox.Literal)
    return stored


def is_regex(pattern: str, flags: str) -> bool:
    """Tell whether Oxigraph's regular expressions (the dialect of Rust's regex library) know a pattern."""
    call = f"REGEX('', {ox.Literal(pattern)}, {ox.Literal(flags)})"
    results = ox.Store().query(f"SELECT ({call} AS ?ok) {{}}")
    assert isinstance(results, ox.QuerySolutions)
    return any(solution["ok"] is not None for solution in results)
