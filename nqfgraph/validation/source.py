"""The data that a validation run reads: some graphs of a pyoxigraph store, asked in SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.literals import XSD
from nqfgraph.validation.shapes import Term
from nqfgraph.validation.subclasses import close_subclasses

_SUBCLASSES = """
SELECT ?class ?above WHERE { ?class <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?above }
"""


class Written(Protocol):
    """What was put into a store, as it was written: a store gives numbers and dates another form."""

    def triples(self) -> Iterable[ox.Triple]:
        """Return all triples."""
        ...

    def literals(self) -> Iterable[ox.Literal]:
        """Return the literals that have a datatype, once or more often, and others if that is easier."""
        ...


class Source:
    """The union of named graphs of a store; ``graphs`` None takes all graphs with the default graph."""

    def __init__(
        self,
        store: ox.Store,
        graphs: Sequence[str] | None = None,
        written: Written | None = None,
        focus_graphs: Sequence[str] | None = None,
    ) -> None:
        """Take a store and, where it is known, how what is in it was written.

        With ``focus_graphs`` only these say which nodes are focus nodes, and all graphs what these are like.
        """
        self._store = store
        self._graphs = None if graphs is None else [ox.NamedNode(each) for each in graphs]
        self._named = None if focus_graphs is None else [ox.NamedNode(each) for each in focus_graphs]
        self._written = written

    @classmethod
    def of_triples(cls, triples: Iterable[ox.Triple]) -> Source:
        """Return a source that holds some triples in memory."""
        kept = _Kept(tuple(triples))
        store = ox.Store()
        store.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in kept.triples())
        return cls(store, written=kept)

    @property
    def statements(self) -> int:
        """How many statements the store has, of other graphs too."""
        return len(self._store)

    @property
    def keeps_datatypes(self) -> bool:
        """Whether `triples` gives literals as written; a store makes xsd:integer of xsd:byte and its kin."""
        return self._written is not None

    def as_written(self, term: Term) -> Term:
        """Return a term of an answer as it was written, where that is known: ``4.0``, not ``4``."""
        if self._written is None or not _has_forms(term):
            return term
        return self._forms.get(term, term)

    @cached_property
    def _forms(self) -> Mapping[Term, Term]:
        assert self._written is not None
        return _written_forms(self._written.literals())

    def select(self, query: str) -> ox.QuerySolutions:
        """Answer a SELECT. Raises ShapesError where the query engine cannot."""
        try:
            results = self._store.query(
                query,
                use_default_graph_as_union=self._graphs is None,
                default_graph=None if self._graphs is None else [*self._graphs],
                named_graphs=None if self._named is None else [*self._named],
            )
        except (SyntaxError, RuntimeError) as error:
            raise ShapesError(f"The query of a constraint cannot be answered: {error}.") from error
        assert isinstance(results, ox.QuerySolutions)
        return results

    def triples(self) -> Iterable[ox.Triple]:
        """Return all triples, each once."""
        if self._written is not None:
            return dict.fromkeys(self._written.triples())
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
        return close_subclasses((each["class"], each["above"]) for each in self.select(_SUBCLASSES))


class _Kept:
    """Triples in memory."""

    def __init__(self, triples: Sequence[ox.Triple]) -> None:
        self._triples = triples

    def triples(self) -> Sequence[ox.Triple]:
        return self._triples

    def literals(self) -> Iterable[ox.Literal]:
        return (each.object for each in self._triples if isinstance(each.object, ox.Literal))


def _has_forms(term: object) -> bool:
    """Tell whether a store may give a term another form than it was written in."""
    if not isinstance(term, ox.Literal):
        return False
    return term.datatype.value.startswith(XSD) and term.datatype.value != f"{XSD}string"


def _written_forms(literals: Iterable[ox.Literal]) -> dict[Term, Term]:
    """From the form that a store gives a number or date to that which was written, if there is only one."""
    forms: dict[Term, set[Term]] = {}
    for literal in {each for each in literals if _has_forms(each)}:
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
